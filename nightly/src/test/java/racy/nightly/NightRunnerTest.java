// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleManifest;
import racy.history.bundle.NightRequest;
import racy.history.bundle.Plan;
import racy.stress.runner.Build;
import racy.stress.runner.Catalogue;
import racy.stress.runner.StressTest;

/** The parent, in this process, with real workers. */
@Timeout(120)
class NightRunnerTest {
    private static final String BENCHMARK = "racy.bench.StressSampleBenchmark.getAndSet";
    private static final Jdks JDKS = Jdks.of(List.of(Path.of(System.getProperty("java.home"))));

    private final List<NightProgress> progress = new CopyOnWriteArrayList<>();
    private final NightRunner runner = new NightRunner(progress::add);

    @TempDir
    Path folder;

    private NightSummary night(BenchmarksToConfirm toConfirm, List<String> absent, boolean benchmarks, Duration budget)
            throws Exception {
        StressTest race = Catalogue.load()
                .find("racy.stress.ClaimStress.ReadThenWriteIrq")
                .orElseThrow();
        Plan plan = PlanFreezer.freeze(
                System.getProperty("os.arch"), List.of(race), List.of(BENCHMARK), Timings.NONE, 1, 1);
        BundleManifest manifest = new BundleManifest(
                BundleManifest.VERSION,
                "night",
                Origin.MEASURED,
                "2026-01-01T00:00:00Z",
                Build.read().revision(),
                plan.id(),
                1,
                1,
                1,
                1,
                budget.toMillis());
        NightRequest request = new NightRequest(JDKS.jdks(), absent, benchmarks, Set.of());
        return runner.start(folder.resolve("night"), manifest, plan, request, JDKS, toConfirm);
    }

    @Test
    void start_aJdkIsAbsent_isToldAndTheNightIsPartial() throws Exception {
        NightSummary night =
                night(BenchmarksToConfirm.NONE, List.of("/opt/jdk-99 is no JDK that runs"), false, Duration.ofHours(1));
        assertTrue(night.sealed());
        assertEquals(List.of("/opt/jdk-99 is no JDK that runs"), night.failures());
        NightSummary.Part part = night.parts().get(0);
        assertEquals(1, part.covered());
        assertEquals(List.of(), part.unwitnessed());
        assertEquals(0, part.plannedBenchmarks());
        NightProgress last = progress.get(progress.size() - 1);
        assertEquals("stress", last.worker().phase());
        assertEquals(1, last.worker().witnessed());

        Bundle bundle = Bundle.read(folder.resolve("night"));
        assertEquals(NightState.PARTIAL, bundle.seal().state());
        assertTrue(bundle.parts().get(0).manifest().environment().containsKey("jvm.flags"));
        assertEquals(1, bundle.parts().get(0).manifest().code().size());
        assertThrows(
                BundleException.class, () -> runner.resume(folder.resolve("night"), JDKS, BenchmarksToConfirm.NONE));
    }

    /** A benchmark and its re-run take a minute; that they are begun and given up at once is what is seen here. */
    @Test
    void finish_duringABenchmark_forgetsItAndLeavesTheNightOpen() throws Exception {
        Thread finisher = new Thread(() -> {
            while (progress.stream().noneMatch(each -> each.worker().phase().equals("bench"))) {
                Thread.onSpinWait();
            }
            try {
                TimeUnit.MILLISECONDS.sleep(1_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            runner.finish();
        });
        finisher.start();
        NightSummary night = night(
                (part, bench) -> {
                    throw new AssertionError("the benchmarks are not done");
                },
                List.of(),
                true,
                Duration.ofHours(1));
        finisher.join();
        assertFalse(night.sealed());
        assertEquals(List.of(), night.failures());
        assertEquals(1, night.parts().get(0).covered());
        assertEquals(0, night.parts().get(0).measuredBenchmarks());
        assertEquals(1, night.parts().get(0).plannedBenchmarks());
        Path part = folder.resolve("night/parts/s1-jdk17");
        assertEquals("[\n]\n", Files.readString(part.resolve("bench.json")));

        Files.writeString(part.resolve("bench.json"), """
                        [{"benchmark": "%s", "primaryMetric":
                            {"score": 1.0, "scoreError": "NaN", "scoreUnit": "ns/op", "rawData": [[1.0]]}}]
                        """.formatted(BENCHMARK));
        NightSummary resumed = new NightRunner(progress::add)
                .resume(folder.resolve("night"), JDKS, (manifest, bench) -> {
                    assertEquals(List.of(BENCHMARK), manifest.benchmarks());
                    assertEquals(part.resolve("bench.json"), bench);
                    return List.of("racy.bench.Other.one");
                });
        assertEquals(
                List.of("JDK 17: no benchmark is measured again: [racy.bench.Other.one] were not planned"),
                resumed.failures());
        assertTrue(resumed.sealed());
        assertEquals(1, resumed.parts().get(0).measuredBenchmarks());
    }
}
