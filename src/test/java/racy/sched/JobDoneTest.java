// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** drm_sched_job_done(): S1, S13. */
class JobDoneTest {
    private final List<String> seen = new ArrayList<>();

    private void observe(SchedFixture f, SchedFixture.TestJob job, String where) {
        seen.add(where + ": credits " + f.scheduler.creditCount()
                + (job.fence().finished.isSignaled() ? ", finished" : "")
                + (f.scheduler.isFreeJobQueued() ? ", free queued" : ""));
    }

    private void finishObserved(SchedFixture f) {
        SchedFixture.TestJob job = f.submit(f.entity(), "A");
        f.drain();
        f.script.once(SchedWindow.SCHED_CREDITS_RELEASED, () -> observe(f, job, "credits window"));
        job.fence().finished.addCallback(SchedFixture.callback(() -> observe(f, job, "callback")));
        f.script.once(SchedWindow.SCHED_FINISHED, () -> observe(f, job, "finished window"));
        job.hardware.signal();
        observe(f, job, "after");
    }

    @Test
    @DisplayName("S1: credits, then finished, then free work")
    void jobDone_ordinary_creditsThenFinishedThenFree() {
        finishObserved(new SchedFixture());
        assertEquals(
                List.of(
                        "credits window: credits 0",
                        "callback: credits 0, finished",
                        "finished window: credits 0, finished",
                        "after: credits 0, finished, free queued"),
                seen);
    }

    @Test
    @DisplayName("S1, mutant: free work is queued while the credit is still taken")
    void jobDone_freeBeforeCredits_creditReleasedLast() {
        SchedFixture f = new SchedFixture(SchedOptions.ROCKET.withFreeBeforeCredits());
        finishObserved(f);
        assertEquals(
                List.of(
                        "callback: credits 1, finished",
                        "finished window: credits 1, finished",
                        "after: credits 0, finished, free queued"),
                seen);
    }

    @Test
    @DisplayName("S1, mutant: works that ran before the credit was released are queued again")
    void jobDone_freeBeforeCreditsAndWorksRanBefore_nextJobRuns() {
        SchedFixture f = new SchedFixture(SchedOptions.ROCKET.withFreeBeforeCredits());
        SchedEntity entity = f.entity();
        SchedFixture.TestJob first = f.submit(entity, "A");
        f.submit(entity, "B");
        f.drain();
        f.script.once(SchedWindow.MUTANT_FREE_QUEUED, f::drain);
        first.hardware.signal();
        assertEquals(List.of("run A", "free A"), f.log);
        f.drain();
        assertEquals(List.of("run A", "free A", "run B"), f.log);
    }

    @Test
    @DisplayName("S13: in the window of S1 the next job runs before finished is signalled, and before free")
    void nextRun_creditReleased_beforeFinishedAndFree() {
        SchedFixture f = new SchedFixture();
        SchedEntity entity = f.entity();
        SchedFixture.TestJob first = f.submit(entity, "A");
        f.submit(entity, "B");
        f.step();
        f.script.once(SchedWindow.SCHED_CREDITS_RELEASED, () -> {
            f.step();
            assertEquals(List.of("run A", "run B"), f.log);
            assertFalse(first.fence().finished.isSignaled());
            assertEquals(2, f.scheduler.pendingCount());
            assertEquals(1, f.scheduler.creditCount());
        });
        first.hardware.signal();
        assertTrue(first.fence().finished.isSignaled());
    }

    @Test
    @DisplayName("S13, S2: the tail run work of the last job precedes free work")
    void nextRun_tailRunWorkPending_beforeFree() {
        SchedFixture f = new SchedFixture();
        SchedEntity entity = f.entity();
        SchedFixture.TestJob first = f.submit(entity, "A");
        f.submit(entity, "B");
        f.step();
        first.hardware.signal();
        f.drain();
        assertEquals(List.of("run A", "run B", "free A"), f.log);
    }

    @Test
    @DisplayName("S13: while one job is on the hardware no other runs")
    void nextRun_creditTaken_waits() {
        SchedFixture f = new SchedFixture();
        f.submit(f.entity(), "A");
        f.submit(f.entity(), "B");
        f.drain();
        assertEquals(List.of("run A"), f.log);
        assertEquals(1, f.scheduler.creditCount());
    }

    @Test
    @DisplayName("S1: the hardware fence's error becomes that of finished")
    void jobDone_hardwareError_finishedHasIt() {
        SchedFixture f = new SchedFixture();
        SchedFixture.TestJob job = f.submit(f.entity(), "A");
        f.drain();
        job.hardware.setError(-5);
        job.hardware.signal();
        assertEquals(-5, job.fence().finished.status());
    }
}
