// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RuntimePmTest {
    private static final long DELAY = 50;

    private final KernelClock.Manual clock = new KernelClock.Manual();
    private final Kernel kernel = new Kernel(clock, new Violations(), new Preemption());
    private final List<String> log = new ArrayList<>();
    private int suspendAnswer;
    private Runnable inSuspend = () -> {};
    private final RuntimePm pm = new RuntimePm(kernel, DELAY, new RuntimePm.Callbacks() {
        @Override
        public int suspend() {
            log.add("suspend");
            inSuspend.run();
            return suspendAnswer;
        }

        @Override
        public void resume() {
            log.add("resume");
        }
    });

    /** Time passes, the timer expires if it is due, and the work runs if it is queued. */
    private void pass(long nanos) {
        clock.advance(nanos);
        pm.fireDueTimer();
        pm.runWork();
    }

    @Test
    void resumeAndGet_suspended_powers() {
        assertFalse(pm.isActive());
        assertTrue(pm.isIdle());
        assertEquals(0, pm.resumeAndGet());
        assertTrue(pm.isActive());
        assertEquals(1, pm.usage());
        assertFalse(pm.isIdle());
        assertEquals(0, pm.resumeAndGet());
        assertEquals(List.of("resume"), log, "an active device is not resumed");
    }

    @Test
    void putAutosuspend_last_suspendsWhenTheDelayIsOver() {
        pm.resumeAndGet();
        pm.putAutosuspend();
        assertTrue(pm.isIdle(), "the timer runs");
        pass(DELAY - 1);
        assertTrue(pm.isActive(), "the delay has not passed");
        clock.advance(1);
        assertTrue(pm.fireDueTimer());
        assertTrue(pm.isActive(), "the timer only queues the suspend");
        assertTrue(pm.isSuspendRequested());
        assertTrue(pm.isIdle());
        assertTrue(pm.runWork());
        assertFalse(pm.isActive());
        assertFalse(pm.runWork());
        assertEquals(List.of("resume", "suspend"), log);
    }

    @Test
    void timer_deviceUsedSince_startsAgain() {
        pm.resumeAndGet();
        pm.putAutosuspend();
        clock.advance(DELAY - 10);
        pm.markLastBusy();
        pass(10);
        assertTrue(pm.isActive(), "it expired, and the delay has begun again");
        assertTrue(pm.isIdle());
        pass(DELAY - 10);
        assertFalse(pm.isActive());
    }

    @Test
    void timer_deviceInUse_isGone() {
        pm.resumeAndGet();
        pm.putAutosuspend();
        pm.resumeAndGet();
        pass(DELAY);
        pm.putNoidle();
        pass(DELAY);
        assertTrue(pm.isActive());
        assertFalse(pm.isIdle(), "nobody will suspend it");
    }

    @Test
    void timer_stillRunsAfterPutNoidle_suspends() {
        pm.resumeAndGet();
        pm.putAutosuspend();
        pm.resumeAndGet();
        pm.putNoidle();
        assertTrue(pm.isIdle(), "the timer of the earlier put still runs");
        pass(DELAY);
        assertFalse(pm.isActive());
    }

    @Test
    void putAutosuspend_notLast_staysPowered() {
        pm.resumeAndGet();
        pm.resumeAndGet();
        pm.putAutosuspend();
        pass(DELAY);
        assertTrue(pm.isActive());
        assertEquals(1, pm.usage());
    }

    @Test
    void request_resumedBeforeTheWorkRuns_isCancelled() {
        pm.resumeAndGet();
        pm.putAutosuspend();
        clock.advance(DELAY);
        pm.fireDueTimer();
        pm.resumeAndGet();
        assertFalse(pm.runWork());
        assertTrue(pm.isActive());
    }

    @Test
    void putNoidle_last_leavesItPoweredForGood() {
        pm.resumeAndGet();
        pm.putNoidle();
        assertEquals(0, pm.usage());
        pass(DELAY);
        assertTrue(pm.isActive());
        assertFalse(pm.isIdle(), "nobody will suspend it");
    }

    @Test
    void suspend_refused_notTriedAgainUntilTheNextPut() {
        suspendAnswer = -Errno.EBUSY;
        pm.resumeAndGet();
        pm.putAutosuspend();
        pass(DELAY);
        assertTrue(pm.isActive());
        assertFalse(pm.isIdle());
        suspendAnswer = 0;
        pass(DELAY);
        assertTrue(pm.isActive(), "nobody asks again");
        pm.resumeAndGet();
        pm.putAutosuspend();
        pass(DELAY);
        assertFalse(pm.isActive());
    }

    @Test
    void suspend_refusedAndUsedMeanwhile_triedAgain() {
        suspendAnswer = -Errno.EBUSY;
        inSuspend = pm::markLastBusy;
        pm.resumeAndGet();
        pm.putAutosuspend();
        pass(DELAY);
        assertTrue(pm.isIdle(), "the timer runs again");
        suspendAnswer = 0;
        pass(DELAY);
        assertFalse(pm.isActive());
    }

    @Test
    void resume_suspendInProgress_waitsAndResumes() throws InterruptedException {
        AtomicBoolean entered = new AtomicBoolean();
        AtomicBoolean leave = new AtomicBoolean();
        inSuspend = () -> {
            entered.set(true);
            Contexts.await(leave::get);
        };
        pm.resumeAndGet();
        pm.putAutosuspend();
        clock.advance(DELAY);
        pm.fireDueTimer();
        Contexts.Started worker = Contexts.start(pm::runWork);
        Contexts.await(entered::get);
        assertFalse(pm.getIfActive(), "RPM_SUSPENDING is not active");
        Contexts.Started user = Contexts.start(() -> assertEquals(0, pm.resumeAndGet()));
        user.assertWaits();
        leave.set(true);
        worker.join();
        user.join();
        assertTrue(pm.isActive());
        assertEquals(List.of("resume", "suspend", "resume"), log);
    }

    @Test
    void getIf_onlyWhatItNeeds() {
        assertFalse(pm.getIfActive(), "suspended");
        pm.getNoresume();
        assertFalse(pm.getIfInUse(), "in use, but suspended");
        pm.resumeAndGet();
        assertTrue(pm.getIfInUse());
        assertEquals(3, pm.usage());
        for (int i = 0; i < 3; i++) {
            pm.putAutosuspend();
        }
        assertFalse(pm.getIfInUse(), "active, but not in use");
        assertTrue(pm.getIfActive());
        assertEquals(1, pm.usage());
    }

    @Test
    void resumeAndGet_failsForOnce_holdsNothing() {
        pm.failNextResume(-Errno.EAGAIN);
        assertEquals(-Errno.EAGAIN, pm.resumeAndGet());
        assertEquals(0, pm.usage());
        assertFalse(pm.isActive());
        assertEquals(0, pm.resumeAndGet(), "one resume failed, not all");
        assertTrue(kernel.violations.isEmpty());
    }

    @Test
    void resumeAndGet_failsForGood_allFail() {
        pm.failNextResume(-Errno.EIO);
        assertEquals(-Errno.EIO, pm.resumeAndGet());
        assertEquals(-Errno.EINVAL, pm.resumeAndGet(), "power.runtime_error");
        assertEquals(0, pm.usage());
        assertEquals(List.of(), log);
    }

    @Test
    void getSync_fails_holdsTheCount() {
        pm.failNextResume(-Errno.EIO);
        assertEquals(-Errno.EIO, pm.getSync());
        assertEquals(1, pm.usage());
        assertFalse(pm.isActive());
    }

    @Test
    void put_withoutGet_reportedAndUndone() {
        pm.putAutosuspend();
        assertEquals(Set.of(Violation.PM_UNDERFLOW), kernel.violations.asSet());
        assertEquals(0, pm.usage());
        kernel.violations.clear();
        pm.putNoidle();
        assertEquals(Set.of(Violation.PM_UNDERFLOW), kernel.violations.asSet());
        assertEquals(0, pm.usage());
        pm.resumeAndGet();
        assertEquals(1, pm.usage(), "in use after the underflow");
    }

    @Test
    void put_balanced_noReport() {
        pm.resumeAndGet();
        pm.getSync();
        pm.putNoidle();
        pm.putAutosuspend();
        assertTrue(kernel.violations.isEmpty());
    }

    @Test
    void suspend_againstAGet_neverWhileInUse() {
        int rounds = 20_000;
        RuntimePm pm = new RuntimePm(kernel, 0, RuntimePm.Callbacks.NONE);
        Contexts.Rendezvous rendezvous = new Contexts.Rendezvous(2);
        Contexts.together(
                () -> {
                    for (int i = 0; i < rounds; i++) {
                        pm.resumeAndGet();
                        pm.putAutosuspend();
                        rendezvous.meet(2 * i);
                        pm.resumeAndGet();
                        rendezvous.meet(2 * i + 1);
                        assertTrue(pm.isActive(), "suspended while in use");
                        pm.putAutosuspend();
                    }
                },
                () -> {
                    for (int i = 0; i < rounds; i++) {
                        rendezvous.meet(2 * i);
                        pm.runWork();
                        rendezvous.meet(2 * i + 1);
                    }
                });
        assertEquals(0, pm.usage());
        assertTrue(pm.isIdle());
        assertTrue(kernel.violations.isEmpty());
    }

    @Test
    void put_concurrent_staysBalanced() {
        Contexts.Body user = () -> {
            for (int i = 0; i < 20_000; i++) {
                pm.resumeAndGet();
                if (i % 2 == 0) {
                    pm.putAutosuspend();
                } else {
                    pm.putNoidle();
                }
            }
        };
        Contexts.together(user, user);
        assertEquals(0, pm.usage());
        assertTrue(kernel.violations.isEmpty());
    }

    @Test
    void init_inUse_asNew() {
        pm.resumeAndGet();
        pm.failNextResume(-Errno.EIO);
        pm.init();
        assertTrue(pm.isIdle());
        assertFalse(pm.isActive());
        assertEquals(0, pm.resumeAndGet());
    }
}
