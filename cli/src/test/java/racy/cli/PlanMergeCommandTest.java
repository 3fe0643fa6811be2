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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleManifest;
import racy.history.bundle.BundleWriter;
import racy.nightly.Plan;

class PlanMergeCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... args) {
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(args);
    }

    private Path bundle(String name, int shard) throws Exception {
        BundleWriter writer = BundleWriter.create(
                folder.resolve(name),
                new BundleManifest(
                        1, "n", Origin.MEASURED, "2026-01-01T00:00:00Z", "abc", "0123456789abcdef", shard, 2, 1, 7, 9));
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
