// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.BundleWriter;
import racy.history.bundle.Plan;
import racy.history.demo.MadeUpBundle;
import racy.history.demo.MadeUpPart;
import racy.review.Expectation;
import racy.review.Level;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.ForkSpec;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

class MergeTest {
    private static final int SHARDS = 3;
    private static final String STARTED = "2026-01-01T00:00:0%dZ";
    private static final String BENCH = """
            [ {"jmhVersion" : "1.37", "benchmark" : "racy.bench.B.m", "mode" : "avgt", "forks" : 5,
               "warmupIterations" : 3, "warmupTime" : "200 ms", "measurementIterations" : 2,
               "measurementTime" : "1 s", "params" : {},
               "primaryMetric" : {"score" : 1.0, "scoreError" : "NaN", "scoreUnit" : "ns/op", "rawData" : [[1.0]]},
               "secondaryMetrics" : {} } ]
            """;

    /** A test for each shard, and a benchmark. */
    private static final List<Plan.Item> ITEMS = List.of(
            new Plan.Item(Plan.Kind.TEST, "racy.stress.T1", 0, false, 1),
            new Plan.Item(Plan.Kind.TEST, "racy.stress.T2", 0, false, 2),
            new Plan.Item(Plan.Kind.TEST, "racy.stress.T3", 0, false, 3),
            new Plan.Item(Plan.Kind.BENCHMARK, "racy.bench.B.m", 0, false, 1));

    @TempDir
    private Path folder;

    /** A shard's bundle as it could be delivered; each test changes what it is about. */
    private final class Delivery {
        private final String name;
        private int shard = 1;
        private int attempt = 1;
        private int forks = 2;
        private List<Plan.Item> items = ITEMS;
        private String night = "night-1";
        private String revision = "abc";
        private Origin origin = Origin.MEASURED;
        private int shards = SHARDS;
        private long seed = 7;
        private long budget = 60_000;
        private String architecture = "amd64";
        private String test;
        private List<String> jdks = List.of("17");
        private NightState state = NightState.COMPLETE;

        Delivery(String name, int shard) {
            this.name = name;
            this.shard = shard;
            this.test = "racy.stress.T" + shard;
        }

        Path write() throws BundleException, IOException {
            Path directory = open();
            BundleWriter.resume(directory).seal(state, List.of(), String.format(STARTED, 5 + attempt));
            return directory;
        }

        Path open() throws BundleException, IOException {
            MadeUpBundle bundle = new MadeUpBundle(night, origin)
                    .time(
                            Instant.parse(String.format(STARTED, shard)),
                            Instant.parse(String.format(STARTED, 5 + attempt)))
                    .revision(revision)
                    .plan(Plan.of("amd64", shards, seed, items))
                    .shard(shard, shards, attempt)
                    .request(seed, Duration.ofMillis(budget));
            StressTest planned = new StressTest(
                    test, List.of("irq"), List.of("q"), "", "", Set.of(), Expectation.SAFE, Level.IDEA, "");
            for (String jdk : jdks) {
                MadeUpPart part = bundle.part(shard, jdk, new TreeMap<>(Map.of("os.arch", architecture)))
                        .code(Map.of(test, "d1"))
                        .stress(
                                List.of(planned),
                                IntStream.range(0, forks).mapToObj(this::fork).toList());
                if (shard == 1) {
                    part.file(BundleFiles.BENCH, BENCH);
                }
            }
            Path directory = bundle.writeUnsealed(folder.resolve(name)).directory();
            Files.writeString(directory.resolve("log.txt"), "log of " + shard);
            return directory;
        }

        private ForkRecord fork(int number) {
            return new ForkRecord(
                    new ForkSpec(test, number, 0, List.of(), MadeUpPart.SETTINGS),
                    "irq C2",
                    Status.NORMAL,
                    20_000,
                    20_000 - MadeUpPart.SETTINGS.calibrationSamples(),
                    List.of(new Outcome("none", 20_000, Expect.ACCEPTABLE, true, false, "")),
                    number,
                    1500,
                    List.of(),
                    List.of());
        }
    }

    private Delivery delivery(String name, int shard) {
        return new Delivery(name, shard);
    }

    private List<Path> all() throws BundleException, IOException {
        List<Path> paths = new ArrayList<>();
        for (int shard = 1; shard <= SHARDS; shard++) {
            paths.add(delivery("s" + shard, shard).write());
        }
        return paths;
    }

    private static Map<String, String> contents(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(path -> directory.relativize(path).toString(), path -> {
                        try {
                            return Files.readString(path);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }));
        }
    }

    private List<String> entries() throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void merge_allShards_completeNightThatReads() throws Exception {
        List<Path> shards = all();
        Path out = folder.resolve("merged/night");
        Merge.Result result = Merge.merge(shards, out);
        assertTrue(result.isComplete(), result.notes()::toString);
        Bundle merged = Bundle.read(out);
        assertEquals(0, merged.manifest().shard());
        assertEquals(SHARDS, merged.manifest().shards());
        assertEquals(String.format(STARTED, 1), merged.manifest().started());
        assertEquals(List.of(), merged.seal().missing());
        assertEquals(
                List.of("racy.stress.T1", "racy.stress.T2", "racy.stress.T3"),
                merged.parts().stream()
                        .flatMap(part -> part.manifest().code().keySet().stream())
                        .toList());
        assertArrayEquals(
                Files.readAllBytes(shards.get(0).resolve("parts/s1-jdk17/bench.json")),
                Files.readAllBytes(out.resolve("parts/s1-jdk17/bench.json")));
        assertEquals(1, merged.parts().get(0).bench().orElseThrow().results().size());
        assertEquals(Plan.of("amd64", SHARDS, 7, ITEMS), Plan.read(out.resolve("plan.json")));
        for (int shard = 1; shard <= SHARDS; shard++) {
            assertArrayEquals(
                    Files.readAllBytes(shards.get(shard - 1).resolve("request.json")),
                    Files.readAllBytes(out.resolve("request-s" + shard + ".json")));
            assertEquals("log of " + shard, Files.readString(out.resolve("log-s" + shard + ".txt")));
        }
    }

    @Test
    void merge_anyOrderAnyCopies_sameBytes() throws Exception {
        List<Path> deliveries = new ArrayList<>(all());
        for (int attempt = 2; attempt <= 3; attempt++) {
            Delivery again = delivery("s2again" + attempt, 2);
            again.attempt = attempt;
            again.forks = attempt * 5;
            deliveries.add(again.write());
        }
        Delivery copy = delivery("s3copy", 3);
        deliveries.add(copy.write());
        Delivery twin = delivery("s1other", 1);
        twin.forks = 4;
        deliveries.add(twin.write());
        Map<String, String> expected = null;
        for (int seed = 0; seed < 12; seed++) {
            List<Path> order = new ArrayList<>(deliveries);
            Collections.shuffle(order, new Random(seed));
            order.add(order.get(seed % order.size()));
            Path out = folder.resolve("out" + seed);
            assertTrue(Merge.merge(order, out).isComplete());
            expected = expected == null ? contents(out) : expected;
            assertEquals(expected, contents(out));
        }
    }

    @Test
    void merge_doneBefore_sameResultAgain() throws Exception {
        List<Path> shards = all();
        Path out = folder.resolve("night");
        Merge.merge(shards, out);
        Map<String, String> before = contents(out);
        assertTrue(Merge.merge(shards, out).isComplete());
        assertEquals(before, contents(out));
        assertEquals(List.of("night", "s1", "s2", "s3"), entries());
    }

    @Test
    void merge_severalAttempts_firstCompleteWins() throws Exception {
        List<Path> deliveries = new ArrayList<>(all().subList(0, 2));
        for (int attempt = 1; attempt <= 4; attempt++) {
            Delivery each = delivery("s3-" + attempt, 3);
            each.attempt = attempt;
            each.forks = 10 - attempt;
            each.state = attempt == 1 || attempt == 4 ? NightState.PARTIAL : NightState.COMPLETE;
            deliveries.add(each.write());
        }
        Merge.Result result = Merge.merge(deliveries, folder.resolve("night"));
        assertTrue(result.isComplete(), result.notes()::toString);
        assertEquals(folder.resolve("s3-2"), result.taken().get(3));
    }

    @Test
    void merge_noneComplete_mostCompleteWinsAndNightPartial() throws Exception {
        List<Path> deliveries = new ArrayList<>(all().subList(0, 2));
        for (int attempt = 1; attempt <= 3; attempt++) {
            Delivery each = delivery("s3-" + attempt, 3);
            each.attempt = attempt;
            each.forks = attempt == 2 ? 9 : 3;
            each.state = NightState.PARTIAL;
            deliveries.add(each.write());
        }
        Merge.Result result = Merge.merge(deliveries, folder.resolve("night"));
        assertFalse(result.isComplete());
        assertEquals(folder.resolve("s3-2"), result.taken().get(3));
        assertEquals(
                NightState.PARTIAL, Bundle.read(folder.resolve("night")).seal().state());
        assertTrue(result.notes().toString().contains("shard 3 was broken off"), result.notes()::toString);
    }

    @Test
    void merge_shardMissing_partialAndSaysWhich() throws Exception {
        Merge.Result result = Merge.merge(List.of(delivery("s2", 2).write()), folder.resolve("night"));
        assertFalse(result.isComplete());
        Bundle merged = Bundle.read(folder.resolve("night"));
        assertEquals(NightState.PARTIAL, merged.seal().state());
        assertEquals(List.of(1, 3), merged.seal().missing());
        assertEquals(List.of("shard 1 of 3 is missing", "shard 3 of 3 is missing"), result.notes());
    }

    @Test
    void merge_killedAttemptBesideItsSuccessor_leftOut() throws Exception {
        List<Path> deliveries = new ArrayList<>(all());
        deliveries.add(delivery("killed", 2).open());
        Merge.Result result = Merge.merge(deliveries, folder.resolve("night"));
        assertTrue(result.isComplete());
        assertTrue(result.notes().toString().contains("killed was never sealed"), result.notes()::toString);
    }

    @Test
    void merge_onlyKilledAttempt_missing() throws Exception {
        List<Path> deliveries = new ArrayList<>(all().subList(0, 2));
        deliveries.add(delivery("killed", 3).open());
        Merge.merge(deliveries, folder.resolve("night"));
        assertEquals(List.of(3), Bundle.read(folder.resolve("night")).seal().missing());
    }

    @Test
    void merge_shardOnFewerJdks_partial() throws Exception {
        List<Path> deliveries = new ArrayList<>();
        for (int shard = 1; shard <= SHARDS; shard++) {
            Delivery each = delivery("s" + shard, shard);
            each.jdks = shard == 2 ? List.of("17") : List.of("17", "25");
            deliveries.add(each.write());
        }
        Merge.Result result = Merge.merge(deliveries, folder.resolve("night"));
        assertFalse(result.isComplete());
        assertEquals(List.of("shard 2 was not run on JDK 25"), result.notes());
    }

    @ParameterizedTest
    @CsvSource({
        "plan,its plan is ",
        "night,its night is night-2",
        "revision,its revision is def",
        "origin,its origin is DEMONSTRATION",
        "shards,its number of shards is 4",
        "seed,its plan is ",
        "budget,its budget is 1",
        "architecture,is not the plan's amd64",
        "shard,is merged already",
        "test,is not in the plan",
    })
    void merge_foreignShard_refusedAndNothingWritten(String what, String why) throws Exception {
        List<Path> deliveries = new ArrayList<>(all().subList(0, 2));
        Delivery foreign = delivery("zforeign", 3);
        switch (what) {
            case "plan" -> foreign.items = List.of(new Plan.Item(Plan.Kind.TEST, "racy.stress.T3", 9, true, 3));
            case "night" -> foreign.night = "night-2";
            case "revision" -> foreign.revision = "def";
            case "origin" -> foreign.origin = Origin.DEMONSTRATION;
            case "shards" -> foreign.shards = 4;
            case "seed" -> foreign.seed = 8;
            case "budget" -> foreign.budget = 1;
            case "architecture" -> foreign.architecture = "aarch64";
            case "shard" -> foreign.shard = 0;
            case "test" -> foreign.test = "racy.stress.T1";
            default -> throw new AssertionError(what);
        }
        deliveries.add(foreign.write());
        List<String> before = entries();
        refused(deliveries, "zforeign", why);
        Collections.reverse(deliveries);
        refused(deliveries, "zforeign", why);
        assertEquals(before, entries());
    }

    private void refused(List<Path> deliveries, String... words) {
        BundleException refused =
                assertThrows(BundleException.class, () -> Merge.merge(deliveries, folder.resolve("night")));
        for (String word : words) {
            assertTrue(refused.getMessage().contains(word), refused.getMessage());
        }
    }

    @Test
    void merge_changedAfterSeal_refusedByFile() throws Exception {
        List<Path> deliveries = all();
        Path forks = deliveries.get(1).resolve("parts/s2-jdk17/stress/forks.jsonl");
        Files.writeString(forks, Files.readString(forks).replace("1500", "1501"));
        refused(deliveries, "s2", "forks.jsonl");
        assertEquals(List.of("s1", "s2", "s3"), entries());
    }

    @Test
    void merge_noBundle_refusedByName() throws Exception {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        List<Path> deliveries = new ArrayList<>(all());
        deliveries.add(empty);
        refused(deliveries, "empty is no bundle");
    }

    @Test
    void merge_nothingSealed_refused() throws Exception {
        refused(List.of(delivery("s1", 1).open()), "no sealed bundle");
    }

    @Test
    void merge_intoAnotherBundle_refusedAndUntouched() throws Exception {
        List<Path> shards = all();
        Path out = folder.resolve("night");
        Merge.merge(shards.subList(0, 2), out);
        Map<String, String> before = contents(out);
        refused(shards, "holds another bundle");
        assertEquals(before, contents(out));
        assertEquals(List.of("night", "s1", "s2", "s3"), entries());
    }

    @Test
    void merge_intoFullDirectory_refusedAndUntouched() throws Exception {
        Path out = Files.createDirectory(folder.resolve("night"));
        Files.writeString(out.resolve("mine.txt"), "mine");
        refused(all(), "night");
        assertEquals(Map.of("mine.txt", "mine"), contents(out));
    }

    @Test
    void merge_intoEmptyDirectory_taken() throws Exception {
        Files.createDirectory(folder.resolve("night"));
        assertTrue(Merge.merge(all(), folder.resolve("night")).isComplete());
    }

    @Test
    void timings_ofMergedNight_perTestAndBenchmark() throws Exception {
        List<Path> deliveries = new ArrayList<>();
        for (int shard = 1; shard <= SHARDS; shard++) {
            Delivery each = delivery("s" + shard, shard);
            each.forks = shard * 2;
            deliveries.add(each.write());
        }
        Merge.merge(deliveries, folder.resolve("night"));
        Timings timings = Timings.read(folder.resolve("night"));
        // Equal forks cost the same, however many of them a shard found the time for: 12 forks of 1.5 s, 3 tests.
        for (int shard = 1; shard <= SHARDS; shard++) {
            assertEquals(6.0, timings.seconds("racy.stress.T" + shard).orElseThrow(), 1e-9);
        }
        assertEquals(5 * (3 * 0.2 + 2 * 1), timings.seconds("racy.bench.B.m").orElseThrow(), 1e-9);
        assertTrue(timings.seconds("racy.stress.T4").isEmpty());
    }
}
