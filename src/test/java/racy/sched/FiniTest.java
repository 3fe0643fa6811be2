// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import racy.kernel.TaskStruct;
import racy.kernel.Violation;

/** {@code drm_sched_fini()} with work in flight. */
class FiniTest {
    private final SchedFixture f = new SchedFixture();
    private final SchedEntity entity = f.entity();

    @Test
    @DisplayName("fini: with nothing to do it is silent")
    void fini_idle_nothing() {
        f.scheduler.fini();
        assertEquals(0, f.kernel.warnings());
        assertTrue(f.violations.isEmpty(), f.violations::toString);
    }

    @Test
    @DisplayName("fini: without cancel_job a pending job leaks, finished or not, and its timeout is gone")
    void fini_jobPending_leaksAndWarns() {
        f.submit(entity, "A");
        f.drain();
        f.scheduler.fini();
        assertEquals(1, f.kernel.warnings());
        assertEquals(Set.of(Violation.LEAK), f.violations.asSet());
        assertFalse(f.scheduler.timeoutWork().isArmed());
        assertEquals(List.of("run A"), f.log);
    }

    @Test
    @DisplayName("fini: with cancel_job pending jobs are cancelled and freed, the latest first")
    void fini_cancelJob_freesPendingJobs() {
        f.backend.cancelJob = job -> job.hardware.signal();
        f.submit(entity, "A");
        f.drain();
        f.scheduler.fini();
        assertEquals(List.of("run A", "cancel A", "free A"), f.log);
        assertEquals(0, f.kernel.warnings());
        assertTrue(f.violations.isEmpty(), f.violations::toString);
    }

    @Test
    @DisplayName("fini: a client that closes does not wait for a queue that nobody runs, and its jobs are killed")
    void fini_clientClosesLater_queueIsKilled() {
        f.backend.cancelJob = job -> job.hardware.signal();
        f.submit(entity, "A");
        f.submit(entity, "B");
        f.drain();
        f.scheduler.fini();
        entity.destroy(new TaskStruct());
        f.systemWq.runAll();
        assertEquals(List.of("run A", "cancel A", "free A", "free B"), f.log);
        assertTrue(f.violations.isEmpty(), f.violations::toString);
    }

    @Test
    @DisplayName("fini: a completion that has read pause_submit before queues free work on a destroyed workqueue")
    void fini_lateCompletion_usesDestroyedQueue() {
        SchedFixture.TestJob job = f.submit(entity, "A");
        f.drain();
        f.script.once(SchedWindow.SCHED_PAUSE_CHECKED, f.scheduler::fini);
        job.hardware.signal();
        assertTrue(f.violations.has(Violation.USE_AFTER_FREE), f.violations::toString);
    }
}
