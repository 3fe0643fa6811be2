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

/** The choice of a core (S8), and a client that goes away. */
class EntityTest {
    private final SchedFixture f = new SchedFixture();
    private final GpuScheduler core0 = f.scheduler;
    private final GpuScheduler core1 = f.scheduler("core1", SchedOptions.ROCKET);
    private final SchedEntity both = f.entity(core0, core1);

    private void finish(SchedFixture.TestJob job, GpuScheduler core) {
        core.submitWq().runAll();
        finish(job);
    }

    private void finish(SchedFixture.TestJob job) {
        job.hardware.signal();
        job.scheduler().submitWq().runAll();
    }

    @Test
    @DisplayName("S8: with an empty queue and the last job signalled arm picks the least loaded core")
    void arm_queueEmptyAndLastSignalled_leastLoaded() {
        f.submit(f.entity(core0), "X");
        SchedFixture.TestJob job = f.submit(both, "A");
        assertSame(core1, job.scheduler());
    }

    @Test
    @DisplayName("S8: with jobs queued the core stays")
    void arm_queueNotEmpty_stays() {
        SchedFixture.TestJob first = f.submit(both, "A");
        f.submit(f.entity(core0), "X");
        f.submit(f.entity(core0), "Y");
        assertSame(first.scheduler(), f.submit(both, "B").scheduler());
    }

    @Test
    @DisplayName("S8: with the last job popped and not signalled the core stays")
    void arm_lastNotSignalled_stays() {
        SchedFixture.TestJob first = f.submit(both, "A");
        assertSame(core0, first.scheduler());
        f.drain();
        assertEquals(0, both.queued());
        f.submit(f.entity(core0), "X");
        SchedFixture.TestJob second = f.submit(both, "B");
        assertSame(core0, second.scheduler());
        finish(first);
        finish(f.submit(f.entity(core1), "Y"), core1);
        assertNull(second.hardware, "the older X is on the hardware: B is queued");
        assertSame(core0, f.submit(both, "C").scheduler());
        both.fini();
    }

    @Test
    @DisplayName("S8: with the last job signalled, though not freed, the core may change")
    void arm_lastSignalledNotFreed_moves() {
        SchedFixture.TestJob first = f.submit(both, "A");
        f.drain();
        first.hardware.signal();
        f.submit(f.entity(core0), "X");
        assertSame(core1, f.submit(both, "C").scheduler());
    }

    @Test
    @DisplayName("S8: a client on a core counts as its load, so one alone changes cores whenever it is idle")
    void arm_aloneAndIdle_alternates() {
        SchedFixture.TestJob first = f.submit(both, "A");
        f.drain();
        finish(first);
        SchedFixture.TestJob second = f.submit(both, "B");
        core1.submitWq().runAll();
        finish(second);
        SchedFixture.TestJob third = f.submit(both, "C");
        assertEquals(
                List.of("core0", "core1", "core0"),
                List.of(
                        first.scheduler().toString(),
                        second.scheduler().toString(),
                        third.scheduler().toString()));
        assertEquals(0, core1.score());
        assertEquals(2, core0.score(), "the job and its entity");
    }

    @Test
    @DisplayName("S8: arm publishes the fences; before it there are none, and cleanup is enough")
    void arm_pointOfNoReturn_fencesPublished() {
        DmaFence input = f.fence();
        SchedFixture.TestJob job = f.job(both, "A");
        job.addDependency(input.get());
        assertNull(job.scheduler());
        assertFalse(job.fence().isInitialised());
        job.cleanup();
        assertEquals(1, input.references());
        SchedFixture.TestJob armed = f.job(both, "B");
        armed.arm();
        assertTrue(armed.fence().isInitialised());
        assertEquals(armed.fence().scheduled.seqno(), armed.fence().finished.seqno());
        assertEquals(
                armed.fence().scheduled.context() + 1, armed.fence().finished.context());
        assertEquals(0, armed.fence().finished.status());
    }

    @Test
    @DisplayName("job_init: no core is -ENOENT, no credits -EINVAL")
    void jobInit_noCoreOrCredits_error() {
        SchedFixture.TestJob job = new SchedFixture.TestJob(f.kernel, "A");
        assertEquals(-Errno.ENOENT, job.init(new SchedEntity(f.kernel), 1));
        assertEquals(-Errno.EINVAL, job.init(both, 0));
    }

    @Test
    @DisplayName("modify_sched: takes effect at the next arm that may change the core")
    void modifySchedulers_idle_nextArmMoves() {
        SchedEntity entity = f.entity(core0);
        SchedFixture.TestJob first = f.submit(entity, "A");
        entity.modifySchedulers(core1);
        assertSame(core0, f.submit(entity, "B").scheduler());
        f.drain();
        finish(first);
        f.log.clear();
        core0.submitWq().runAll();
        assertEquals(0, entity.queued());
        SchedFixture.TestJob third = f.job(entity, "C");
        third.arm();
        assertSame(core0, third.scheduler(), "B is not done");
    }

    @Test
    @DisplayName("modify_sched: the entity moves to the only core it has left")
    void modifySchedulers_lastSignalled_moves() {
        SchedEntity entity = f.entity(core0);
        entity.modifySchedulers(core1);
        assertSame(core1, f.submit(entity, "A").scheduler());
        assertTrue(core1.isRunJobQueued());
        assertFalse(core0.isRunJobQueued());
    }

    @Test
    @DisplayName("fini: queued jobs are finished with -ESRCH and freed on the system workqueue")
    void fini_jobsQueued_killedOnSystemWq() {
        SchedEntity entity = f.entity();
        SchedFixture.TestJob a = f.submit(entity, "A");
        SchedFixture.TestJob b = f.submit(entity, "B");
        entity.fini();
        assertFalse(a.fence().finished.isSignaled());
        assertTrue(f.systemWq.runNext());
        assertEquals(List.of("free A"), f.log);
        assertTrue(f.systemWq.runNext(), "B waited for A");
        assertEquals(List.of("free A", "free B"), f.log);
        assertEquals(-Errno.ESRCH, a.fenceUnchecked().finished.error());
        assertEquals(-Errno.ESRCH, b.fenceUnchecked().finished.error());
        f.drain();
        assertEquals(2, f.log.size(), "nothing runs");
        assertTrue(f.violations.isEmpty(), f.violations::toString);
        assertEquals(0, f.kernel.warnings());
    }

    @Test
    @DisplayName("fini: does not wait for the job on the hardware; what is queued behind it does")
    void fini_jobOnHardware_notWaitedForButPrecedes() {
        SchedEntity entity = f.entity();
        SchedFixture.TestJob a = f.submit(entity, "A");
        f.submit(entity, "B");
        f.drain();
        entity.fini();
        assertFalse(a.fence().finished.isSignaled());
        assertFalse(f.systemWq.runNext(), "B waits for A");
        a.hardware.signal();
        assertTrue(f.systemWq.runNext());
        assertEquals(List.of("run A", "free B"), f.log);
        assertEquals(1, a.fence().finished.status());
        f.drain();
        assertEquals(List.of("run A", "free B", "free A"), f.log);
        assertTrue(f.violations.isEmpty(), f.violations::toString);
    }

    @Test
    @DisplayName("fini: a killed job waits for all its dependencies, also for one that it has waited for already")
    void fini_dependencyPending_killWaits() {
        SchedEntity entity = f.entity();
        DmaFence one = f.fence();
        DmaFence two = f.fence();
        SchedFixture.TestJob job = f.job(entity, "A");
        job.addDependency(one.get());
        job.addDependency(two.get());
        f.push(job);
        f.drain();
        entity.fini();
        f.systemWq.runAll();
        assertFalse(job.isFreed());
        one.signal();
        f.systemWq.runAll();
        assertFalse(job.isFreed());
        two.signal();
        assertFalse(job.isFreed(), "not in the signaller's context");
        f.systemWq.runAll();
        assertTrue(job.isFreed());
        assertEquals(1, one.references());
        assertEquals(1, two.references());
    }

    @Test
    @DisplayName("fini: drops the references of the entity, and a later signal has no effect")
    void fini_waitingForDependency_callbackRemoved() {
        SchedEntity entity = f.entity();
        DmaFence input = f.fence();
        SchedFixture.TestJob job = f.job(entity, "A");
        job.addDependency(input.get());
        f.push(job);
        f.drain();
        assertEquals(3, input.references(), "the test's, the job's, the entity's");
        entity.fini();
        assertEquals(2, input.references());
        input.signal();
        assertFalse(f.scheduler.isRunJobQueued());
    }

    @Test
    @DisplayName("push to a killed entity is warned of, and wakes nobody")
    void push_killedEntity_warned() {
        SchedEntity entity = f.entity();
        entity.fini();
        f.submit(entity, "A");
        assertEquals(1, f.kernel.warnings());
        f.drain();
        assertEquals(List.of(), f.log);
    }

    @Test
    @DisplayName("fini: the load of a client goes with it, that of its killed jobs does not, as in the kernel")
    void fini_score_killedJobsKeepTheirs() {
        SchedEntity entity = f.entity();
        f.submit(entity, "A");
        assertEquals(2, f.scheduler.score());
        entity.fini();
        f.systemWq.runAll();
        assertEquals(1, f.scheduler.score());
    }
}
