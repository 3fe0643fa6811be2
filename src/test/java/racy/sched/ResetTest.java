// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import racy.kernel.Contexts;
import racy.kernel.Errno;
import racy.kernel.Violation;

/** The timeout, drm_sched_stop() and drm_sched_start(): S4, S5, S6, S7. */
@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResetTest {
    private final SchedFixture f = new SchedFixture();
    private final SchedEntity entity = f.entity();

    @Test
    @DisplayName("S4: at restart run work is queued before free work: the next job runs before the dead one is freed")
    void start_jobPending_runBeforeFree() {
        SchedFixture.TestJob first = f.submit(entity, "A");
        f.submit(entity, "B");
        f.drain();
        f.timeout();
        assertTrue(f.scheduler.isRunJobQueued());
        assertTrue(f.scheduler.isFreeJobQueued());
        f.drain();
        assertEquals(List.of("run A", "timedout A", "stopped", "started", "returned", "run B", "free A"), f.log);
        assertTrue(first.isFreed());
    }

    @Test
    @DisplayName("S4, mutant: free work first")
    void start_freeBeforeRun_freedFirst() {
        SchedFixture mutant = new SchedFixture(SchedOptions.ROCKET.withFreeBeforeRun());
        SchedEntity client = mutant.entity();
        mutant.submit(client, "A");
        mutant.submit(client, "B");
        mutant.drain();
        mutant.timeout();
        mutant.drain();
        assertEquals(List.of("free A", "run B"), mutant.log.subList(5, 7));
    }

    @Test
    @DisplayName("S4: jobs that start() completes queue no free work, submission is still paused")
    void start_completesJob_freeNotQueuedWhilePaused() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        f.scheduler.stop(null);
        f.script.once(SchedWindow.SCHED_FINISHED, () -> {
            assertTrue(f.scheduler.isPaused());
            f.log.add("done in start");
        });
        // If pause_submit were cleared too early, this window would be passed while the job is done.
        f.script.passed.clear();
        f.scheduler.start(0);
        assertEquals(List.of("run A", "done in start"), f.log);
        assertFalse(f.script.passed.contains(SchedWindow.SCHED_PAUSE_CHECKED));
        assertTrue(job.fence().finished.isSignaled());
        assertFalse(f.scheduler.isPaused());
    }

    @Test
    @DisplayName("S5: the timeout takes a job that finished and is not freed yet")
    void timeout_headFinishedNotFreed_taken() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        job.hardware.signal();
        assertTrue(f.scheduler.isFreeJobQueued());
        f.timeout();
        assertEquals("timedout A", f.log.get(1));
        assertEquals("free A", f.log.get(f.log.size() - 1));
        assertTrue(f.violations.isEmpty(), f.violations::toString);
    }

    @Test
    @DisplayName("S5: the timeout takes a successor that has just started")
    void timeout_headFreedAfterItBegan_successorTaken() {
        SchedFixture.TestJob first = f.submit(entity, "A");
        f.submit(entity, "B");
        f.drain();
        f.script.once(SchedWindow.TDR_STARTED, () -> {
            first.hardware.signal();
            f.drain();
        });
        f.timeout();
        assertEquals(List.of("run A", "free A", "run B", "timedout B"), f.log.subList(0, 4));
    }

    @Test
    @DisplayName("S5: an expired timer whose work does not run yet is taken back when the head is freed")
    void timeout_headFreedBeforeItBegan_noTimeout() {
        SchedFixture.TestJob first = f.submit(entity, "A");
        f.submit(entity, "B");
        f.drain();
        assertTrue(f.scheduler.timeoutWork().fire());
        first.hardware.signal();
        f.drain();
        assertFalse(f.scheduler.timeoutWq().runNext());
        assertTrue(f.scheduler.timeoutWork().isArmed(), "for B");
    }

    @Test
    @DisplayName("S5: while the driver is called the job is off the list, so that free work leaves it alone")
    void timeout_driverCalled_jobUnlinked() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        f.script.once(SchedWindow.TDR_UNLINKED, () -> {
            assertEquals(0, f.scheduler.pendingCount());
            job.hardware.signal();
            f.drain();
            assertFalse(job.isFreed());
        });
        f.timeout();
        assertTrue(job.isFreed());
        assertTrue(f.violations.isEmpty(), f.violations::toString);
    }

    @Test
    @DisplayName("S5: with nothing pending the driver is not called")
    void timeout_nothingPending_driverNotCalled() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        f.script.once(SchedWindow.TDR_STARTED, () -> {
            job.hardware.signal();
            f.drain();
        });
        f.timeout();
        assertEquals(List.of("run A", "free A"), f.log);
    }

    @Test
    @DisplayName("S6: stop pauses, then dequeues both works")
    void stop_worksPending_bothCancelled() {
        SchedFixture.TestJob first = f.submit(entity, "A");
        f.step();
        first.hardware.signal();
        assertTrue(f.scheduler.isRunJobQueued());
        assertTrue(f.scheduler.isFreeJobQueued());
        f.script.once(SchedWindow.SCHED_WORKS_CANCELLED, () -> {
            assertTrue(f.scheduler.isPaused());
            assertTrue(f.scheduler.submitWq().isIdle());
            assertFalse(first.isFreed(), "the walk comes after");
        });
        f.scheduler.stop(null);
        assertFalse(f.step());
    }

    @Test
    @DisplayName("S6: a job whose callback could be removed loses its hardware fence and gives its credits back")
    void stop_jobOnHardware_parentNullAndCreditsReleased() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        f.scheduler.stop(null);
        assertNull(job.fence().parent());
        assertEquals(1, job.hardware.references());
        assertEquals(0, f.scheduler.creditCount());
        assertEquals(1, f.scheduler.pendingCount());
        job.hardware.signal();
        assertFalse(job.fence().finished.isSignaled(), "nobody listens");
        assertFalse(f.scheduler.timeoutWork().isArmed());
    }

    @Test
    @DisplayName("S6: bad goes back to the head, and the list is walked backwards")
    void stop_badAndFinishedJobs_walkedFromTheTail() {
        SchedFixture many = new SchedFixture(
                new SchedOptions(SchedPolicy.FIFO, 4, SchedOptions.ROCKET.timeoutNanos(), false, false));
        SchedEntity client = many.entity();
        many.submit(client, "A");
        SchedFixture.TestJob b = many.submit(client, "B");
        SchedFixture.TestJob c = many.submit(client, "C");
        many.drain();
        b.hardware.signal();
        c.hardware.signal();
        many.backend.onTimeout = bad -> {
            many.scheduler.stop(bad);
            assertEquals(List.of("free C", "free B"), many.log.subList(4, 6));
            assertEquals(1, many.scheduler.pendingCount());
            assertNull(bad.fence().parent());
            many.submit(client, "D");
            many.scheduler.start(0);
        };
        many.timeout();
        assertTrue(many.violations.isEmpty(), many.violations::toString);
    }

    @Test
    @DisplayName("S6: bad is at the head again when start() walks: it is finished before its successors")
    void stop_bad_reinsertedAtHead() {
        SchedFixture two = new SchedFixture(SchedFixture.TWO_CREDITS);
        SchedEntity client = two.entity();
        SchedFixture.TestJob a = two.submit(client, "A");
        SchedFixture.TestJob b = two.submit(client, "B");
        two.drain();
        a.fence().finished.addCallback(SchedFixture.callback(() -> two.log.add("A finished")));
        b.fence().finished.addCallback(SchedFixture.callback(() -> two.log.add("B finished")));
        two.timeout();
        assertEquals(
                List.of("timedout A", "stopped", "A finished", "B finished", "started", "returned"),
                two.log.subList(2, 8));
    }

    @Test
    @DisplayName("S6: a finished job that is not bad is freed by stop, on the timeout workqueue")
    void stop_otherJobFinished_freedHere() {
        SchedFixture two = new SchedFixture(SchedFixture.TWO_CREDITS);
        SchedEntity client = two.entity();
        two.submit(client, "A");
        SchedFixture.TestJob b = two.submit(client, "B");
        two.drain();
        b.hardware.signal();
        two.timeout();
        assertEquals(List.of("timedout A", "free B", "stopped", "started", "returned"), two.log.subList(2, 7));
        assertEquals(1, two.scheduler.pendingCount());
    }

    @Test
    @DisplayName("S6: bad that finished is freed after timedout_job returned, that is after the restart")
    void stop_badFinished_freeGuiltyAfterReturn() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        job.hardware.signal();
        f.timeout();
        assertEquals(List.of("run A", "timedout A", "stopped", "started", "returned", "free A"), f.log);
        assertEquals(0, f.scheduler.pendingCount());
        assertEquals(1, job.fenceUnchecked().finished.status(), "it was a success");
        assertEquals(0, f.scheduler.creditCount());
    }

    @Test
    @DisplayName("S6: free_guilty is forgotten once done")
    void stop_badFinishedOnce_nextTimeoutFreesNothingMore() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        job.hardware.signal();
        f.timeout();
        f.submit(entity, "B");
        f.drain();
        f.timeout();
        assertEquals(1, f.log.stream().filter("free A"::equals).count());
        assertFalse(f.log.contains("free B"));
        f.drain();
        assertEquals(1, f.log.stream().filter("free B"::equals).count());
        assertTrue(f.violations.isEmpty(), f.violations::toString);
    }

    @Test
    @DisplayName("S6: a context that read pause_submit before stop queues after it, and the job runs while stopped")
    void stop_pushPastTheCheck_workRunsWhilePaused() {
        f.submit(entity, "A");
        f.drain();
        f.script.once(SchedWindow.SCHED_PAUSE_CHECKED, () -> f.scheduler.stop(null));
        f.submit(f.entity(), "B");
        assertTrue(f.scheduler.isPaused());
        assertTrue(f.scheduler.isRunJobQueued());
        f.step();
        assertEquals(List.of("run A", "run B"), f.log, "stop gave the credit of A back");
        assertTrue(f.scheduler.isPaused());
        assertFalse(f.scheduler.isRunJobQueued(), "its own queuing looked again");
    }

    @Test
    @DisplayName("S6: stop waits for the callback that it could not remove, and until then frees nothing")
    void stop_callbackRunning_waits() throws InterruptedException {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        CountDownLatch inWindow = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        f.script.once(SchedWindow.SCHED_CREDITS_RELEASED, () -> {
            inWindow.countDown();
            await(release);
        });
        Thread irq = new Thread(job.hardware::signal, "irq");
        irq.start();
        await(inWindow);
        CountDownLatch stopped = new CountDownLatch(1);
        f.script.once(SchedWindow.SCHED_WORKS_CANCELLED, stopped::countDown);
        Thread reset = new Thread(
                () -> {
                    f.scheduler.stop(null);
                    f.log.add("stop returned");
                },
                "reset");
        reset.start();
        await(stopped);
        reset.join(50);
        assertTrue(reset.isAlive());
        assertFalse(job.isFreed());
        release.countDown();
        irq.join();
        reset.join();
        assertEquals(List.of("run A", "free A", "stop returned"), f.log);
    }

    @Test
    @DisplayName("S6: a finished fence that is still to come is waited for")
    void stop_hardwareSignalledFinishedNot_waitsForFinished() throws InterruptedException {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        // As if the signaller had taken the callback off the list and not run it yet.
        assertTrue(job.hardware.removeCallback(job.doneCallback));
        Thread reset = new Thread(() -> f.scheduler.stop(null), "reset");
        reset.setDaemon(true);
        reset.start();
        reset.join(50);
        assertTrue(reset.isAlive());
        assertEquals(0, f.scheduler.pendingCount(), "unlinked before the wait");
        assertFalse(job.isFreed());
        f.scheduler.jobDone(job, 0);
        reset.join();
        assertTrue(job.isFreed());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("S7: a job without hardware fence is finished with -ECANCELED, its credits taken and given back")
    void start_parentNull_canceled() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        f.scheduler.stop(null);
        f.script.once(SchedWindow.SCHED_CREDITS_RELEASED, () -> assertEquals(0, f.scheduler.creditCount()));
        f.scheduler.start(0);
        assertEquals(-Errno.ECANCELED, job.fence().finished.status());
        assertEquals(0, f.scheduler.creditCount());
    }

    @Test
    @DisplayName("S7: a job without hardware fence is finished with the errno that start was given")
    void start_parentNullAndErrno_thatErrno() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        f.scheduler.stop(null);
        f.scheduler.start(-Errno.ETIME);
        assertEquals(-Errno.ETIME, job.fence().finished.status());
    }

    @Test
    @DisplayName("S7: with a hardware fence the callback is added again, and the credits stay taken")
    void start_parentKept_callbackReadded() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        f.scheduler.stop(null);
        job.fence().parent = f.fence();
        job.hardware = job.fence().parent().get();
        f.scheduler.start(0);
        assertEquals(1, f.scheduler.creditCount());
        assertFalse(job.fence().finished.isSignaled());
        assertNotNull(job.fence().parent());
        job.hardware.signal();
        assertEquals(1, job.fence().finished.status());
        assertEquals(0, f.scheduler.creditCount());
    }

    @Test
    @DisplayName("S7: with a hardware fence that is signalled the job is done with the fence's error, or errno")
    void start_parentSignalled_doneWithErrno() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        f.scheduler.stop(null);
        job.fence().parent = f.fence();
        job.fence().parent().signal();
        f.scheduler.start(-Errno.ETIME);
        assertEquals(-Errno.ETIME, job.fence().finished.status());
    }

    @Test
    @DisplayName("S7: the timer runs again after the restart while something is pending")
    void start_jobPending_timerArmed() {
        f.submit(entity, "A");
        f.drain();
        f.scheduler.stop(null);
        assertFalse(f.scheduler.timeoutWork().isArmed());
        f.scheduler.start(0);
        assertTrue(f.scheduler.timeoutWork().isArmed());
    }

    @Test
    @DisplayName("NO_HANG puts the job back at the head; if it finished meanwhile it is freed")
    void timeout_noHang_reinserted() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        f.backend.answer = SchedBackendOps.Stat.NO_HANG;
        f.backend.onTimeout = bad -> {};
        f.timeout();
        assertEquals(1, f.scheduler.pendingCount());
        assertTrue(f.scheduler.timeoutWork().isArmed());
        f.drain();
        assertFalse(job.isFreed());
        f.backend.onTimeout = bad -> {
            bad.hardware.signal();
            f.drain();
            assertFalse(bad.isFreed(), "free work does not find it");
        };
        f.timeout();
        f.drain();
        assertTrue(job.isFreed());
    }

    @Test
    @DisplayName("ENODEV leaves the timer off")
    void timeout_noDevice_timerOff() {
        f.submit(entity, "A");
        f.submit(entity, "B");
        f.drain();
        f.backend.answer = SchedBackendOps.Stat.ENODEV;
        f.backend.onTimeout = bad -> {};
        f.timeout();
        assertFalse(f.scheduler.timeoutWork().isArmed());
    }

    @Test
    @DisplayName("S6: free work that is queued after the cancel unlinks the job that the walk comes to next")
    void stop_freeWorkQueuedAfterCancel_walkIsCorrupted() throws InterruptedException {
        SchedFixture two = new SchedFixture(SchedFixture.TWO_CREDITS);
        SchedEntity client = two.entity();
        SchedFixture.TestJob first = two.submit(client, "A");
        two.submit(client, "B");
        two.drain();
        CountDownLatch paused = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        two.script.once(SchedWindow.SCHED_PAUSE_CHECKED, () -> {
            paused.countDown();
            Contexts.await(() -> goesOn.getCount() == 0);
        });
        Contexts.Started irq = Contexts.start(first.hardware::signal);
        paused.await();
        two.script.once(SchedWindow.STOP_AT_JOB, () -> {
            goesOn.countDown();
            irq.join();
            two.drain();
        });
        two.scheduler.stop(null);
        assertTrue(two.log.contains("free A"), two.log::toString);
        assertEquals(Set.of(Violation.LIST_CORRUPTED), two.violations.asSet());
    }

    @Test
    @DisplayName("a job that is freed twice is reported as such")
    void freeJob_twice_doubleFree() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        job.hardware.signal();
        f.drain();
        f.backend.freeJob(job);
        assertTrue(f.violations.has(Violation.DOUBLE_FREE));
    }
}
