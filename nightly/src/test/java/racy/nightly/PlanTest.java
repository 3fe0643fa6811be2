// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import racy.bench.BenchRunner;
import racy.history.bundle.BundleException;
import racy.history.bundle.Plan;
import racy.history.bundle.Plan.Item;
import racy.history.bundle.Plan.Kind;
import racy.review.Expectation;
import racy.review.Level;
import racy.stress.runner.Catalogue;
import racy.stress.runner.StressTest;

class PlanTest {
    private static final String ARCHITECTURE = "amd64";

    private static StressTest test(String name, String twin) {
        Expectation expectation = twin.isEmpty() ? Expectation.SEEDED : Expectation.SAFE;
        return new StressTest(name, List.of(), List.of("q"), "", "", Set.of(), expectation, Level.IDEA, twin);
    }

    /** A night that a seed decides: races, tests that share them as twins, benchmarks, some of all measured. */
    private record Case(List<StressTest> tests, List<String> benchmarks, Timings timings, int shards, long seed) {
        static Case of(long seed) {
            Random random = new Random(seed);
            List<StressTest> tests = new ArrayList<>();
            int races = random.nextInt(40);
            for (int i = 0; i < races; i++) {
                tests.add(test("racy.stress.Race" + i, ""));
            }
            int others = random.nextInt(120);
            for (int i = 0; i < others; i++) {
                String twin = races == 0 ? "racy.stress.NotChosen" : "racy.stress.Race" + random.nextInt(races);
                tests.add(test("racy.stress.Test" + i, twin));
            }
            List<String> benchmarks = IntStream.range(0, random.nextInt(30))
                    .mapToObj(i -> "racy.bench.Bench" + i % 4 + ".m" + i)
                    .toList();
            double known = random.nextInt(3) / 2.0;
            Map<String, Double> seconds = new HashMap<>();
            Stream.concat(tests.stream().map(StressTest::name), benchmarks.stream())
                    .filter(name -> random.nextDouble() < known)
                    .forEach(name -> seconds.put(name, 0.1 + 10 * random.nextDouble()));
            return new Case(tests, benchmarks, new Timings(seconds), 1 + random.nextInt(12), seed);
        }

        Plan freeze() {
            return PlanFreezer.freeze(ARCHITECTURE, tests, benchmarks, timings, shards, seed);
        }

        Case shuffled() {
            return new Case(mixed(tests), mixed(benchmarks), timings, shards, seed);
        }

        private <T> List<T> mixed(Collection<T> values) {
            List<T> mixed = new ArrayList<>(values);
            Collections.shuffle(mixed, new Random(seed + 1));
            return mixed;
        }
    }

    static Stream<Case> cases() {
        return new Random(20260101).longs(100).mapToObj(Case::of);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void freeze_anyNight_everyItemOnExactlyOneShard(Case night) {
        Plan plan = night.freeze();
        List<String> tests = new ArrayList<>();
        List<String> benchmarks = new ArrayList<>();
        for (int shard = 1; shard <= plan.shards(); shard++) {
            tests.addAll(plan.tests(shard));
            benchmarks.addAll(plan.benchmarks(shard));
        }
        assertEquals(
                night.tests().stream().map(StressTest::name).sorted().toList(),
                tests.stream().sorted().toList());
        assertEquals(
                night.benchmarks().stream().sorted().toList(),
                benchmarks.stream().sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void freeze_anyNight_sameForAnyOrder(Case night) {
        assertEquals(night.freeze(), night.freeze());
        assertEquals(night.freeze(), night.shuffled().freeze());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void freeze_anyNight_twinsTogetherAndBenchmarksOnTheFirst(Case night) {
        Plan plan = night.freeze();
        Map<String, Integer> shards = plan.items().stream().collect(Collectors.toMap(Item::name, Item::shard));
        for (StressTest test : night.tests()) {
            if (shards.containsKey(test.twin())) {
                assertEquals(shards.get(test.twin()), shards.get(test.name()), test.name());
            }
        }
        night.benchmarks().forEach(name -> assertEquals(PlanFreezer.BENCHMARK_SHARD, shards.get(name), name));
    }

    /** A shard is never more than the largest group above the least loaded, unless the benchmarks alone make it so. */
    @ParameterizedTest
    @MethodSource("cases")
    void freeze_allMeasured_noShardTooLong(Case night) {
        Plan plan = night.freeze();
        if (!plan.items().stream().allMatch(Item::measured)) {
            return;
        }
        double least =
                plan.loads().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        Map<String, String> twin = night.tests().stream()
                .collect(Collectors.toMap(StressTest::name, test -> test.twin().isEmpty() ? test.name() : test.twin()));
        double largest = plan.items().stream()
                .filter(item -> item.kind() == Kind.TEST)
                .collect(Collectors.groupingBy(item -> twin.get(item.name()), Collectors.summingDouble(Item::seconds)))
                .values()
                .stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        for (int shard = 1; shard <= plan.shards(); shard++) {
            if (!plan.tests(shard).isEmpty()) {
                assertTrue(plan.loads().get(shard - 1) <= least + largest + 1e-6, plan.loads() + " " + largest);
            }
        }
    }

    @Test
    void freeze_200MeasuredOn8_balanced() {
        Random random = new Random(7);
        List<StressTest> tests = IntStream.range(0, 200)
                .mapToObj(i -> test("racy.stress.T" + i, ""))
                .toList();
        Map<String, Double> seconds =
                tests.stream().collect(Collectors.toMap(StressTest::name, each -> Math.exp(random.nextGaussian())));
        Plan measured = PlanFreezer.freeze(ARCHITECTURE, tests, List.of(), new Timings(seconds), 8, 1);
        assertTrue(measured.balance().orElseThrow() <= 1.01, () -> "slowest over mean: " + measured.balance());
        Plan hashed = PlanFreezer.freeze(ARCHITECTURE, tests, List.of(), Timings.NONE, 8, 1);
        assertTrue(hashed.balance().isEmpty(), "nobody measured anything");
        for (int shard = 1; shard <= 8; shard++) {
            int size = hashed.tests(shard).size();
            assertTrue(size > 10 && size < 45, "a hash spreads: " + size);
        }
    }

    @Test
    void freeze_untimedTestAdded_othersStay() {
        List<StressTest> tests = IntStream.range(0, 50)
                .mapToObj(i -> test("racy.stress.T" + i, ""))
                .toList();
        List<StressTest> more = new ArrayList<>(tests);
        more.add(test("racy.stress.A", ""));
        Plan before = PlanFreezer.freeze(ARCHITECTURE, tests, List.of(), Timings.NONE, 5, 1);
        Plan after = PlanFreezer.freeze(ARCHITECTURE, more, List.of(), Timings.NONE, 5, 2);
        assertTrue(after.items().containsAll(before.items()));
    }

    @Test
    void freeze_realSuite_cutsIntoEight() {
        List<StressTest> tests = Catalogue.load().tests();
        List<String> benchmarks = BenchRunner.select("");
        Map<String, Double> even = tests.stream().collect(Collectors.toMap(StressTest::name, each -> 2.0));
        Plan plan = PlanFreezer.freeze(ARCHITECTURE, tests, benchmarks, new Timings(even), 8, 1);
        assertEquals(tests.size() + benchmarks.size(), plan.items().size());
        Plan testsOnly = PlanFreezer.freeze(ARCHITECTURE, tests, List.of(), new Timings(even), 8, 1);
        assertTrue(testsOnly.balance().orElseThrow() < 1.1, () -> "twins keep too much together: " + testsOnly.loads());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void read_written_same(Case night, @TempDir Path folder) throws BundleException {
        Plan plan = night.freeze();
        Path file = folder.resolve("a/plan.json");
        plan.write(file);
        assertEquals(plan, Plan.read(file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "shard" : 1     | "shard" : 2       | has the id
                    "shard" : 1     | "shard" : 9       | on shard 9 of 3
                    "shard" : 1     | "shard" : 0       | on shard 0
                    "seed" : 5      | "seed" : 6        | has the id
                    "seed" : 5,     | ''                | plan.json:
                    "version" : 1   | "version" : 2     | version 2
                    amd64           | aarch64           | has the id
                    "shards" : 3    | "shards" : 0      | 0 shards
                    "measured" : true, | ''             | plan.json:
                    "items"         | "tests"           | property 'items'
                    "seed" : 5      | "seed" : 5, "x" : 1 | Unrecognized field
                    racy.stress.B   | racy.stress.A     | there twice
                    1.5             | -1.5              | costs -1.5 seconds
                    1.5             | "x"               | plan.json:
                    } ]             | ''                | plan.json:
                    """)
    void read_changed_refusedByFileAndLine(String from, String to, String why, @TempDir Path folder)
            throws BundleException, IOException {
        Path file = folder.resolve("plan.json");
        Timings timings = new Timings(Map.of("racy.stress.A", 1.5, "racy.stress.B", 1.5));
        PlanFreezer.freeze(
                        ARCHITECTURE,
                        List.of(test("racy.stress.A", ""), test("racy.stress.B", "")),
                        List.of(),
                        timings,
                        3,
                        5)
                .write(file);
        String text = Files.readString(file);
        assertTrue(text.contains(from), text);
        Files.writeString(file, text.replace(from, to));
        BundleException refused = assertThrows(BundleException.class, () -> Plan.read(file));
        assertTrue(refused.getMessage().matches("(?s).*plan\\.json:\\d+: .*"), refused.getMessage());
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }

    @Test
    void read_noFile_refusedByName(@TempDir Path folder) {
        BundleException refused = assertThrows(BundleException.class, () -> Plan.read(folder.resolve("none.json")));
        assertTrue(refused.getMessage().contains("none.json"));
    }

    @ParameterizedTest
    @CsvSource({"0,3,amd64,shards 1 to 3", "4,3,amd64,shards 1 to 3", "1,4,amd64,not 4", "1,3,aarch64,is for amd64"})
    void check_elsewhere_refused(int shard, int of, String here, String why) throws BundleException {
        Plan plan = PlanFreezer.freeze(ARCHITECTURE, List.of(), List.of(), Timings.NONE, 3, 5);
        plan.check(1, 3, ARCHITECTURE);
        BundleException refused = assertThrows(BundleException.class, () -> plan.check(shard, of, here));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
        assertTrue(refused.getMessage().contains(plan.id()), refused.getMessage());
    }

    @Test
    void freeze_differentNights_differentIds() {
        Set<String> ids = new HashSet<>();
        List<Case> nights = cases().toList();
        nights.forEach(night -> ids.add(night.freeze().id()));
        assertEquals(nights.size(), ids.size());
    }
}
