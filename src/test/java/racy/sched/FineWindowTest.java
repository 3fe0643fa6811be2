// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import racy.kernel.Violation;

/** For each fine window of the scheduler: a context stops there, and another context finds this state. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FineWindowTest {
    private final SchedFixture f = new SchedFixture();
    private final SchedEntity entity = f.entity();
    private int stops;

    private void stopAt(SchedWindow window, Runnable meanwhile) {
        assertTrue(window.isFine());
        f.script.once(window, () -> {
            stops++;
            meanwhile.run();
        });
    }

    @AfterEach
    void everyContextStopped() {
        assertTrue(stops > 0, "nobody passed the window");
    }

    @Test
    void runJobPopped_queueEmpty_creditNotTaken() {
        f.submit(entity, "A");
        stopAt(SchedWindow.RUN_JOB_POPPED, () -> {
            assertEquals(0, entity.queued());
            assertEquals(0, f.scheduler.creditCount());
            assertEquals(0, f.scheduler.pendingCount());
        });
        f.step();
    }

    @Test
    void popNextSeen_anotherContextPopsTheLastJob_waitsForEver() {
        f.submit(entity, "A");
        stopAt(SchedWindow.POP_NEXT_SEEN, entity::pop);
        entity.pop();
        assertEquals(Set.of(Violation.DEADLOCK), f.violations.asSet());
    }

    @Test
    void popNextSeen_submitterPushesMeanwhile_theNextJobIsFirst() {
        f.submit(entity, "A");
        stopAt(SchedWindow.POP_NEXT_SEEN, () -> f.submit(entity, "B"));
        entity.pop();
        assertEquals("B", entity.firstJob().toString());
        assertTrue(f.violations.isEmpty(), f.violations::toString);
    }

    @Test
    void runJobCreditsTaken_jobNotPending() {
        f.submit(entity, "A");
        stopAt(SchedWindow.RUN_JOB_CREDITS_TAKEN, () -> {
            assertEquals(1, f.scheduler.creditCount());
            assertEquals(0, f.scheduler.pendingCount());
            assertFalse(f.scheduler.timeoutWork().isArmed());
        });
        f.step();
    }

    @Test
    void runJobPending_timeoutTakesAJobThatHasNotRun() {
        f.backend.onTimeout = job -> {};
        f.backend.answer = SchedBackendOps.Stat.NO_HANG;
        f.submit(entity, "A");
        stopAt(SchedWindow.RUN_JOB_PENDING, f::timeout);
        f.step();
        assertEquals(List.of("timedout A", "returned", "run A"), f.log);
    }

    @Test
    void runJobCallbackAdded_freeWorkIsQueuedBeforeTheTail() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        stopAt(SchedWindow.RUN_JOB_CALLBACK_ADDED, () -> {
            job.hardware.signal();
            assertTrue(f.scheduler.isFreeJobQueued());
            assertFalse(f.scheduler.isRunJobQueued());
        });
        f.step();
        assertTrue(f.scheduler.isRunJobQueued());
        f.step();
        assertTrue(job.isFreed(), "free work comes first");
    }

    @Test
    void freeJobTaken_timeoutDoesNotFindIt() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        assertTrue(f.scheduler.timeoutWork().fire());
        job.hardware.signal();
        stopAt(SchedWindow.FREE_JOB_TAKEN, () -> {
            assertEquals(0, f.scheduler.pendingCount());
            assertFalse(job.isFreed());
            assertFalse(f.scheduler.timeoutWq().runNext());
        });
        f.drain();
        assertTrue(job.isFreed());
    }

    @Test
    void freeJobFreed_runWorkNotQueuedYet() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        job.hardware.signal();
        stopAt(SchedWindow.FREE_JOB_FREED, () -> {
            assertTrue(job.isFreed());
            assertFalse(f.scheduler.isRunJobQueued());
        });
        f.step();
        assertTrue(f.scheduler.isRunJobQueued());
    }

    @Test
    void stopAtJob_completesMeanwhile_isFreedInTheWalk() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        stopAt(SchedWindow.STOP_AT_JOB, () -> {
            assertNotNull(job.fence().parent());
            job.hardware.signal();
        });
        f.scheduler.stop(null);
        assertTrue(job.isFreed());
    }

    @Test
    void stopAtJob_everyJob_fromTheLast() {
        SchedFixture two = new SchedFixture(SchedFixture.TWO_CREDITS);
        SchedEntity client = two.entity();
        SchedFixture.TestJob first = two.submit(client, "A");
        SchedFixture.TestJob second = two.submit(client, "B");
        two.drain();
        two.script.once(
                SchedWindow.STOP_AT_JOB,
                () -> two.script.once(SchedWindow.STOP_AT_JOB, () -> {
                    stops++;
                    assertNull(second.fence().parent(), "the walk has been there");
                    assertNotNull(first.fence().parent());
                }));
        two.scheduler.stop(null);
        assertNull(first.fence().parent());
    }

    @Test
    void stopJobUnlinked_offTheListAndNotFreed() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        job.hardware.signal();
        stopAt(SchedWindow.STOP_JOB_UNLINKED, () -> {
            assertEquals(0, f.scheduler.pendingCount());
            assertFalse(job.isFreed());
        });
        f.scheduler.stop(null);
        assertTrue(job.isFreed());
    }

    @Test
    void startUnpaused_whoeverQueuesNowComesFirst() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        f.scheduler.stop(null);
        stopAt(SchedWindow.START_UNPAUSED, () -> {
            assertFalse(f.scheduler.isPaused());
            assertFalse(f.scheduler.isRunJobQueued());
            assertFalse(f.scheduler.isFreeJobQueued());
            f.submit(entity, "B");
            assertTrue(f.scheduler.isRunJobQueued());
        });
        f.scheduler.start(0);
        assertTrue(f.scheduler.isFreeJobQueued());
    }

    @Test
    void startFirstQueued_theNextJobRunsBeforeFreeWorkIsQueued() {
        f.submit(entity, "A");
        f.submit(entity, "B");
        f.drain();
        stopAt(SchedWindow.START_FIRST_QUEUED, () -> {
            assertFalse(f.scheduler.isFreeJobQueued());
            f.step();
        });
        f.timeout();
        assertEquals(List.of("run A", "timedout A", "stopped", "run B", "started", "returned"), f.log);
    }
}
