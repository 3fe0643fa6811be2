// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static racy.history.sample.SampleNights.bench;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import racy.bench.BenchResult;
import racy.bench.BenchRun;
import racy.bench.BenchRunner;
import racy.history.BenchNight;
import racy.history.Night;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.bundle.Fingerprint;
import racy.history.bundle.PartManifest;
import racy.history.compare.BenchChange.Decision;
import racy.history.sample.MemoryHistory;
import racy.history.sample.NightContent;
import racy.history.sample.SampleNights;

class BenchmarksTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("cpu.model", "a");
    private static final String HERE = Fingerprint.of(ENVIRONMENT);

    private final MemoryHistory history = new MemoryHistory();

    /** Five forks within half a percent of a level. */
    private static BenchNight at(double level, String unit) {
        return bench("locked", "17", HERE, unit, level, level * 1.001, level * 1.002, level * 0.999, level * 0.998);
    }

    private static BenchNight at(double level) {
        return at(level, "ns/op");
    }

    private static Decision decision(BenchNight before, BenchNight after, BenchNight... again) {
        return Benchmarks.compare(List.of(before), List.of(after), List.of(again))
                .changes()
                .get(0)
                .decision();
    }

    @ParameterizedTest
    @CsvSource({"110, SLOWER_UNCONFIRMED", "90, FASTER", "100.5, SAME"})
    void time_moreIsSlower(double after, Decision decision) {
        assertEquals(decision, decision(at(100), at(after)));
    }

    @ParameterizedTest
    @CsvSource({"90, SLOWER_UNCONFIRMED", "110, FASTER", "100.5, SAME"})
    void rate_lessIsSlower(double after, Decision decision) {
        assertEquals(decision, decision(at(100, "ops/s"), at(after, "ops/s")));
    }

    @Test
    void slower_onlyTheRerunConfirms() {
        assertEquals(Decision.SLOWER, decision(at(100), at(110), at(109)));
        assertEquals(Decision.SLOWER_UNCONFIRMED, decision(at(100), at(110), at(100)));
        assertEquals(Decision.SLOWER_UNCONFIRMED, decision(at(100), at(110), at(90)));
        assertEquals(
                Decision.SLOWER_UNCONFIRMED,
                decision(at(100), at(110), bench("locked", "17", HERE, 110, 110)),
                "two forks confirm nothing");
    }

    @Test
    void twoForks_notEnoughEvidence() {
        assertEquals(Decision.NOT_ENOUGH_EVIDENCE, decision(at(100), bench("locked", "17", HERE, 200, 200)));
    }

    @Test
    void otherUnit_isNotComparedAndSaid() {
        Benchmarks benchmarks = Benchmarks.compare(List.of(at(100)), List.of(at(100, "us/op")), List.of());
        assertEquals(List.of(), benchmarks.changes());
        assertEquals(
                List.of("FenceSignalBenchmark.locked: measured in ns/op before, in us/op now"),
                benchmarks.incomparable());
    }

    @Test
    void diff_nightWithoutBenchmarks_comparesWithTheOneBefore() {
        history.add("n1", "17", HERE, NightContent.of(at(100)));
        history.add("n2", "17", HERE, NightContent.of(new BenchNight[0]));
        Night now = history.add("n3", "17", HERE, NightContent.of(at(110)).confirmedBy(at(110)));
        Diff diff = Diffs.withLastComparable(history, now);
        assertEquals("n2", diff.before().orElseThrow().id());
        assertEquals(Decision.SLOWER, diff.benchmarks().get(0).decision());
        assertEquals("n1", diff.benchmarks().get(0).before().night());
        assertEquals(1.1, diff.benchmarks().get(0).ratio(), 0.001);
    }

    @Test
    void diff_otherEnvironment_isNotCompared() {
        history.add("n1", "17", "other", NightContent.of(bench("locked", "17", "other", 1, 1, 1, 1, 1)));
        Night now = history.add("n2", "17", HERE, NightContent.of(at(110)));
        assertEquals(List.of(), Diffs.withLastComparable(history, now).benchmarks());
    }

    private static PartManifest part(Map<String, String> environment, List<String> benchmarks) {
        return new PartManifest(1, "17", "2026-01-01T00:00:00Z", environment, Map.of(), benchmarks, Map.of());
    }

    private static BenchResult result(String method, double level) {
        BenchNight bench = at(level);
        return new BenchResult(
                "FenceSignalBenchmark", method, Map.of(), bench.score(), bench.error(), "ns/op", bench.forkMeans());
    }

    @Test
    void alarms_slowerThanTheLastComparable_byFullName() {
        List<String> known = BenchRunner.select("FenceSignalBenchmark");
        history.add("n1", "17", HERE, NightContent.of(at(100), bench("lockFree", "17", HERE, 100, 100, 100, 100, 101)));
        history.add("n2", "17", "other", NightContent.of(bench("locked", "17", "other", 900, 900, 900, 900, 900)));
        history.add(
                history.night(
                        "n3", Origin.DEMONSTRATION, NightState.COMPLETE, List.of(), SampleNights.part("17", HERE)),
                NightContent.of(at(900)));
        BenchRun run = new BenchRun(List.of(result("locked", 110), result("lockFree", 100), result("future", 1)));
        assertEquals(
                List.of("racy.bench.FenceSignalBenchmark.locked"), Alarms.of(history, part(ENVIRONMENT, known), run));
        assertEquals(List.of(), Alarms.of(history, part(Map.of("cpu.model", "b"), known), run));
        assertTrue(known.contains("racy.bench.FenceSignalBenchmark.lockedAgain"), known::toString);
    }

    @Test
    void alarms_partOfAGroup_isMeasuredWithItsGroup() {
        List<BenchChange> changes = Benchmarks.compare(
                        List.of(bench("contended:claim", "17", HERE, 1, 1.001, 1.002, 1.003, 1.004)),
                        List.of(bench("contended:claim", "17", HERE, 2, 2.001, 2.002, 2.003, 2.004)),
                        List.of())
                .changes();
        assertEquals(
                List.of("racy.bench.FenceSignalBenchmark.contended"),
                Alarms.names(
                        changes,
                        List.of(
                                "racy.bench.FenceSignalBenchmark.contended",
                                "racy.bench.SlotClaimBenchmark.contended",
                                "racy.bench.FenceSignalBenchmark.contendedAgain")));
    }
}
