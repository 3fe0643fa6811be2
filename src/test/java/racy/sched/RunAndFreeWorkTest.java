// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import racy.fence.DmaFence;
import racy.kernel.Errno;

/** The two works of the submit workqueue: S2, S3. */
class RunAndFreeWorkTest {
    private final SchedFixture f = new SchedFixture();
    private final SchedEntity entity = f.entity();

    @Test
    @DisplayName("S2: run work pops at most one job, and queues itself again")
    void runWork_twoJobsAndCredits_popsOneAndRequeues() {
        SchedFixture two = new SchedFixture(SchedFixture.TWO_CREDITS);
        SchedEntity client = two.entity();
        two.submit(client, "A");
        two.submit(client, "B");
        two.step();
        assertEquals(List.of("run A"), two.log);
        assertTrue(two.scheduler.isRunJobQueued());
        two.step();
        assertEquals(List.of("run A", "run B"), two.log);
        assertTrue(two.scheduler.isRunJobQueued());
        two.step();
        assertFalse(two.scheduler.isRunJobQueued(), "with nothing to run it does not");
    }

    @Test
    @DisplayName("S2: without the credits nothing is popped, and run work does not queue itself")
    void runWork_noCredits_popsNothing() {
        f.submit(entity, "A");
        f.submit(entity, "B");
        f.step();
        f.step();
        assertEquals(List.of("run A"), f.log);
        assertEquals(1, entity.queued());
        assertFalse(f.scheduler.isRunJobQueued());
    }

    @Test
    @DisplayName("S2: a job that wants more credits than there are is cut down, and warned of")
    void runWork_creditsAboveLimit_truncated() {
        SchedFixture.TestJob job = new SchedFixture.TestJob(f.kernel, "A");
        assertEquals(0, job.init(entity, 3));
        f.push(job);
        f.drain();
        assertEquals(List.of("run A"), f.log);
        assertEquals(1, f.scheduler.creditCount());
        assertEquals(1, f.kernel.warnings());
    }

    @Test
    @DisplayName("S2: the callback is on the returned fence, whose reference is dropped; parent keeps one")
    void runWork_fenceReturned_callbackAndParent() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.step();
        assertSame(job.hardware, job.fence().parent());
        assertEquals(2, job.hardware.references(), "the test's and parent's");
        assertTrue(job.fence().scheduled.isSignaled());
        assertFalse(job.fence().finished.isSignaled());
        job.hardware.signal();
        assertEquals(1, job.fence().finished.status());
        f.drain();
        assertEquals(2, job.hardware.references(), "the entity holds the last finished, which holds parent");
        entity.fini();
        assertEquals(1, job.hardware.references());
        assertTrue(f.violations.isEmpty(), f.violations::toString);
    }

    @Test
    @DisplayName("S2: a fence that is signalled already finishes the job at once, with its error")
    void runWork_signalledFence_doneAtOnce() {
        SchedFixture.TestJob job = f.job(entity, "A");
        job.onRun = j -> {
            DmaFence fence = f.fence();
            fence.setError(-Errno.EIO);
            fence.signal();
            return fence;
        };
        f.push(job);
        f.step();
        assertEquals(-Errno.EIO, job.fence().finished.status());
        assertEquals(0, f.scheduler.creditCount());
        assertTrue(f.scheduler.isFreeJobQueued());
    }

    @Test
    @DisplayName("S2: NULL from run_job finishes the job as success")
    void runWork_null_doneWithoutError() {
        SchedFixture.TestJob job = f.job(entity, "A");
        job.onRun = j -> null;
        f.push(job);
        f.step();
        assertEquals(1, job.fence().finished.status());
        assertNull(job.fence().parent());
    }

    @Test
    @DisplayName("S2: an error from run_job finishes the job with it")
    void runWork_errPtr_doneWithIt() {
        SchedFixture.TestJob job = f.job(entity, "A");
        job.onRun = j -> ErrPtr.of(-Errno.EBUSY);
        f.push(job);
        f.step();
        assertEquals(-Errno.EBUSY, job.fence().finished.status());
        assertNull(job.fence().parent());
    }

    @Test
    @DisplayName("S2: an error that was set on finished earlier stays when run_job answers NULL")
    void runWork_nullAndEarlierError_errorStays() {
        SchedFixture.TestJob job = f.job(entity, "A");
        job.onRun = j -> {
            j.fence().finished.setError(-Errno.ECANCELED);
            return null;
        };
        f.push(job);
        f.step();
        assertEquals(-Errno.ECANCELED, job.fence().finished.status());
    }

    @Test
    @DisplayName("S2: run before free when both results and the next job are there: NULL jobs pile up")
    void runWork_nullJobs_freeWorkRunsInBetween() {
        SchedFixture.TestJob first = f.job(entity, "A");
        first.onRun = j -> null;
        SchedFixture.TestJob second = f.job(entity, "B");
        second.onRun = j -> null;
        f.push(first);
        f.push(second);
        f.step();
        // jobDone queued free work first, then the end of run work queued run work. The order of the queue decides.
        f.drain();
        assertEquals(List.of("run A", "free A", "run B", "free B"), f.log);
    }

    @Test
    @DisplayName("S2: free work frees every finished job at the head, then queues run work")
    void freeWork_twoFinishedOneNot_freesHeadAndQueuesRun() {
        SchedFixture many = new SchedFixture(
                new SchedOptions(SchedPolicy.FIFO, 4, SchedOptions.ROCKET.timeoutNanos(), false, false));
        SchedEntity client = many.entity();
        SchedFixture.TestJob a = many.submit(client, "A");
        SchedFixture.TestJob b = many.submit(client, "B");
        many.submit(client, "C");
        SchedFixture.TestJob d = many.submit(client, "D");
        many.drain();
        many.log.clear();
        d.hardware.signal();
        b.hardware.signal();
        a.hardware.signal();
        assertFalse(many.scheduler.isRunJobQueued());
        many.step();
        assertEquals(List.of("free A", "free B"), many.log, "D is behind C, which runs");
        assertTrue(many.scheduler.isRunJobQueued());
        assertEquals(2, many.scheduler.pendingCount());
    }

    @Test
    @DisplayName("S2: freeing the head restarts the timer for the next job, or stops it")
    void freeWork_headFreed_timerFollows() {
        SchedFixture two = new SchedFixture(SchedFixture.TWO_CREDITS);
        SchedEntity client = two.entity();
        SchedFixture.TestJob a = two.submit(client, "A");
        SchedFixture.TestJob b = two.submit(client, "B");
        two.drain();
        two.clock.advance(two.scheduler.options().timeoutNanos() - 10);
        a.hardware.signal();
        two.drain();
        two.clock.advance(10);
        assertFalse(two.scheduler.timeoutWork().fireIfDue(), "B's time began when A was freed");
        b.hardware.signal();
        two.drain();
        assertFalse(two.scheduler.timeoutWork().isArmed());
    }

    @Test
    @DisplayName("S3: the first push to an empty entity queues run work, a later one does not")
    void push_emptyEntityOrNot_onlyFirstQueues() {
        f.submit(entity, "A");
        assertTrue(f.scheduler.isRunJobQueued());
        f.drain();
        f.submit(entity, "B");
        assertTrue(f.scheduler.isRunJobQueued(), "the queue was empty again");
        f.drain();
        assertFalse(f.scheduler.isRunJobQueued());
        f.submit(entity, "C");
        assertFalse(f.scheduler.isRunJobQueued(), "B still waits for the credit");
    }

    @Test
    @DisplayName("S3: a dependency's callback queues run work")
    void dependency_signalled_queuesRun() {
        DmaFence input = f.fence();
        SchedFixture.TestJob job = f.job(entity, "A");
        job.addDependency(input.get());
        f.push(job);
        f.drain();
        assertEquals(List.of(), f.log);
        assertFalse(f.scheduler.isRunJobQueued());
        input.signal();
        assertTrue(f.scheduler.isRunJobQueued());
        f.drain();
        assertEquals(List.of("run A"), f.log);
    }

    @Test
    @DisplayName("S3: with submission paused neither push nor dependency queues run work")
    void push_paused_queuesNothing() {
        DmaFence input = f.fence();
        SchedFixture.TestJob job = f.job(entity, "A");
        job.addDependency(input.get());
        f.push(job);
        f.drain();
        f.scheduler.stop(null);
        input.signal();
        f.submit(f.entity(), "B");
        assertFalse(f.scheduler.isRunJobQueued());
        f.scheduler.start(0);
        f.drain();
        assertEquals(List.of("run A"), f.log);
    }
}
