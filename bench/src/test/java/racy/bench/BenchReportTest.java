// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {
    private static final String JSON = """
            [
              {"benchmark": "racy.bench.StressSampleBenchmark.getAndSet",
               "primaryMetric": {"score": 3.0, "scoreError": "NaN", "scoreUnit": "ns/op",
                                 "rawData": [[2.0, 3.0], [3.5, 3.5]]}},
              {"benchmark": "racy.bench.StressSampleBenchmark.bare", "params": {"callbacks": "8"},
               "primaryMetric": {"score": 9.0, "scoreError": 0.5, "scoreUnit": "ns/op",
                                 "rawData": [[9.0, 9.0], [9.0, 9.0]]}},
              {"benchmark": "racy.bench.SlotClaimBenchmark.contended",
               "primaryMetric": {"score": 99.0, "scoreError": "+INF", "scoreUnit": "ns/op", "rawData": [[99.0]]},
               "secondaryMetrics": {
                 "publish": {"score": 40.0, "scoreError": "+INF", "scoreUnit": "ns/op", "rawData": [[40.0]]},
                 "claim": {"score": 59.0, "scoreError": "NaN", "scoreUnit": "ns/op", "rawData": [[59.0]]}}}
            ]
            """;

    @TempDir
    private Path folder;

    private BenchRun read(String json) throws IOException {
        return BenchRun.read(Files.writeString(folder.resolve("run.json"), json));
    }

    @Test
    void read_forks_meansPerFork() throws IOException {
        BenchResult result = read(JSON).results().get(0);
        assertEquals(List.of(2.5, 3.5), result.forkMeans());
        assertEquals(new Estimate(3.0, 2.5, 3.5), result.estimate());
    }

    @Test
    void read_numbersAsText_keepTheirMeaning() throws IOException {
        List<BenchResult> results = read(JSON).results();
        assertTrue(Double.isNaN(results.get(0).error()));
        assertEquals(0.5, results.get(1).error());
        assertEquals(Double.POSITIVE_INFINITY, results.get(2).error());
    }

    @Test
    void read_otherText_refused() {
        assertThrows(IllegalArgumentException.class, () -> read(JSON.replace("+INF", "many")));
    }

    @Test
    void read_group_isItsParts() throws IOException {
        List<BenchResult> results = read(JSON).results();
        assertEquals(4, results.size());
        assertEquals("contended:publish", results.get(2).method());
        assertEquals("publish", results.get(2).ownMethod());
        assertEquals(59.0, results.get(3).score());
    }

    @Test
    void read_params_kept() throws IOException {
        BenchRun run = read(JSON);
        assertEquals(Map.of("callbacks", "8"), run.results().get(1).params());
        assertEquals(
                9.0,
                run.score(StressSampleBenchmark.class, "bare", "callbacks", "8").mean());
        assertThrows(
                NoSuchElementException.class, () -> run.score(StressSampleBenchmark.class, "bare", "callbacks", "9"));
    }

    @Test
    void print_ratio_isToTheFloorOfTheRun() throws IOException {
        StringWriter table = new StringWriter();
        BenchReport.of(read(JSON)).print(new PrintWriter(table));
        assertTrue(table.toString().contains("3.00 x getAndSet"), table.toString());
        assertTrue(table.toString().contains("floor not measured"), table.toString());
        assertTrue(table.toString().contains("Fewer than 5 forks"), table.toString());
    }

    @Test
    void print_nothing_saysSo() throws IOException {
        StringWriter table = new StringWriter();
        BenchReport.of(read("[]")).print(new PrintWriter(table));
        assertTrue(table.toString().contains("Nothing was measured."));
    }

    @Test
    void target_decidedOnlyIfAllForksAgree() throws IOException {
        BenchRun run = read(JSON);
        // 9 divided by 2.5 to 3.5: a ratio between 2.57 and 3.6.
        assertEquals(TargetRatio.Result.REACHED, result(run, 3.6));
        assertEquals(TargetRatio.Result.UNDECIDED, result(run, 3.0));
        assertEquals(TargetRatio.Result.NOT_REACHED, result(run, 2.5));
    }

    private static TargetRatio.Result result(BenchRun run, double limit) {
        return new TargetRatio(
                        "bare",
                        limit,
                        measured -> measured.score(StressSampleBenchmark.class, "bare")
                                .over(measured.floor(StressSampleBenchmark.class, "bare")))
                .check(run)
                .result();
    }

    @Test
    void target_ofWhatWasNotRun_notMeasured() throws IOException {
        BenchRun run = read(JSON);
        for (TargetRatio target : BenchReport.targets()) {
            assertEquals(TargetRatio.Result.NOT_MEASURED, target.check(run).result());
        }
    }

    @Test
    void estimate_overWhatMayBeZero_undecided() {
        Estimate ratio = new Estimate(4, 3, 5).over(new Estimate(1, 0, 2));
        assertEquals(4, ratio.mean());
        assertTrue(Double.isNaN(ratio.low()) && Double.isNaN(ratio.high()));
    }

    @Test
    void estimate_difference_widens() {
        assertEquals(new Estimate(3, 1, 5), new Estimate(5, 4, 6).minus(new Estimate(2, 1, 3)));
    }
}
