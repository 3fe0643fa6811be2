// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.annotations.Expect;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.demo.MadeUpBundle;
import racy.history.demo.MadeUpPart;
import racy.history.sample.SampleForks;
import racy.review.Effort;
import racy.review.Expectation;
import racy.review.Finding;
import racy.review.Level;
import racy.review.Observation;
import racy.review.Subject;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

/**
 * Whatever is done to a bundle before it is sealed again: it is read or refused in one line that names a file of it, and
 * it is never called complete without what its plan and its request ask for.
 *
 * <p>{@code -Dracy.fuzz.mutations=200000} makes a long run of it, {@code -Dracy.fuzz.seed=N} another one.
 */
class BundleFuzzTest {
    private static final int MUTATIONS = Integer.getInteger("racy.fuzz.mutations", 2_000);
    private static final long SEED = Long.getLong("racy.fuzz.seed", 1);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Longer than what is said of a file, and shorter than what a file can bring. */
    private static final int LONGEST = 900;

    private static final String BENCH = """
            [{"benchmark": "racy.bench.B.m", "params": {"n": "8"},
              "primaryMetric": {"score": 1.5, "scoreError": "NaN", "scoreUnit": "ns/op", "rawData": [[1.0], [2.0]]},
              "secondaryMetrics": {}}]
            """;

    @TempDir
    Path folder;

    @Test
    void anyChange_sealedAgain_isReadOrRefusedInOneLineAndNeverMoreThanIsThere() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        List<Path> bases = List.of(oneShard(), merged());
        for (Path base : bases) {
            assertEquals(NightState.COMPLETE, Bundle.read(base).seal().state());
        }
        Random random = new Random(SEED);
        List<BundleMutator> mutators = new ArrayList<>();
        for (Path base : bases) {
            mutators.add(new BundleMutator(random, base, folder.resolve("changed-" + base.getFileName()), pipe));
        }
        int taken = 0;
        Set<String> reasons = new HashSet<>();
        for (int i = 0; i < MUTATIONS; i++) {
            Path base = bases.get(i % bases.size());
            BundleMutator mutator = mutators.get(i % bases.size());
            mutator.mutate();
            String what = "mutation " + i + " of " + base.getFileName() + ": " + mutator.did();
            // A pipe that is opened is waited for without end.
            String refused =
                    assertTimeoutPreemptively(Duration.ofMinutes(1), () -> read(mutator.bundle(), base, what), what);
            if (refused == null) {
                taken++;
            } else {
                reasons.add(refused.replaceAll("'[^']*'|[0-9]+|\\S*/\\S*", ""));
            }
        }
        assertTrue(
                taken > MUTATIONS / 50, "too few changes were harmless to say that it still reads bundles: " + taken);
        assertTrue(reasons.size() > 80, "the changes do not come far: " + reasons.size() + " reasons");
    }

    /** Reads it. Returns why it was refused, or null. */
    private String read(Path bundle, Path base, String what) throws IOException {
        try {
            Bundle read = Bundle.read(bundle);
            if (read.seal().state() == NightState.COMPLETE) {
                assertEquals(new TreeSet<>(), lacking(bundle, base), what);
            }
            return null;
        } catch (BundleException e) {
            String message = e.getMessage();
            assertTrue(message.codePoints().noneMatch(BundleFuzzTest::isObeyed), () -> what + ": " + message);
            assertTrue(message.contains(bundle.toString()), () -> what + " names no file: " + message);
            assertTrue(message.length() < LONGEST, () -> what + ": " + message);
            return message;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what, e);
        }
    }

    private static boolean isObeyed(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    /**
     * What a bundle lacks of its own plan and request, from its raw files alone; and of those of the bundle that it was
     * made from, where it still has the same.
     */
    private static Set<String> lacking(Path bundle, Path base) throws IOException {
        Set<String> lacking = new TreeSet<>();
        JsonNode plan = JSON.readTree(Files.readAllBytes(bundle.resolve("plan.json")));
        int shard = JSON.readTree(Files.readAllBytes(bundle.resolve("bundle.json")))
                .get("shard")
                .asInt();
        Map<Integer, Set<String>> tests = new TreeMap<>();
        for (JsonNode item : plan.get("items")) {
            Set<String> its = tests.computeIfAbsent(item.get("shard").asInt(), number -> new TreeSet<>());
            if (item.get("kind").asText().equals("TEST")) {
                its.add(item.get("name").asText());
            }
        }
        for (Map.Entry<Integer, Set<String>> each : tests.entrySet()) {
            int number = each.getKey();
            if (shard != 0 && shard != number) {
                continue;
            }
            Path file = bundle.resolve(shard == 0 ? "request-s" + number + ".json" : "request.json");
            if (!Files.exists(file)) {
                lacking.add("a request");
                continue;
            }
            JsonNode request = JSON.readTree(Files.readAllBytes(file));
            if (!request.get("absent").isEmpty() || request.get("jdks").isEmpty()) {
                lacking.add("a JDK");
            }
            for (JsonNode jdk : request.get("jdks")) {
                Set<String> without = new TreeSet<>(each.getValue());
                Path part = bundle.resolve(
                        "parts/s" + number + "-jdk" + jdk.get("label").asText());
                if (!Files.exists(part.resolve("part.json"))) {
                    lacking.add(part.toString());
                } else if (Files.exists(part.resolve("stress/forks.jsonl"))) {
                    byte[] ledger = Files.readAllBytes(part.resolve("stress/forks.jsonl"));
                    for (String line :
                            new String(ledger, StandardCharsets.UTF_8).lines().toList()) {
                        JsonNode fork = JSON.readTree(line);
                        if (fork.get("status").asText().equals("NORMAL")) {
                            without.remove(fork.get("spec").get("test").asText());
                        }
                    }
                }
                lacking.addAll(without);
            }
        }
        return lacking;
    }

    private Path oneShard() throws Exception {
        MadeUpBundle bundle = new MadeUpBundle("one", Origin.MEASURED);
        part(bundle, 1, "17", "A", "B");
        part(bundle, 1, "25", "A", "B");
        return bundle.write(folder.resolve("one"));
    }

    private Path merged() throws Exception {
        MadeUpBundle bundle = new MadeUpBundle("merged", Origin.MEASURED).shard(0, 2, 1);
        part(bundle, 1, "17", "A");
        part(bundle, 2, "17", "C");
        return bundle.write(folder.resolve("merged"));
    }

    private static void part(MadeUpBundle bundle, int shard, String jdk, String... names) {
        List<StressTest> tests =
                List.of(names).stream().map(BundleFuzzTest::test).toList();
        MadeUpPart part = bundle.part(shard, jdk, Map.of("os.arch", "amd64"))
                .stress(
                        tests,
                        tests.stream()
                                .map(test -> SampleForks.normal(
                                        test.name(),
                                        0,
                                        List.of(
                                                new Outcome("0", 7, Expect.ACCEPTABLE, true, false, "none"),
                                                new Outcome("1", 2, Expect.FORBIDDEN, true, true, "both")),
                                        9))
                                .toList())
                .evidence(
                        "script",
                        List.of(new Observation(
                                "script",
                                new Subject("late-irq", Set.of("xchg"), "v2", "", Set.of(), Expectation.OPEN, ""),
                                new Effort.Played(1, 0.25),
                                Finding.nothing(null),
                                List.of(),
                                "")))
                .benchmarks(shard == 1 ? List.of("racy.bench.B.m") : List.of(), Map.of())
                .file("log.txt", "said\n");
        if (shard == 1) {
            part.file(BundleFiles.BENCH, BENCH);
        }
    }

    private static StressTest test(String name) {
        return new StressTest(
                "racy.stress." + name,
                List.of("irq"),
                List.of("xchg"),
                "v2",
                "",
                Set.of(),
                Expectation.SAFE,
                Level.IDEA,
                "");
    }
}
