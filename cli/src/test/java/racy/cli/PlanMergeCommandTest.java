// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import racy.history.NightState;
import racy.history.Origin;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleManifest;
import racy.history.bundle.BundleWriter;
import racy.history.bundle.PartManifest;
import racy.nightly.Plan;
import racy.review.Expectation;
import racy.review.Level;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.ForkSettings;
import racy.stress.runner.ForkSpec;
import racy.stress.runner.Manifest;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressEngine;
import racy.stress.runner.StressTest;

class PlanMergeCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ForkSettings SETTINGS = StressEngine.settings();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... args) {
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(args);
    }

    private static BundleManifest manifest(int shard) {
        return new BundleManifest(
                1, "n", Origin.MEASURED, "2026-01-01T00:00:00Z", "abc", "0123456789abcdef", shard, 2, 1, 7, 9);
    }

    private Path bundle(String name, int shard) throws Exception {
        BundleWriter writer = BundleWriter.create(folder.resolve(name), manifest(shard));
        writer.seal(NightState.COMPLETE, List.of(), "2026-01-01T00:00:09Z");
        return writer.directory();
    }

    @Test
    void plan_ofSomeTests_frozenAndPrinted() throws Exception {
        Path file = folder.resolve("plan.json");
        assertEquals(0, run("plan", "--shards", "3", "-t", "ClaimStress", "--seed", "9", "--out", file.toString()));
        Plan plan = Plan.read(file);
        assertEquals(3, plan.shards());
        assertEquals(9, plan.seed());
        assertFalse(plan.benchmarks(Plan.BENCHMARK_SHARD).isEmpty());
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
        BundleWriter writer = BundleWriter.create(folder.resolve(name), manifest(shard));
        Map<String, String> environment = Map.of("os.arch", "amd64");
        Path run = Files.createDirectories(writer.part(new PartManifest(
                        shard, "17", "2026-01-01T00:00:00Z", environment, Map.of(test, "d"), List.of(), Map.of()))
                .resolve("stress"));
        StressTest planned =
                new StressTest(test, List.of("irq"), List.of("q"), "", "", Set.of(), expectation, Level.IDEA, "");
        JSON.writeValue(
                run.resolve("manifest.json").toFile(),
                new Manifest(1, "2026-01-01T00:00:00Z", environment, 9, 7, 20, SETTINGS, List.of(planned)));
        ForkSpec spec = new ForkSpec(test, 0, 0, List.of(), SETTINGS);
        ForkRecord fork = new ForkRecord(spec, "irq C2", status, 9, 9, List.of(outcome), 0, 1500, List.of(), List.of());
        Files.writeString(run.resolve("forks.jsonl"), JSON.writeValueAsString(fork) + "\n");
        writer.seal(NightState.COMPLETE, List.of(), "2026-01-01T00:00:09Z");
        return writer.directory();
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
        String other = bundle("other", 1, expectation, status, new Outcome("a", 9, expect, true, false, ""))
                .toString();
        String witness = bundle(
                        "witness",
                        2,
                        Expectation.SEEDED,
                        Status.NORMAL,
                        new Outcome("b", 9, Expect.ACCEPTABLE_INTERESTING, true, true, ""))
                .toString();
        assertEquals(code, run("merge", other, witness, "--out", folder + "/both"), err::toString);
        assertEquals(alone, run("merge", other, "--out", folder + "/one"), err::toString);
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
