// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import racy.npu.NpuProgram.Behaviour;

class HangRecheckTest {
    private static final long STEP = 100_000;

    private final Script script = new Script("not-hung-recheck");
    private final RocketCore core = script.core;

    private boolean isHung(RocketTask bad) {
        PatchedDriver driver = (PatchedDriver) script.device.driver();
        boolean hung = new HangRecheck().beforeStop(driver, core, bad);
        assertEquals(hung, core.irq.isDisabled());
        return hung;
    }

    @Test
    void recheck_taskThatHangs_isHung() {
        RocketJob job = script.submit(Behaviour.HANGS);
        script.run();
        assertFalse(isHung(job.task(0)));
        script.letTimeoutExpire();
        assertTrue(isHung(job.task(0)));
    }

    @Test
    void recheck_completionThatNobodyHandled_isHandledAndNotHung() {
        RocketJob job = script.submit(Behaviour.COMPLETES);
        script.run();
        script.letTimeoutExpire();
        core.npu.complete();
        assertFalse(isHung(job.task(0)));
        assertTrue(job.inferenceDoneFence().isSignaled());
        assertEquals(Set.of(), script.violations.asSet());
    }

    /**
     * The submit worker was delayed between the start and the scheduler's callback. The task is done but not finished
     * yet.
     */
    @Test
    void recheck_completionThatTheSchedulerDoesNotKnow_isNotHung() {
        RocketJob job = script.submit(Behaviour.COMPLETES);
        boolean[] hung = {true};
        script.at(RocketWindow.RUN_GO, () -> {
            script.complete();
            core.irq.runThread();
            script.letTimeoutExpire();
            hung[0] = isHung(job.task(0));
        });
        script.run();
        assertFalse(hung[0]);
    }

    /** A reset does not signal the done fence of the task that it cancels. The task waits to be freed. */
    @Test
    void recheck_taskThatAResetCancelled_isNotHung() {
        RocketJob job = script.submit(Behaviour.HANGS);
        script.run();
        RocketTask bad = job.task(0);
        script.letTimeoutExpire();
        assertTrue(core.fireDueTimers());
        core.timeoutWq.runAll();
        assertTrue(job.inferenceDoneFence().isSignaled());
        assertFalse(bad.isFreed());
        assertFalse(isHung(bad));
    }

    /** The submit worker was delayed before the start. The timer ran, but the hardware did not. */
    @Test
    void recheck_taskThatHasJustStarted_isNotHung() {
        RocketJob job = script.submit(Behaviour.HANGS);
        script.at(RocketWindow.RUN_BEFORE_PUBLISH, script::letTimeoutExpire);
        script.run();
        assertFalse(isHung(job.task(0)));
    }

    /** From when the scheduler's timer starts until the hung task's inference fails, in steps of 0.1 ms. */
    private static double detectedAfterMillis(String variant) {
        Script script = new Script(variant);
        RocketJob job = script.submit(Behaviour.HANGS);
        script.at(RocketWindow.RUN_BEFORE_PUBLISH, () -> script.clock.advance(STEP));
        script.run();
        int steps = 1;
        while (!job.inferenceDoneFence().isSignaled()) {
            assertTrue(++steps < 20_000, "the hang is never found");
            script.clock.advance(STEP);
            if (script.core.fireDueTimers()) {
                script.core.timeoutWq.runAll();
            }
        }
        return steps * STEP / 1e6;
    }

    /** The timer starts before GO, so it is due before the task has had its time. */
    @Test
    void hang_goAfterTheTimerStarted_isFoundWhenTheTaskHasHadItsTime() {
        assertEquals(500.0, detectedAfterMillis("as-posted"));
        assertEquals(500.1, detectedAfterMillis("not-hung-recheck"));
        assertEquals(500.1, detectedAfterMillis("v2"));
    }

    /** The task before completed, so the time of the next one counts. */
    @Test
    void recheck_nextTaskRunsMeanwhile_isLeftAloneUntilItHasHadItsTime() {
        RocketJob job = script.submit(Behaviour.COMPLETES, Behaviour.HANGS);
        script.at(RocketWindow.RUN_BEFORE_PUBLISH, () -> script.clock.advance(STEP));
        script.run();
        script.clock.advance(500_000_000 - STEP);
        assertTrue(core.fireDueTimers());
        core.timeoutWq.runAll();
        script.complete();
        core.irq.runThread();
        script.run();
        script.clock.advance(STEP);
        assertTrue(core.fireDueTimers(), "the driver's timer is due");
        core.timeoutWq.runAll();
        assertFalse(job.inferenceDoneFence().isSignaled());
        assertFalse(core.slot.isEmpty());
    }
}
