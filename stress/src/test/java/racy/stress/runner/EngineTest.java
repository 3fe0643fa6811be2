// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;

/** The engine with real forks, on the claim tests. */
class EngineTest {
    private static final ForkSettings SETTINGS = new ForkSettings(100, 1, 64, 10, SpinLoopStyle.THREAD_YIELD, 128);

    private static StressTest seeded;
    private static StressTest safe;
    private static StressTest threeActors;

    @TempDir
    Path directory;

    @BeforeAll
    static void findTests() {
        Catalogue catalogue = Catalogue.load();
        seeded = catalogue.find("racy.stress.ClaimStress.ReadThenWriteIrq").orElseThrow();
        safe = catalogue.find("racy.stress.ClaimStress.XchgXchg").orElseThrow();
        threeActors = catalogue.find("racy.stress.ClaimStress.XchgThrice").orElseThrow();
    }

    @Test
    void run_seededRace_stopsEarlyAndRestGoesToOthers() throws Exception {
        List<StressProgress> progress = new ArrayList<>();
        StressRequest request = new StressRequest(
                List.of(seeded, safe, threeActors), Duration.ofSeconds(9), Duration.ofSeconds(9), 1, 1, SETTINGS);
        StressRun run = new StressEngine(progress::add).run(request, directory.resolve("run"));

        TestSummary witnessed = summary(run, seeded);
        TestSummary never = summary(run, safe);
        assertTrue(witnessed.witnessed());
        assertTrue(witnessed.secondsToFirst() > 0);
        assertEquals(witnessed.forks(), lastFork(run, seeded) + 1);
        assertEquals(1, witnessed.forksWithHits(), "it was left after its first hits");
        assertFalse(never.witnessed());
        assertTrue(never.samples() > 0);
        assertTrue(summary(run, threeActors).samples() > 0, "three actors run whatever the number of cores");
        assertTrue(never.forks() >= 2, "the rest of the budget went to the others");
        assertEquals(run.forks().size(), progress.size());
        assertEquals(run, read(run));
        assertEquals(1, SeededRaceReport.of(run).witnessed());
    }

    @Test
    void read_truncatedLedger_keepsWholeForksAndWarns() throws Exception {
        StressRun run = runOnce();
        Path forks = run.directory().resolve("forks.jsonl");
        String line = Files.readString(forks);
        Files.writeString(forks, line + line.substring(0, line.length() / 2));
        StressRun read = StressRun.read(run.directory());
        assertEquals(run.forks(), read.forks());
        assertEquals(1, read.warnings().size());
        assertTrue(
                read.warnings().get(0).contains("forks.jsonl:2"),
                read.warnings().toString());
    }

    @Test
    void replay_runsTheSameSpec() throws Exception {
        StressRun run = runOnce();
        ForkRecord recorded = StressRun.readFork(run.directory(), 1);
        assertEquals(run.forks().get(0), recorded);
        StressRun replay = new StressEngine(fork -> {}).replay(seeded, recorded.spec(), directory.resolve("replay"));
        assertEquals(recorded.spec(), replay.forks().get(0).spec());
        assertEquals(Status.NORMAL, replay.forks().get(0).status());
        assertThrows(StressException.class, () -> StressRun.readFork(run.directory(), 99));
    }

    @Test
    void fork_thatHangs_isKilledWithItsThreads() throws Exception {
        StressVm vm = StressVm.probe(SETTINGS);
        ForkSettings minute = new ForkSettings(60_000, 1, 64, 10, SpinLoopStyle.THREAD_YIELD, 128);
        ForkSpec spec = new ForkPlan(safe, vm, minute, 1).fork(0);
        ForkRecord fork = new ForkRunner(System.nanoTime()).run(safe, spec, 2_000);
        assertEquals(Status.TIMEOUT_ERROR, fork.status());
        assertTrue(fork.wallMillis() < 20_000);
        assertTrue(
                fork.output().stream().anyMatch(line -> line.contains("jcstress")),
                fork.output().toString());
    }

    @Test
    void stop_foreignChild_survives() throws Exception {
        StressVm.probe(SETTINGS);
        Process foreign = sleep();
        try {
            StressEngine[] engine = new StressEngine[1];
            engine[0] = new StressEngine(progress -> {});
            Thread stopper = new Thread(() -> {
                awaitFork();
                engine[0].stop();
            });
            stopper.start();
            ForkSettings minute = new ForkSettings(60_000, 1, 64, 10, SpinLoopStyle.THREAD_YIELD, 128);
            StressRun run = engine[0].run(
                    new StressRequest(List.of(safe), Duration.ofMinutes(5), Duration.ofMinutes(5), 1, 1, minute),
                    directory.resolve("stopped-in-a-fork"));
            stopper.join();
            assertEquals(List.of(), run.forks(), "the fork in hand was ended and is forgotten");
            assertTrue(foreign.isAlive(), "a process that the engine did not start was ended");
        } finally {
            foreign.destroyForcibly().waitFor();
        }
    }

    @Test
    void fork_thatHangs_foreignChildSurvives() throws Exception {
        StressVm vm = StressVm.probe(SETTINGS);
        Process foreign = sleep();
        try {
            ForkSettings minute = new ForkSettings(60_000, 1, 64, 10, SpinLoopStyle.THREAD_YIELD, 128);
            ForkSpec spec = new ForkPlan(safe, vm, minute, 1).fork(0);
            ForkRecord fork = new ForkRunner(System.nanoTime()).run(safe, spec, 2_000);
            assertEquals(Status.TIMEOUT_ERROR, fork.status());
            assertEquals(spec, fork.spec(), "what marks the fork is not recorded");
            assertTrue(foreign.isAlive(), "a process that the engine did not start was ended");
        } finally {
            foreign.destroyForcibly().waitFor();
        }
    }

    private static Process sleep() throws Exception {
        return new ProcessBuilder("sleep", "600").start();
    }

    /** Waits until a JVM of a fork runs, whatever other children there are. */
    private static void awaitFork() {
        while (ProcessHandle.current().children().noneMatch(EngineTest::isFork)) {
            Thread.onSpinWait();
        }
    }

    private static boolean isFork(ProcessHandle child) {
        return ForkRunner.arguments(child).stream().anyMatch(argument -> argument.startsWith(ForkRunner.MARK));
    }

    @Test
    void run_moreActorsThanOurTestsHave_isNotWaitedForForEver() {
        Catalogue catalogue = Catalogue.load();
        StressTest five = catalogue.find("elsewhere.FiveActors").orElseThrow();
        StressRequest request = new StressRequest(
                List.of(five), Duration.ofMillis(1), Duration.ofMillis(1), 1, 7, StressEngine.settings());
        StressRun run = assertTimeoutPreemptively(
                Duration.ofMinutes(2), () -> new StressEngine(progress -> {}).run(request, directory.resolve("five")));
        assertEquals(1, run.summaries().get(0).forks());
    }

    /** The test is not in the suite's list and has no probe. */
    @Test
    void run_foreignTest_likeAnyOther() throws Exception {
        StressTest foreign = Catalogue.load().find("elsewhere.MessagePassing").orElseThrow();
        StressRequest request =
                new StressRequest(List.of(foreign), Duration.ofMillis(1), Duration.ofSeconds(9), 1, 1, SETTINGS);
        StressRun run = new StressEngine(progress -> {}).run(request, directory.resolve("foreign"));
        assertTrue(run.forks().get(0).isNormal(), run.forks().get(0).messages().toString());
        assertTrue(run.forks().get(0).samples() > 0);
        assertEquals(List.of(), summary(run, foreign).forbidden());
        assertEquals(0, SeededRaceReport.of(run).seeded());
        assertEquals(run, read(run));
    }

    @Test
    void plan_sameSeed_sameForks() throws Exception {
        StressVm vm = StressVm.probe(SETTINGS);
        ForkPlan plan = new ForkPlan(safe, vm, SETTINGS, 5);
        ForkPlan again = new ForkPlan(safe, vm, SETTINGS, 5);
        ForkPlan other = new ForkPlan(safe, vm, SETTINGS, 6);
        List<ForkSpec> specs = new ArrayList<>();
        boolean differs = false;
        for (int i = 0; i < 100; i++) {
            assertEquals(plan.fork(i), again.fork(i));
            differs |= !plan.fork(i).equals(other.fork(i));
            specs.add(plan.fork(i));
        }
        assertTrue(differs, "the seed has no effect");
        for (StressVm.Flags flags : vm.flags()) {
            assertTrue(
                    specs.stream().anyMatch(spec -> spec.jvmArgs().containsAll(flags.args())),
                    () -> "never run with " + flags);
        }
    }

    @Test
    void ledger_directoryInUse_refused() throws Exception {
        StressRun run = runOnce();
        StressRequest request =
                new StressRequest(List.of(seeded), Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1, SETTINGS);
        StressException e =
                assertThrows(StressException.class, () -> new StressEngine(fork -> {}).run(request, run.directory()));
        assertTrue(e.getMessage().contains("holds a run already"), e.getMessage());
    }

    @Test
    void stop_fromOutside_keepsWhatWasMeasured() throws Exception {
        StressEngine[] engine = new StressEngine[1];
        engine[0] = new StressEngine(progress -> {
            if (progress.forks() == 2) {
                engine[0].stop();
            }
        });
        StressRequest request =
                new StressRequest(List.of(safe), Duration.ofMinutes(5), Duration.ofMinutes(5), 1, 1, SETTINGS);
        StressRun run = engine[0].run(request, directory.resolve("stopped"));
        assertEquals(2, run.forks().size());
        assertEquals(run, read(run));
    }

    @Test
    void finish_fromOutside_forkInHandIsKept() throws Exception {
        StressEngine[] engine = new StressEngine[1];
        engine[0] = new StressEngine(progress -> {});
        Thread finisher = new Thread(() -> {
            awaitChild();
            engine[0].finish();
        });
        finisher.start();
        StressRequest request =
                new StressRequest(List.of(safe), Duration.ofMinutes(5), Duration.ofMinutes(5), 1, 1, SETTINGS);
        StressVm.probe(SETTINGS);
        StressRun run = engine[0].run(request, directory.resolve("finished"));
        finisher.join();
        assertEquals(1, run.forks().size());
        assertTrue(run.forks().get(0).isNormal(), run.forks().get(0).messages().toString());
    }

    @Test
    void fork_whoseJvmCrashes_isRecordedAndTheRunGoesOn() throws Exception {
        StressVm.probe(SETTINGS);
        Thread killer = new Thread(() -> awaitChild().forEach(ProcessHandle::destroyForcibly));
        killer.start();
        StressRequest request =
                new StressRequest(List.of(safe), Duration.ofSeconds(3), Duration.ofSeconds(3), 1, 1, SETTINGS);
        StressRun run = new StressEngine(fork -> {}).run(request, directory.resolve("crash"));
        killer.join();
        assertEquals(Status.VM_ERROR, run.forks().get(0).status());
        assertFalse(run.forks().get(0).messages().isEmpty(), "it says nothing of the crash");
        assertTrue(run.forks().stream().skip(1).allMatch(ForkRecord::isNormal));
        assertTrue(run.forks().size() > 1);
        assertEquals(1, summary(run, safe).failures().size());
    }

    /** The JVM of a fork, once it is there. The tests start no other child at that time. */
    private static List<ProcessHandle> awaitChild() {
        while (true) {
            List<ProcessHandle> children = ProcessHandle.current().children().toList();
            if (!children.isEmpty()) {
                return children;
            }
            Thread.onSpinWait();
        }
    }

    /** As after kill -9: one complete fork, and a line that was being written. */
    @Test
    void resume_tornLedger_cutsTheLineAndGoesOnWithTheNextForks() throws Exception {
        StressRequest request = new StressRequest(
                List.of(safe, threeActors), Duration.ofMillis(1_500), Duration.ofSeconds(9), 1, 7, SETTINGS);
        StressRun first = new StressEngine(fork -> {}).run(request, directory.resolve("torn"));
        Path ledger = first.directory().resolve("forks.jsonl");
        List<String> lines = Files.readAllLines(ledger);
        Files.writeString(ledger, lines.get(0) + "\n" + lines.get(0).substring(0, 100));

        StressRequest other = new StressRequest(
                List.of(seeded),
                Duration.ofMinutes(9),
                Duration.ofMinutes(9),
                1,
                8,
                ForkSettings.standard(SpinLoopStyle.THREAD_SPIN_WAIT));
        StressRun resumed = new StressEngine(fork -> {}).resume(other, first.directory());

        assertEquals(first.manifest(), resumed.manifest(), "the run stays what it was asked for");
        assertEquals(first.forks().get(0), resumed.forks().get(0));
        assertTrue(resumed.forks().size() >= 2, "it went on");
        ForkRecord next = resumed.forks().get(1);
        assertEquals(first.forks().get(1).spec(), next.spec(), "the fork that was lost is run again");
        ForkRecord kept = resumed.forks().get(0);
        assertTrue(next.startMillis() >= kept.startMillis() + kept.wallMillis(), "time goes on");
        assertEquals(resumed, read(resumed));
    }

    @Test
    void resume_budgetSpent_runsNothing() throws Exception {
        StressRequest request =
                new StressRequest(List.of(safe), Duration.ofMillis(1), Duration.ofSeconds(9), 1, 1, SETTINGS);
        StressRun done = new StressEngine(fork -> {}).run(request, directory.resolve("done"));
        assertEquals(1, done.forks().size());
        assertEquals(done, new StressEngine(fork -> {}).resume(request, done.directory()));
    }

    @Test
    void resume_brokenOffBeforeItsManifest_begins() throws Exception {
        Path begun = Files.createDirectory(directory.resolve("begun"));
        Files.createFile(begun.resolve("forks.jsonl"));
        StressRequest request =
                new StressRequest(List.of(safe), Duration.ofMillis(1), Duration.ofSeconds(9), 1, 1, SETTINGS);
        assertEquals(
                1, new StressEngine(fork -> {}).resume(request, begun).forks().size());
    }

    @Test
    void resume_damagedLine_refusedAndNamed() throws Exception {
        StressRun run = runOnce();
        Path ledger = run.directory().resolve("forks.jsonl");
        String line = Files.readString(ledger);
        Files.writeString(ledger, "{}}\n" + line);
        StressRequest request =
                new StressRequest(List.of(safe), Duration.ofMinutes(1), Duration.ofMinutes(1), 1, 1, SETTINGS);
        StressException e = assertThrows(
                StressException.class, () -> new StressEngine(fork -> {}).resume(request, run.directory()));
        assertTrue(e.getMessage().contains("forks.jsonl:1"), e.getMessage());
        assertEquals("{}}\n" + line, Files.readString(ledger), "it is left as it was");
    }

    private StressRun runOnce() throws StressException {
        StressRequest request =
                new StressRequest(List.of(seeded), Duration.ofMillis(1_000), Duration.ofMillis(1), 1, 1, SETTINGS);
        return new StressEngine(fork -> {}).run(request, directory.resolve("once"));
    }

    private static StressRun read(StressRun run) throws StressException {
        return StressRun.read(run.directory());
    }

    private static TestSummary summary(StressRun run, StressTest test) {
        return run.summaries().stream()
                .filter(summary -> summary.test().equals(test))
                .findFirst()
                .orElseThrow();
    }

    private static int lastFork(StressRun run, StressTest test) {
        return run.forks().stream()
                .filter(fork -> fork.spec().test().equals(test.name()))
                .mapToInt(fork -> fork.spec().fork())
                .max()
                .orElseThrow();
    }
}
