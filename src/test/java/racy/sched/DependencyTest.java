// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import racy.fence.DmaFence;
import racy.fence.DmaResv;
import racy.kernel.Errno;
import racy.kernel.SpinLock;

/** What a job waits for: S9, prepare_job, and which dependencies are kept. */
class DependencyTest {
    private final SchedFixture f = new SchedFixture(SchedFixture.TWO_CREDITS);

    private SchedFixture.TestJob dependent(SchedEntity entity, DmaFence wanted) {
        SchedFixture.TestJob job = f.job(entity, "B");
        job.addDependency(wanted);
        return f.push(job);
    }

    /** drm_sched_entity_kill_jobs_work() signals scheduled, which others wait for, and then finished. */
    @Test
    void killedJob_scheduledButNotFinished_hasNoHardwareToWaitFor() {
        SchedFixture.TestJob job = f.submit(f.entity(f.scheduler), "killed");
        DmaFence finished = job.fence().finished;
        assertFalse(SchedFence.isHardwareDone(finished));
        job.fence().scheduled(null);
        assertTrue(SchedFence.isHardwareDone(finished));
    }

    @Test
    @DisplayName("S9: finished of the same scheduler counts as met once its job was scheduled")
    void dependency_sameScheduler_waitsForScheduledOnly() {
        SchedFixture.TestJob first = f.submit(f.entity(), "A");
        f.step();
        assertTrue(first.fence().scheduled.isSignaled());
        dependent(f.entity(), first.fence().finished.get());
        f.drain();
        assertEquals(List.of("run A", "run B"), f.log);
        assertFalse(first.fence().finished.isSignaled());
    }

    @Test
    @DisplayName("S9: finished of the same scheduler is waited for until its job is scheduled")
    void dependency_sameSchedulerNotScheduled_waits() {
        SchedFixture.TestJob first = f.job(f.entity(), "A");
        first.arm();
        dependent(f.entity(), first.fence().finished.get());
        f.drain();
        assertEquals(List.of(), f.log);
        first.push();
        f.step();
        assertEquals(List.of("run A"), f.log);
        assertTrue(f.scheduler.isRunJobQueued());
        f.drain();
        assertEquals(List.of("run A", "run B"), f.log);
    }

    @Test
    @DisplayName("S9: finished of the same scheduler keeps scheduled alive after its job is freed")
    void dependency_freedJob_scheduledLivesWithFinished() {
        SchedFixture.TestJob first = f.submit(f.entity(), "A");
        f.step();
        DmaFence scheduled = first.fence().scheduled;
        DmaFence finished = first.fence().finished.get();
        f.drain();
        first.hardware.signal();
        f.drain();
        assertEquals(1, scheduled.references());
        dependent(f.entity(), finished);
        f.drain();
        assertEquals(List.of("run A", "free A", "run B"), f.log);
        assertTrue(f.violations.isEmpty(), f.violations::toString);
    }

    @Test
    @DisplayName("S9: finished of another scheduler is waited for as it is")
    void dependency_otherScheduler_waitsForFinished() {
        GpuScheduler other = f.scheduler("core1", SchedOptions.ROCKET);
        SchedFixture.TestJob first = f.submit(f.entity(other), "A");
        other.submitWq().runAll();
        dependent(f.entity(), first.fence().finished.get());
        f.drain();
        assertEquals(List.of("run A"), f.log);
        first.hardware.signal();
        f.drain();
        assertEquals(List.of("run A", "run B"), f.log);
    }

    @Test
    @DisplayName("S9: finished with an error already on it is not replaced")
    void dependency_sameSchedulerWithError_waitsForFinished() {
        SchedFixture.TestJob first = f.submit(f.entity(), "A");
        f.drain();
        first.fence().finished.setError(-Errno.ECANCELED);
        dependent(f.entity(), first.fence().finished.get());
        f.drain();
        assertEquals(List.of("run A"), f.log);
        first.hardware.signal();
        f.drain();
        assertEquals(List.of("run A", "run B"), f.log.subList(0, 2));
    }

    @Test
    @DisplayName("S9: a dependency on the same entity is dropped")
    void dependency_sameEntity_dropped() {
        SchedEntity entity = f.entity();
        SchedFixture.TestJob first = f.submit(entity, "A");
        DmaFence finished = first.fence().finished;
        // An error keeps finished from being replaced by scheduled, which would also work here.
        finished.setError(-Errno.ECANCELED);
        SchedFixture.TestJob second = f.job(entity, "B");
        second.addDependency(finished.get());
        f.push(second);
        f.drain();
        assertEquals(List.of("run A", "run B"), f.log);
    }

    @Test
    @DisplayName("S9: the other job may be freed meanwhile; its scheduled fence lives as long as finished")
    void dependency_otherJobFreed_noUseAfterFree() {
        SchedFixture.TestJob first = f.submit(f.entity(), "A");
        f.drain();
        DmaFence finished = first.fence().finished.get();
        first.hardware.signal();
        f.drain();
        assertTrue(first.isFreed());
        assertEquals(2, first.hardware.references(), "finished holds scheduled, which holds parent");
        dependent(f.entity(), finished);
        f.drain();
        assertEquals(List.of("run A", "free A", "run B"), f.log);
        assertTrue(f.violations.isEmpty(), f.violations::toString);
    }

    @Test
    @DisplayName("prepare_job is asked until it answers NULL, after the job's own dependencies")
    void prepareJob_twoFences_bothWaitedFor() {
        DmaFence one = f.fence();
        DmaFence two = f.fence();
        ArrayDeque<DmaFence> wanted = new ArrayDeque<>(List.of(one.get(), two.get()));
        f.backend.prepare = job -> wanted.poll();
        f.submit(f.entity(), "A");
        f.drain();
        assertEquals(List.of(), f.log);
        one.signal();
        f.drain();
        assertEquals(List.of(), f.log);
        two.signal();
        f.drain();
        assertEquals(List.of("run A"), f.log);
        assertEquals(1, one.references());
        assertEquals(1, two.references());
    }

    @Test
    @DisplayName("add_dependency keeps the later fence of a context, and ignores NULL")
    void addDependency_sameContext_keepsLater() {
        SpinLock lock = new SpinLock(f.kernel);
        DmaFence early = new DmaFence(f.kernel);
        early.init(lock, 7L << 40, 1);
        DmaFence late = new DmaFence(f.kernel);
        late.init(lock, 7L << 40, 2);
        SchedFixture.TestJob job = f.job(f.entity(), "A");
        assertEquals(0, job.addDependency(null));
        job.addDependency(late.get());
        job.addDependency(early.get());
        assertEquals(1, early.references());
        assertSame(late, job.takeDependency());
        assertEquals(null, job.takeDependency());
    }

    @Test
    @DisplayName("implicit dependencies: a reader waits for writers, a writer for all")
    void addImplicitDependencies_readerAndWriter_asDmaResv() {
        DmaResv resv = new DmaResv(f.kernel);
        DmaFence write = f.fence();
        DmaFence read = f.fence();
        resv.lock();
        assertEquals(0, resv.reserveFence());
        resv.addFence(write, DmaResv.Usage.WRITE);
        resv.addFence(read, DmaResv.Usage.READ);
        SchedFixture.TestJob reader = f.job(f.entity(), "R");
        reader.addImplicitDependencies(resv, DmaResv.Usage.READ);
        SchedFixture.TestJob writer = f.job(f.entity(), "W");
        writer.addImplicitDependencies(resv, DmaResv.Usage.WRITE);
        resv.unlock();
        f.push(reader);
        f.push(writer);
        f.drain();
        write.signal();
        f.drain();
        assertEquals(List.of("run R"), f.log);
        read.signal();
        f.drain();
        assertEquals(List.of("run R", "run W"), f.log);
    }
}
