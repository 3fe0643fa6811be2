// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import picocli.CommandLine;
import racy.history.Origin;
import racy.history.bundle.Bundle;
import racy.history.bundle.Plan;
import racy.history.demo.MadeUpBundle;
import racy.history.demo.MadeUpPart;
import racy.nightly.PlanFreezer;
import racy.review.Effort;
import racy.review.Expectation;
import racy.review.Finding;
import racy.review.Level;
import racy.review.MemoryModel;
import racy.review.Observation;
import racy.review.SearchBounds;
import racy.review.Subject;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.ForkSpec;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

class PlanMergeCommandTest {
    /** More than calibration takes. */
    private static final long TOTAL = 20_000;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... args) {
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(args);
    }

    private static MadeUpBundle shard(int shard) {
        return new MadeUpBundle("n", Origin.MEASURED).revision("abc").shard(shard, 2, 1);
    }

    /** Of a plan with a test for each shard. */
    private static MadeUpBundle testedShard(int shard) {
        return shard(shard)
                .planned(1, Plan.Kind.TEST, List.of("racy.stress.T1"))
                .planned(2, Plan.Kind.TEST, List.of("racy.stress.T2"));
    }

    private Path bundle(String name, int shard) throws Exception {
        return shard(shard).write(folder.resolve(name));
    }

    @Test
    void plan_ofSomeTests_frozenAndPrinted() throws Exception {
        Path file = folder.resolve("plan.json");
        assertEquals(0, run("plan", "--shards", "3", "-t", "ClaimStress", "--seed", "9", "--out", file.toString()));
        Plan plan = Plan.read(file);
        assertEquals(3, plan.shards());
        assertEquals(9, plan.seed());
        assertFalse(plan.benchmarks(PlanFreezer.BENCHMARK_SHARD).isEmpty());
        assertTrue(plan.items().stream()
                .filter(item -> item.kind() == Plan.Kind.TEST)
                .allMatch(item -> item.name().contains("ClaimStress")));
        assertTrue(out.toString().contains("Plan " + plan.id()), out::toString);
        assertTrue(out.toString().contains("Nothing was measured"), out::toString);
        assertTrue(err.toString().contains(file.toString()), err::toString);
    }

    @Test
    void plan_withTimings_printsTheBalance() throws Exception {
        Path json = folder.resolve("jmh.json");
        Files.writeString(json, """
                [ {"benchmark" : "racy.bench.SlotClaimBenchmark.alone", "forks" : 5, "warmupIterations" : 1,
                   "warmupTime" : "1 s", "measurementIterations" : 3, "measurementTime" : "500 ms"} ]
                """);
        Path file = folder.resolve("plan.json");
        assertEquals(0, run("plan", "--shards", "2", "--timings", json.toString(), "--out", file.toString()));
        assertTrue(out.toString().contains("times the mean"), out::toString);
        Plan plan = Plan.read(file);
        assertEquals(
                12.5,
                plan.items().stream()
                        .filter(Plan.Item::measured)
                        .mapToDouble(Plan.Item::seconds)
                        .sum());
    }

    @Test
    void plan_noBench_noBenchmark() throws Exception {
        Path file = folder.resolve("plan.json");
        assertEquals(0, run("plan", "--shards", "1", "--no-bench", "--out", file.toString()));
        assertEquals(List.of(), Plan.read(file).benchmarks(1));
    }

    @ParameterizedTest
    @CsvSource({"0,--shards", "10001,--shards", "many,--shards"})
    void plan_badShards_usageNamingTheOption(String shards, String option) {
        assertEquals(2, run("plan", "--shards", shards));
        assertTrue(err.toString().contains(option), err::toString);
    }

    @Test
    void plan_noTestMatches_usage() {
        assertEquals(2, run("plan", "--shards", "2", "-t", "NoSuchTest"));
        assertTrue(err.toString().contains("NoSuchTest"), err::toString);
    }

    @Test
    void plan_timingsOfNoRun_infrastructureNamingIt() throws Exception {
        Path json = Files.writeString(folder.resolve("x.json"), "[ {} ]");
        assertEquals(3, run("plan", "--shards", "2", "--timings", json.toString()));
        assertTrue(err.toString().contains(json + " is no JMH result file"), err::toString);
        Files.writeString(json, "[\n {,} ]");
        assertEquals(3, run("plan", "--shards", "2", "--timings", json.toString()));
        assertTrue(err.toString().contains(json + ":2: "), err::toString);
    }

    @Test
    void merge_everyShard_clean() throws Exception {
        Path night = folder.resolve("night");
        String first = bundle("a", 1).toString();
        String second = bundle("b", 2).toString();
        assertEquals(0, run("merge", first, second, "--out", night.toString()));
        assertEquals(0, Bundle.read(night).manifest().shard());
        assertTrue(out.toString().contains("2 of 2 shards of night n, COMPLETE"), out::toString);
    }

    /** A shard's stress run of one test in one fork. */
    private Path bundle(String name, int shard, Expectation expectation, Status status, Outcome outcome)
            throws Exception {
        String test = "racy.stress.T" + shard;
        MadeUpBundle bundle = testedShard(shard);
        StressTest planned =
                new StressTest(test, List.of("irq"), List.of("q"), "", "", Set.of(), expectation, Level.IDEA, "");
        ForkSpec spec = new ForkSpec(test, 0, 0, List.of(), MadeUpPart.SETTINGS);
        long samples = MadeUpPart.SETTINGS.samples(outcome.hit() ? TOTAL : 0, TOTAL);
        ForkRecord fork =
                new ForkRecord(spec, "irq C2", status, TOTAL, samples, List.of(outcome), 0, 1500, List.of(), List.of());
        bundle.part(shard, "17", Map.of("os.arch", "amd64"))
                .code(Map.of(test, "d"))
                .stress(List.of(planned), List.of(fork));
        return bundle.write(folder.resolve(name));
    }

    /** A witnessed race beside what the other shard shows; with the other alone the night is partial as well. */
    @ParameterizedTest
    @CsvSource({
        "SAFE,NORMAL,ACCEPTABLE,0,4",
        "SAFE,NORMAL,FORBIDDEN,1,1",
        "SAFE,VM_ERROR,ACCEPTABLE,3,3",
        "SEEDED,NORMAL,ACCEPTABLE,5,4",
    })
    void merge_ofWhatAShardShows_endsWithItsCode(
            Expectation expectation, Status status, Expect expect, int code, int alone) throws Exception {
        String other = bundle(
                        "other",
                        1,
                        expectation,
                        status,
                        new Outcome("a", TOTAL, expect, true, expect == Expect.FORBIDDEN, ""))
                .toString();
        String witness = bundle(
                        "witness",
                        2,
                        Expectation.SEEDED,
                        Status.NORMAL,
                        new Outcome("b", TOTAL, Expect.ACCEPTABLE_INTERESTING, true, true, ""))
                .toString();
        assertEquals(code, run("merge", other, witness, "--out", folder + "/both"), err::toString);
        assertEquals(alone, run("merge", other, "--out", folder + "/one"), err::toString);
    }

    /** What an engine of the second shard excludes, one of the first saw. */
    @Test
    void merge_enginesThatContradictEachOther_endsWithSix() throws Exception {
        Subject subject = new Subject("A", Set.of("xchg"), "as-posted", "", Set.of(), Expectation.OPEN, "");
        Observation seen = new Observation(
                "one",
                subject,
                new Effort.Played(1, 0.1),
                new Finding(1, 0, null, Set.of(), "w", 0.1, List.of()),
                List.of(),
                "");
        Observation excluded = new Observation(
                "two",
                subject,
                new Effort.Exhausted(MemoryModel.SC, SearchBounds.NONE, 5, 0.1),
                Finding.nothing(null),
                List.of(),
                "");
        Path first = evidence("first", 1, seen);
        Path second = evidence("second", 2, excluded);
        assertEquals(6, run("merge", first.toString(), second.toString(), "--out", folder + "/night"), err::toString);
        assertTrue(
                err.toString().contains("contradiction: A on as-posted: one saw it, which two excludes"),
                err::toString);
    }

    private Path evidence(String name, int shard, Observation observation) throws Exception {
        MadeUpBundle bundle = shard(shard);
        bundle.part(shard, "17", Map.of("os.arch", "amd64")).evidence(observation.engine(), List.of(observation));
        return bundle.write(folder.resolve(name));
    }

    @Test
    void merge_noShardSealed_endsWithFourAsAMissingOne() throws Exception {
        Path killed = bundle("killed", 1);
        Files.delete(killed.resolve("seal.json"));
        assertEquals(4, run("merge", killed.toString(), "--out", folder + "/night"));
        assertTrue(err.toString().contains("no sealed bundle"), err::toString);
        assertFalse(Files.exists(folder.resolve("night")));
    }

    @Test
    void merge_shardMissing_neverGreen() throws Exception {
        Path night = folder.resolve("night");
        assertEquals(4, run("merge", bundle("b", 2).toString(), "--out", night.toString()));
        assertEquals(List.of(1), Bundle.read(night).seal().missing());
        assertTrue(err.toString().contains("shard 1 of 2 is missing"), err::toString);
    }

    @Test
    void merge_noBundle_infrastructureNamingIt() {
        assertEquals(3, run("merge", folder.toString(), "--out", folder + "/night"));
        assertTrue(err.toString().contains(folder + " is no bundle"), err::toString);
        assertTrue(Files.notExists(folder.resolve("night")));
    }
}
