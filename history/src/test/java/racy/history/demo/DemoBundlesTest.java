// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.infra.Status;
import racy.bench.BenchResult;
import racy.history.BenchNight;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.Fingerprint;
import racy.review.Expectation;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.Outcome;
import racy.stress.runner.TestSummary;

class DemoBundlesTest {
    private static final long SEED = 1;

    @TempDir
    private static Path folder;

    private static List<Bundle> bundles;

    @BeforeAll
    static void write() throws Exception {
        bundles = new ArrayList<>();
        for (Path bundle : DemoBundles.write(folder.resolve("demo"), DemoBundles.NIGHTS, SEED)) {
            bundles.add(Bundle.read(bundle));
        }
    }

    private static Bundle night(int number) {
        return bundles.get(number - 1);
    }

    private static Bundle.Part part(int number, String jdk) {
        return night(number).parts().stream()
                .filter(part -> part.manifest().jdk().equals(jdk))
                .findFirst()
                .orElseThrow();
    }

    private static TestSummary test(int number, String jdk, String test) {
        return part(number, jdk).stress().orElseThrow().summaries().stream()
                .filter(summary -> summary.test().name().equals(test))
                .findFirst()
                .orElseThrow();
    }

    private static long forksShowing(int number, String jdk, String test, String outcome) {
        return part(number, jdk).stress().orElseThrow().forks().stream()
                .filter(fork -> fork.spec().test().equals(test))
                .filter(fork ->
                        fork.outcomes().stream().anyMatch(seen -> seen.id().equals(outcome)))
                .count();
    }

    private static String fingerprint(int number, String jdk) {
        return Fingerprint.of(part(number, jdk).manifest().environment());
    }

    private static double score(int number, String jdk, String benchmark) {
        return results(part(number, jdk).bench().orElseThrow().results()).get(benchmark).forkMeans().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    private static Map<String, BenchResult> results(List<BenchResult> results) {
        return results.stream()
                .collect(Collectors.toMap(
                        result -> new BenchNight.Key(result.type(), result.method(), new TreeMap<>(result.params()))
                                .toString(),
                        result -> result));
    }

    private static Map<String, byte[]> files(Path directory) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
                files.put(directory.relativize(path).toString(), Files.readAllBytes(path));
            }
        }
        return files;
    }

    @Test
    void write_nights_eachIsADemonstration() {
        assertEquals(DemoBundles.NIGHTS, bundles.size());
        for (Bundle bundle : bundles) {
            assertEquals(Origin.DEMONSTRATION, bundle.manifest().origin());
            assertTrue(bundle.manifest().night().startsWith("demo-2026-"));
            assertEquals(
                    bundle.manifest().night(), bundle.directory().getFileName().toString());
            assertEquals(DemoNight.JDKS.size(), bundle.parts().size());
        }
        assertEquals(
                DemoBundles.NIGHTS,
                bundles.stream()
                        .map(bundle -> bundle.manifest().night())
                        .distinct()
                        .count());
    }

    @Test
    void write_sameSeed_sameBytes(@TempDir Path other) throws Exception {
        DemoBundles.write(other, 2, SEED);
        Map<String, byte[]> again = files(other);
        assertTrue(again.size() > 20);
        for (Map.Entry<String, byte[]> file : again.entrySet()) {
            assertEquals(
                    -1,
                    Arrays.mismatch(
                            file.getValue(),
                            Files.readAllBytes(folder.resolve("demo").resolve(file.getKey()))),
                    file.getKey());
        }
    }

    @Test
    void write_otherSeed_otherCounts(@TempDir Path other) throws Exception {
        Bundle first = Bundle.read(DemoBundles.write(other, 1, SEED + 1).get(0));
        assertNotEquals(
                night(1).parts().get(0).stress().orElseThrow().forks(),
                first.parts().get(0).stress().orElseThrow().forks());
    }

    /** Sets of the JDK have another order in each JVM, which a test in one JVM cannot see. */
    @Test
    void scripts_sets_areSorted() throws Exception {
        Path scripts = BundleFiles.evidence(night(1).parts().get(0).directory(), "script");
        int longest = 0;
        for (String line : Files.readAllLines(scripts)) {
            for (String set : List.of("/subject/questions", "/subject/wanted", "/finding/seen")) {
                List<String> texts = new ArrayList<>();
                for (JsonNode text : new ObjectMapper().readTree(line).at(set)) {
                    texts.add(text.textValue());
                }
                assertEquals(texts.stream().sorted().toList(), texts);
                longest = Math.max(longest, texts.size());
            }
        }
        assertTrue(longest > 2);
        assertFalse(night(1).parts().get(0).evidence().isEmpty());
        assertTrue(night(1).parts().get(0).evidence().stream()
                .anyMatch(script -> !script.finding().witnesses().isEmpty()));
    }

    @Test
    void forks_byExpectation_areWhatTheyShouldBe() {
        for (Bundle bundle : bundles) {
            boolean toothless = bundle == night(DemoBundles.LOST_TEETH);
            for (Bundle.Part part : bundle.parts()) {
                for (TestSummary summary : part.stress().orElseThrow().summaries()) {
                    String where =
                            bundle.manifest().night() + " " + summary.test().name();
                    assertTrue(summary.forks() > 0, where);
                    assertEquals(List.of(), summary.forbidden(), where);
                    boolean seeded = summary.test().expectation() == Expectation.SEEDED;
                    boolean lost = toothless && summary.test().name().equals(DemoBundles.TOOTHLESS_TEST);
                    assertEquals(seeded && !lost, summary.witnessed(), where);
                }
                for (ForkRecord fork : part.stress().orElseThrow().forks()) {
                    assertEquals(
                            fork.total(),
                            fork.outcomes().stream().mapToLong(Outcome::count).sum());
                    assertTrue(fork.hits() <= fork.samples());
                }
            }
        }
    }

    @Test
    void fingerprint_changesWithHarnessAndJdkOnly() {
        Map<String, Set<String>> seen = new TreeMap<>();
        for (int n = 1; n <= DemoBundles.NIGHTS; n++) {
            for (String jdk : DemoNight.JDKS) {
                seen.computeIfAbsent(jdk, key -> new HashSet<>()).add(fingerprint(n, jdk));
            }
        }
        assertEquals(2, seen.get("17").size());
        assertEquals(3, seen.get("25").size());
        assertNotEquals(
                fingerprint(DemoBundles.HARNESS_CHANGE - 1, "17"), fingerprint(DemoBundles.HARNESS_CHANGE, "17"));
        assertNotEquals(fingerprint(DemoBundles.JDK_UPDATE - 1, "25"), fingerprint(DemoBundles.JDK_UPDATE, "25"));
        assertEquals(fingerprint(DemoBundles.JDK_UPDATE - 1, "17"), fingerprint(DemoBundles.JDK_UPDATE, "17"));
    }

    @Test
    void regression_isAStepOnOneJdk_andConfirmed() {
        int night = DemoBundles.REGRESSION;
        String jdk = DemoBundles.REGRESSION_JDK;
        String benchmark = DemoBundles.REGRESSION_BENCHMARK;
        assertEquals(1.08, score(night, jdk, benchmark) / score(night - 1, jdk, benchmark), 0.02);
        assertEquals(1, score(night, "17", benchmark) / score(night - 1, "17", benchmark), 0.02);
        Map<String, BenchResult> confirmation =
                results(part(night, jdk).confirm().orElseThrow().results());
        assertEquals(Set.of(benchmark), confirmation.keySet());
        assertEquals(1.08, confirmation.get(benchmark).score() / score(night - 1, jdk, benchmark), 0.02);
        assertEquals(
                1,
                bundles.stream()
                        .flatMap(bundle -> bundle.parts().stream())
                        .filter(part -> part.confirm().isPresent())
                        .count());
    }

    @Test
    void drift_isSlow() {
        String benchmark = DemoBundles.DRIFT_BENCHMARK;
        double first = score(DemoBundles.DRIFT, DemoBundles.DRIFT_JDK, benchmark);
        double last = score(DemoBundles.NIGHTS, DemoBundles.DRIFT_JDK, benchmark);
        assertEquals(1.1, last / first, 0.02);
    }

    @Test
    void benchmarks_ofANight_areAllAndAboveTheirFloors() {
        Bundle.Part part = part(1, "17");
        Map<String, BenchResult> results = results(part.bench().orElseThrow().results());
        assertTrue(results.size() > 90, () -> results.size() + " benchmarks");
        assertTrue(
                results.values().stream().allMatch(result -> result.forkMeans().size() == 5 && result.error() > 0));
        int floors = 0;
        for (BenchResult result : results.values()) {
            List<String> floor = part.manifest()
                    .floors()
                    .get(result.type() + "."
                            + result.method().substring(result.method().indexOf(':') + 1));
            if (floor != null) {
                double sum = floor.stream()
                        .mapToDouble(
                                name -> results.get(result.type() + "." + name).score())
                        .sum();
                assertTrue(result.score() > sum, result.toString());
                floors++;
            }
        }
        assertTrue(floors > 60);
        assertEquals(
                14,
                results.keySet().stream()
                        .filter(key -> key.startsWith("SubmitBenchmark.task["))
                        .count());
    }

    @Test
    void newOutcome_isInMostForksFromItsNightOn() {
        String test = DemoBundles.NEW_OUTCOME_TEST;
        String id = DemoBundles.NEW_OUTCOME_ID;
        for (int n = 1; n <= DemoBundles.NIGHTS; n++) {
            if (n == DemoBundles.PARTIAL) {
                continue;
            }
            assertEquals(0, forksShowing(n, "17", test, id));
            long forks = forksShowing(n, DemoBundles.NEW_OUTCOME_JDK, test, id);
            assertTrue(n < DemoBundles.NEW_OUTCOME ? forks == 0 : forks > 2, n + ": " + forks);
        }
        assertTrue(forksShowing(DemoBundles.NEW_OUTCOME, DemoBundles.NEW_OUTCOME_JDK, test, id) >= 6);
    }

    @Test
    void vanishedOutcome_isInNoForkFromItsNightOn() {
        for (int n = 1; n <= DemoBundles.NIGHTS; n++) {
            long forks = forksShowing(n, "17", DemoBundles.VANISHED_TEST, DemoBundles.VANISHED_ID);
            assertTrue(n < DemoBundles.VANISHED_OUTCOME ? forks > 2 : forks == 0, n + ": " + forks);
        }
    }

    @Test
    void crash_leavesItsOutput() {
        List<ForkRecord> failures = test(DemoBundles.CRASH, DemoBundles.CRASH_JDK, DemoBundles.CRASH_TEST)
                .failures();
        assertEquals(1, failures.size());
        assertEquals(Status.VM_ERROR, failures.get(0).status());
        assertTrue(failures.get(0).output().stream().anyMatch(line -> line.contains("SIGSEGV")));
    }

    @Test
    void partialNight_lacksAShard() {
        for (int n = 1; n <= DemoBundles.NIGHTS; n++) {
            boolean partial = n == DemoBundles.PARTIAL;
            assertEquals(
                    partial ? NightState.PARTIAL : NightState.COMPLETE,
                    night(n).seal().state());
            assertEquals(partial ? List.of(2) : List.of(), night(n).seal().missing());
        }
        assertTrue(part(DemoBundles.PARTIAL, "17").bench().isEmpty());
        assertTrue(part(DemoBundles.PARTIAL, "17").manifest().code().size()
                < part(1, "17").manifest().code().size());
    }

    @Test
    void dates_skipOneNight() {
        for (int n = 1; n < DemoBundles.NIGHTS; n++) {
            Duration between = Duration.between(
                    Instant.parse(night(n).manifest().started()),
                    Instant.parse(night(n + 1).manifest().started()));
            assertEquals(n == DemoBundles.LAST_BEFORE_GAP ? 2 : 1, between.toDays());
        }
    }
}
