// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.BundleManifest;
import racy.history.bundle.NightRequest;
import racy.history.bundle.Plan;
import racy.stress.runner.Build;
import racy.stress.runner.Catalogue;
import racy.stress.runner.StressTest;

/** The parent, in this process, with real workers. */
@Timeout(120)
class NightRunnerTest {
    /** One fork shows it thousands of times. */
    private static final String RACE = "racy.stress.FenceStress.SignalUnowned";

    private static final String BENCHMARK = "racy.bench.StressSampleBenchmark.getAndSet";
    private static final Jdks JDKS = Jdks.of(List.of(Path.of(System.getProperty("java.home"))));

    private final List<NightProgress> progress = new CopyOnWriteArrayList<>();
    private final NightRunner runner = new NightRunner(progress::add);

    @TempDir
    Path folder;

    private NightSummary night(BenchmarksToConfirm toConfirm, List<String> absent, boolean benchmarks, Duration budget)
            throws Exception {
        return night(runner, JDKS, toConfirm, absent, benchmarks, budget);
    }

    private NightSummary night(
            NightRunner runner,
            Jdks jdks,
            BenchmarksToConfirm toConfirm,
            List<String> absent,
            boolean benchmarks,
            Duration budget)
            throws Exception {
        StressTest race = Catalogue.load().find(RACE).orElseThrow();
        Plan plan = PlanFreezer.freeze(
                System.getProperty("os.arch"), List.of(race), List.of(BENCHMARK), Timings.NONE, 1, 1);
        BundleManifest manifest = manifest(plan, budget.toMillis());
        NightRequest request = new NightRequest(jdks.jdks(), absent, benchmarks, Set.of());
        return runner.start(folder.resolve("night"), manifest, plan, request, jdks, toConfirm);
    }

    private static BundleManifest manifest(Plan plan, long budgetMillis) {
        return new BundleManifest(
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
                budgetMillis);
    }

    /** A JDK is absent, which makes the night partial; the first worker hangs and the second one is killed. */
    @Test
    void start_workersHangAndDie_othersGoOnAndAllIsTold() throws Exception {
        List<Long> hurt = new ArrayList<>();
        NightRunner runner = new NightRunner(
                each -> {
                    progress.add(each);
                    hurtTwoWorkers(hurt);
                },
                new Patience(
                        Duration.ofSeconds(4L * Worker.ALIVE_SECONDS), Duration.ofMinutes(10), Duration.ofMinutes(10)));
        NightSummary night = night(
                runner,
                JDKS,
                BenchmarksToConfirm.NONE,
                List.of("/opt/jdk-99 is no JDK that runs"),
                false,
                Duration.ofHours(1));
        assertTrue(night.sealed());
        assertEquals(3, night.failures().size(), night.failures().toString());
        assertEquals("/opt/jdk-99 is no JDK that runs", night.failures().get(0));
        assertTrue(
                night.failures().get(1).contains("was killed: it gave no sign of life for"),
                night.failures().get(1));
        assertTrue(
                night.failures().get(2).contains("its worker ended with 137"),
                night.failures().get(2));
        String log = Files.readString(folder.resolve("night/log.txt"));
        night.failures().forEach(failure -> assertTrue(log.contains(failure), log));
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

    /** The first worker is stopped, the second one is killed, each at its first report. */
    private static void hurtTwoWorkers(List<Long> hurt) {
        ProcessHandle worker = ProcessHandle.current()
                .children()
                .filter(child -> !hurt.contains(child.pid()) && isWorker(child))
                .findFirst()
                .orElse(null);
        if (worker == null || hurt.size() == 2) {
            return;
        }
        String signal = hurt.isEmpty() ? "-STOP" : "-KILL";
        hurt.add(worker.pid());
        try {
            new ProcessBuilder("kill", signal, Long.toString(worker.pid()))
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isWorker(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                    .contains(Worker.class.getName());
        } catch (IOException e) {
            return false;
        }
    }

    /** Nobody can say whether a JDK that breaks today breaks tomorrow; if it does, the night ends without it. */
    @Test
    void workersKeepBreaking_nightIsLeftOpen_resumedInVainIsSealedPartial() throws Exception {
        Path java = Files.createDirectories(folder.resolve("broken/bin")).resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                case "$*" in *-version*) exec '%s' "$@" ;; esac
                kill -SEGV $$
                """.formatted(JDKS.found().get(0).java()));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Jdks broken = Jdks.of(List.of(folder.resolve("broken")));
        NightSummary night = night(runner, broken, BenchmarksToConfirm.NONE, List.of(), false, Duration.ofHours(1));
        assertFalse(night.sealed());
        assertEquals(Workers.RESTARTS + 2, night.failures().size());
        assertEquals(
                "JDK 17: its worker broke " + (Workers.RESTARTS + 1) + " times; it is not started again",
                night.failures().get(Workers.RESTARTS + 1).replaceFirst("JDK [^:]+", "JDK 17"));

        NightSummary resumed =
                new NightRunner(progress::add).resume(folder.resolve("night"), broken, BenchmarksToConfirm.NONE);
        assertTrue(resumed.sealed());
        assertTrue(resumed.failures().get(Workers.RESTARTS + 2).contains("nothing new was measured"));
        assertEquals(
                NightState.PARTIAL, Bundle.read(folder.resolve("night")).seal().state());
    }

    /** What an unsealed bundle names as a JDK is not run, whatever lies there. */
    @Test
    void resume_jdkThatIsNotHere_namedAndBundleUnchanged() throws Exception {
        Path java =
                Files.createDirectories(folder.resolve("night/parts/jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\ntouch '" + folder.resolve("was-run") + "'\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.delete(beginNight().resolve("request.json"));
        Files.writeString(folder.resolve("night/request.json"), """
                {"jdks": [{"label": "99", "home": "%s", "version": "99.0.1"}],
                 "absent": [], "benchmarks": false, "changed": []}
                """.formatted(folder.resolve("night/parts/jdk")));
        Map<String, String> before = contents();
        BundleException e = assertThrows(
                BundleException.class,
                () -> runner.resume(folder.resolve("night"), Jdks.find(), BenchmarksToConfirm.NONE));
        assertEquals(
                "the night was begun on JDK 99 of version 99.0.1, and none was found on this machine; name its directory"
                        + " with --jdk PATH",
                e.getMessage());
        assertEquals(before, contents());
        assertFalse(Files.exists(folder.resolve("was-run")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"log.txt", "parts", "request.json.tmp", "parts/s1-jdk17/log.txt", ".night.lock", "hard link"})
    void resume_linkOutOfTheBundle_refusedAndNothingIsWritten(String name) throws Exception {
        Path night = beginNight();
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path file = Files.writeString(outside.resolve("file"), "mine\n");
        Path link = name.startsWith(".") ? folder.resolve(name) : night.resolve(name);
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(folder.resolve(".night.lock"));
        if (name.equals("hard link")) {
            Files.createLink(link, file);
        } else {
            Files.createSymbolicLink(link, name.equals("parts") ? outside : file);
        }
        BundleException e =
                assertThrows(BundleException.class, () -> runner.resume(night, JDKS, BenchmarksToConfirm.NONE));
        assertTrue(e.getMessage().startsWith(link + " "), e.getMessage());
        assertEquals("mine\n", Files.readString(file));
        assertEquals(
                List.of(file),
                List.of(outside.toFile().listFiles()).stream().map(File::toPath).toList());
    }

    /** The files of a night of this build that was killed at once. */
    private Path beginNight() throws Exception {
        Path night = folder.resolve("night");
        Plan plan = PlanFreezer.freeze(System.getProperty("os.arch"), List.of(), List.of(), Timings.NONE, 1, 1);
        BundleFiles.writeDurably(Files.createDirectories(night).resolve(BundleFiles.BUNDLE), manifest(plan, 1_000));
        plan.write(night.resolve(BundleFiles.PLAN));
        BundleFiles.writeDurably(
                night.resolve(BundleFiles.REQUEST), new NightRequest(JDKS.jdks(), List.of(), false, Set.of()));
        return night;
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder.resolve("night"))) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                contents.put(file.toString(), Files.readString(file));
            }
        }
        return contents;
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
        Path part = folder.resolve("night/parts/s1-jdk" + Runtime.version().feature());
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
                List.of("JDK " + Runtime.version().feature()
                        + ": no benchmark is measured again: [racy.bench.Other.one] were not planned"),
                resumed.failures());
        assertTrue(resumed.sealed());
        assertEquals(1, resumed.parts().get(0).measuredBenchmarks());
    }
}
