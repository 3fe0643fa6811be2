// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import racy.driver.DrmRocketTask;
import racy.driver.Oops;
import racy.driver.RocketWindow;
import racy.driver.variant.Variants;
import racy.kernel.KernelClock;
import racy.kernel.Mutex;
import racy.kernel.OrderedWorkqueue;
import racy.kernel.SpinLock;
import racy.kernel.Violation;
import racy.kernel.Window;
import racy.kernel.Work;
import racy.review.Interleaving;
import racy.review.Step;
import racy.sched.SchedWindow;

class ScriptTest {
    private final Script script = new Script();
    private final List<String> did = new ArrayList<>();

    @AfterEach
    void close_noThreadLeft() {
        script.close();
        assertEquals(
                0,
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("script "))
                        .count());
    }

    private void at(Window window) {
        script.kernel().preemption.at(window);
    }

    private Runnable passing(String name, Window... windows) {
        return () -> {
            for (Window window : windows) {
                at(window);
                did.add(name + " past " + window);
            }
        };
    }

    private List<Step.Kind> kindsOf(String context) {
        return script.trace().steps().stream()
                .filter(step -> step.context().equals(context))
                .map(Step::kind)
                .toList();
    }

    @Test
    void start_runsNothing() {
        script.start("a", passing("a", RocketWindow.RUN_GO));
        assertTrue(script.isUnderWay("a"));
        assertEquals(List.of(), script.trace().steps());
    }

    @Test
    void runUntil_stopsAtTheWindow_andGoesOnFromThere() {
        script.start(
                "a", passing("a", RocketWindow.RUN_BEFORE_PUBLISH, RocketWindow.RUN_PUBLISHED, RocketWindow.RUN_GO));
        assertTrue(script.runUntil("a", RocketWindow.RUN_PUBLISHED));
        assertEquals(List.of("a past RUN_BEFORE_PUBLISH"), did);
        script.finish("a");
        assertEquals(3, did.size());
        assertFalse(script.isUnderWay("a"));
    }

    @Test
    void runUntil_sameWindowAgain_isTheNextOne() {
        script.start("a", passing("a", RocketWindow.RUN_GO, RocketWindow.RUN_GO));
        assertTrue(script.runUntil("a", RocketWindow.RUN_GO));
        assertTrue(script.runUntil("a", RocketWindow.RUN_GO));
        assertEquals(1, did.size());
        assertFalse(script.runUntil("a", RocketWindow.RUN_GO));
    }

    @Test
    void runUntil_windowNotPassed_runsToTheEnd() {
        script.start("a", passing("a", RocketWindow.RUN_GO));
        assertFalse(script.runUntil("a", RocketWindow.IRQ_CLEARED));
        assertFalse(script.isUnderWay("a"));
    }

    @Test
    void contexts_runOnlyWithTheBaton_inTheScriptsOrder() {
        script.start("a", passing("a", RocketWindow.RUN_PUBLISHED, RocketWindow.RUN_GO));
        script.start("b", passing("b", RocketWindow.IRQ_CLEARED));
        script.runUntil("a", RocketWindow.RUN_GO);
        script.finish("b");
        script.finish("a");
        assertEquals(List.of("a past RUN_PUBLISHED", "b past IRQ_CLEARED", "a past RUN_GO"), did);
    }

    /** A lock knows its holder by the thread, and a context may end with a lock. */
    @Test
    void contextThatEnded_noOtherHasItsThread_untilTheScriptIsOver() {
        List<Thread> threads = new ArrayList<>();
        Runnable body = () -> threads.add(Thread.currentThread());
        script.does("one", "runs", body);
        script.does("two", "runs", body);
        script.does("one", "runs", body);
        assertEquals(3, Set.copyOf(threads).size(), threads.toString());
        script.close();
        try (Script next = new Script()) {
            next.does("three", "runs", body);
        }
        assertTrue(threads.subList(0, 3).contains(threads.get(3)), threads.toString());
    }

    @Test
    void start_underWay_isRefused() {
        script.start("a", passing("a", RocketWindow.RUN_GO));
        assertThrows(ScriptFailure.class, () -> script.start("a", () -> {}));
    }

    @Test
    void runUntil_fineWindowNotNamed_noStopAndNoRow() {
        script.start("a", () -> {
            at(SchedWindow.STOP_AT_JOB);
            at(SchedWindow.SCHED_WORKS_CANCELLED);
        });
        assertTrue(script.runUntil("a", SchedWindow.SCHED_WORKS_CANCELLED));
        assertEquals(
                List.of(SchedWindow.SCHED_WORKS_CANCELLED.words()),
                script.trace().steps().stream().map(Step::what).toList());
    }

    @Test
    void runUntil_fineWindowNamed_stopsThereAndHasARow() {
        script.start("a", () -> {
            at(SchedWindow.STOP_AT_JOB);
            did.add("first");
            at(SchedWindow.STOP_AT_JOB);
            did.add("second");
        });
        script.start("b", () -> at(SchedWindow.STOP_AT_JOB));
        assertTrue(script.runUntil("a", SchedWindow.STOP_AT_JOB));
        assertEquals(List.of(), did);
        script.finish("b");
        assertTrue(script.runUntil("a", SchedWindow.STOP_AT_JOB));
        assertEquals(List.of("first"), did);
        script.finish("a");
        assertEquals(List.of(Step.Kind.WINDOW, Step.Kind.WINDOW, Step.Kind.RETURNS), kindsOf("a"));
        assertEquals(List.of(Step.Kind.RETURNS), kindsOf("b"));
    }

    @Test
    void clockWithAStep_everyReadingIsLater() {
        try (Script stepping = new Script(new KernelClock.Manual(1))) {
            ScriptedMachine machine =
                    new ScriptedMachine(stepping, Variants.of("as-posted").design(), 1);
            machine.submit(machine.device.open("A"), DrmRocketTask.COMPLETES);
            long before = stepping.kernel().clock.nanos();
            stepping.settle();
            assertTrue(stepping.kernel().clock.nanos() > before + 1, "the model read no clock");
            assertTrue(stepping.kernel().violations.isEmpty());
        }
    }

    @Test
    void startNextItem_takesOneItemOfTheWorkqueue() {
        ScriptedMachine machine =
                new ScriptedMachine(script, Variants.of("as-posted").design(), 1);
        machine.submit(machine.device.open("A"), DrmRocketTask.COMPLETES);
        machine.startNextItem();
        assertTrue(script.runUntil(ScriptedMachine.SUBMIT_WQ, SchedWindow.RUN_JOB_CALLBACK_ADDED));
        assertFalse(machine.core.sched.isRunJobQueued());
        script.finish(ScriptedMachine.SUBMIT_WQ);
        assertTrue(machine.core.sched.isRunJobQueued(), "it was left for the next one");
    }

    @Test
    void finish_waiting_isHelpedByTheHolder() {
        SpinLock lock = new SpinLock(script.kernel());
        script.start("holder", () -> {
            lock.lock();
            at(RocketWindow.IRQ_CLAIMED);
            at(RocketWindow.IRQ_BEFORE_SIGNAL);
            lock.unlock();
            at(RocketWindow.IRQ_SIGNALLED);
        });
        script.runUntil("holder", RocketWindow.IRQ_CLAIMED);
        script.start("waiter", () -> {
            lock.lock();
            did.add("waiter has it");
            lock.unlock();
        });
        script.finish("waiter");
        assertEquals(List.of("waiter has it"), did);
        assertEquals(List.of(Step.Kind.WAITS, Step.Kind.RETURNS), kindsOf("waiter"));
        assertTrue(script.isUnderWay("holder"), "helped further than needed");
    }

    @Test
    void finish_waiting_isHelpedByARole() {
        boolean[] released = {false};
        script.role("irq", () -> !released[0], () -> released[0] = true);
        script.start("waiter", () -> {
            script.kernel().preemption.await(() -> released[0]);
        });
        script.finish("waiter");
        assertTrue(released[0]);
    }

    @Test
    void runUntilBlocked_nobodyHelps() {
        SpinLock lock = new SpinLock(script.kernel());
        script.start("holder", () -> {
            lock.lock();
            at(RocketWindow.IRQ_CLAIMED);
            lock.unlock();
        });
        script.runUntil("holder", RocketWindow.IRQ_CLAIMED);
        script.start("waiter", () -> {
            lock.lock();
            lock.unlock();
        });
        assertTrue(script.runUntilBlocked("waiter"));
        assertTrue(script.isUnderWay("holder"));
        script.finish("holder");
        assertFalse(script.runUntilBlocked("waiter"));
    }

    @Test
    void finish_deadlock_isReportedAndEndsTheScript() {
        SpinLock first = new SpinLock(script.kernel(), "first");
        SpinLock second = new SpinLock(script.kernel(), "second");
        script.start("a", () -> lockBoth(first, second));
        script.start("b", () -> lockBoth(second, first));
        script.runUntil("a", RocketWindow.SUBMIT_ARMED);
        script.runUntil("b", RocketWindow.SUBMIT_ARMED);
        ScriptFailure failure = assertThrows(ScriptFailure.class, () -> script.finish("a"));
        assertTrue(failure.getMessage().startsWith("deadlock"), failure.getMessage());
        assertTrue(script.kernel().violations.has(Violation.DEADLOCK));
        List<Step> steps = script.trace().steps();
        String report = steps.get(steps.size() - 1).what();
        assertTrue(report.contains("a holds first and waits for second, held by b"), report);
        assertTrue(report.contains("b holds second and waits for first, held by a"), report);
    }

    @Test
    void finish_lockTakenByItsHolder_isReportedAtOnce() {
        SpinLock lock = new SpinLock(script.kernel(), "fence_lock");
        script.start("a", () -> {
            lock.lock();
            lock.lock();
            did.add("went on");
        });
        ScriptFailure failure = assertThrows(ScriptFailure.class, () -> script.finish("a"));
        assertTrue(
                failure.getMessage().contains("a waits for fence_lock, which it holds itself"), failure.getMessage());
        assertTrue(script.kernel().violations.has(Violation.DEADLOCK));
        assertEquals(List.of(), did);
    }

    @Test
    void finish_workWaitsForItsCanceller_namesWorkAndLock() {
        OrderedWorkqueue queue = new OrderedWorkqueue(script.kernel(), "rocket-submit-0");
        Mutex jobLock = new Mutex(script.kernel(), "job_lock");
        Work work = new Work("run_job_work", () -> {
            at(RocketWindow.RUN_CANCELLED_CHECKED);
            jobLock.lock();
            jobLock.unlock();
        });
        queue.queue(work);
        script.start("submit-wq", queue::runNext);
        script.runUntil("submit-wq", RocketWindow.RUN_CANCELLED_CHECKED);
        script.start("reset", () -> {
            jobLock.lock();
            queue.cancelSync(work);
            jobLock.unlock();
        });
        assertThrows(ScriptFailure.class, () -> script.finish("reset"));
        List<Step> steps = script.trace().steps();
        String report = steps.get(steps.size() - 1).what();
        String reset = "reset holds job_lock and waits for work run_job_work of rocket-submit-0, run by submit-wq";
        assertTrue(report.contains(reset), report);
        assertTrue(report.contains("submit-wq waits for job_lock, held by reset"), report);
    }

    @Test
    void stopWithInterruptsOff_whileOthersGoOn_isAStall() {
        SpinLock lock = new SpinLock(script.kernel());
        script.start("irq", () -> {
            lock.lockIrqsave();
            at(RocketWindow.IRQ_CLAIMED);
            lock.unlockIrqrestore();
            at(RocketWindow.IRQ_SIGNALLED);
        });
        script.start("reset", passing("reset", RocketWindow.RESET_STOPPED, RocketWindow.RESET_CLAIMED));
        script.runUntil("irq", RocketWindow.IRQ_CLAIMED);
        assertFalse(script.trace().needsStall(), "nobody else has moved");
        script.finish("reset");
        assertTrue(script.trace().needsStall());
        assertEquals(
                List.of(Step.Kind.WINDOW, Step.Kind.STALLS),
                kindsOf("irq"),
                "one row, however many steps the others take");
    }

    @Test
    void stopWithInterruptsOn_isNoStall() {
        SpinLock lock = new SpinLock(script.kernel());
        script.start("irq", () -> {
            lock.lockIrqsave();
            lock.unlockIrqrestore();
            at(RocketWindow.IRQ_SIGNALLED);
        });
        script.runUntil("irq", RocketWindow.IRQ_SIGNALLED);
        script.start("reset", passing("reset", RocketWindow.RESET_STOPPED));
        script.finish("reset");
        assertFalse(script.trace().needsStall());
    }

    private void lockBoth(SpinLock one, SpinLock other) {
        one.lock();
        at(RocketWindow.SUBMIT_ARMED);
        other.lock();
        other.unlock();
        one.unlock();
    }

    @Test
    void finish_endless_fails() {
        script.start("a", () -> {
            while (true) {
                at(RocketWindow.RUN_GO);
            }
        });
        ScriptFailure failure = assertThrows(ScriptFailure.class, () -> script.finish("a"));
        assertTrue(failure.getMessage().startsWith("no end"), failure.getMessage());
    }

    @Test
    void exception_isAnOutcomeOfTheTrace() {
        script.start("a", () -> {
            throw new Oops("NULL");
        });
        script.finish("a");
        assertEquals(List.of(Step.Kind.OOPS), kindsOf("a"));
        assertTrue(script.trace().steps().get(0).what().contains("NULL"));
    }

    @Test
    void violation_isInTheTrace_withItsContext() {
        script.does("npu", "completes", () -> {
            at(RocketWindow.RUN_GO);
            script.kernel().violations.report(Violation.LOST_TASK, "detail");
        });
        script.kernel().violations.report(Violation.PM_LEAK, "left over");
        assertEquals(
                List.of(
                        Step.of("npu", Step.Kind.ACTION, "completes"),
                        Step.violation("npu", Violation.LOST_TASK, "detail", null),
                        Step.violation(Script.OBSERVER, Violation.PM_LEAK, "left over", null)),
                script.trace().steps());
    }

    @Test
    void settle_runsWhatIsUnderWay_andRolesWhileTheyHaveWork() {
        int[] work = {3};
        script.role("worker", () -> work[0] > 0, () -> work[0]--);
        script.start("a", passing("a", RocketWindow.RUN_GO));
        script.settle();
        assertEquals(0, work[0]);
        assertFalse(script.isUnderWay("a"));
    }

    /** A client that waits for a task that hangs is no deadlock, because the timeout will end the task. */
    @Test
    void finish_onlyATimerIsLeft_timePassesUntilItExpires() {
        long[] due = {70};
        boolean[] expired = {false};
        script.timer(() -> expired[0] ? Long.MAX_VALUE : due[0] - script.clock().nanos());
        script.role("timer", () -> !expired[0] && script.clock().nanos() >= due[0], () -> expired[0] = true);
        script.start("a", () -> script.kernel().preemption.await(() -> expired[0]));
        script.finish("a");
        assertEquals(70, script.clock().nanos());
        assertFalse(script.kernel().violations.has(Violation.DEADLOCK));
    }

    @Test
    void script_mustNotWaitItself() {
        SpinLock lock = new SpinLock(script.kernel());
        script.start("holder", () -> {
            lock.lock();
            at(RocketWindow.RUN_GO);
        });
        script.runUntil("holder", RocketWindow.RUN_GO);
        assertThrows(ScriptFailure.class, lock::lock);
    }

    @Test
    void close_unwindsWhatIsUnderWay() {
        script.start("a", () -> {
            try {
                at(RocketWindow.RUN_GO);
            } finally {
                did.add("unwound");
            }
        });
        script.runUntil("a", RocketWindow.RUN_GO);
        script.close();
        assertEquals(List.of("unwound"), did);
    }

    @Test
    void table_contextsAreColumns_andNoLineIsTooLong() {
        script.start("irq", passing("irq", RocketWindow.IRQ_CLEARED, RocketWindow.IRQ_CLAIMED));
        script.start("reset", passing("reset", RocketWindow.RESET_STOPPED));
        script.start("submit-wq", passing("submit-wq", RocketWindow.RUN_GO));
        script.start("client", passing("client", RocketWindow.SUBMIT_ARMED));
        script.runUntil("irq", RocketWindow.IRQ_CLEARED);
        script.settle();
        script.does(
                "hardware", "an action that has more words than fit into one line of a table, so it is broken", () -> {
                    script.kernel().violations.report(Violation.SILENT_PARTIAL_SUCCESS, "x".repeat(100));
                });
        List<String> lines = script.trace().table().lines().toList();
        assertTrue(lines.get(0).matches("irq +\\| reset +\\| submit-wq +\\| client"), lines.get(0));
        assertTrue(lines.get(2).startsWith("INTERRUPT_CLEAR"), lines.get(2));
        assertTrue(lines.stream().allMatch(line -> line.length() <= Interleaving.WIDTH));
        assertTrue(String.join("", lines).contains("SILENT_PARTIAL_SUCCESS"));
    }

    @Test
    void upTo_endsWithTheFirst() {
        script.start("a", passing("a", RocketWindow.RUN_PUBLISHED, RocketWindow.RUN_GO));
        script.finish("a");
        Interleaving cut = script.trace().upTo(Step.at("a", RocketWindow.RUN_PUBLISHED, null)::equals);
        assertEquals(List.of(Step.at("a", RocketWindow.RUN_PUBLISHED, null)), cut.steps());
        assertEquals(script.trace(), script.trace().upTo(step -> false));
    }
}
