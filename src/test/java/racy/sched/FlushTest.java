// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import racy.fence.DmaFence;
import racy.kernel.Errno;
import racy.kernel.TaskStruct;

/** How long a client that goes away waits for its queue. */
class FlushTest {
    private static final long A_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final SchedFixture f = new SchedFixture();
    private final SchedEntity entity = f.entity();
    private final TaskStruct process = new TaskStruct();
    private final SchedFixture.TestJob onHardware = f.submit(entity, "A");
    private final SchedFixture.TestJob queued = f.submit(entity, "B");
    private final DmaFence done = queued.fence().finished.get();

    FlushTest() {
        f.drain();
    }

    private void complete() {
        onHardware.hardware.signal();
        f.drain();
    }

    private void assertKilled() {
        complete();
        f.systemWq.runAll();
        assertTrue(queued.isFreed());
        assertEquals(-Errno.ESRCH, done.error());
        assertFalse(f.log.contains("run B"));
        assertTrue(f.violations.isEmpty(), f.violations::toString);
    }

    private void assertRan() {
        assertEquals(List.of("run A", "free A", "run B"), f.log);
        assertFalse(f.systemWq.runNext(), "nothing is killed");
        queued.hardware.signal();
        f.drain();
        assertEquals(1, done.status());
        assertTrue(f.violations.isEmpty(), f.violations::toString);
    }

    @Test
    @DisplayName("flush: a process that lives waits until its queue is empty, for longer than a second")
    void living_queueNotEmpty_waitsUntilItIs() {
        f.script.whileWaiting(() -> f.clock.advance(10 * A_SECOND), this::complete);
        entity.destroy(process);
        assertRan();
    }

    @Test
    @DisplayName("flush: it does not wait for the job on the hardware")
    void living_queueEmpty_doesNotWait() {
        complete();
        f.script.whileWaiting(() -> {
            throw new AssertionError("waits");
        });
        entity.destroy(process);
        assertFalse(done.isSignaled());
    }

    @Test
    @DisplayName("flush: SIGKILL ends the wait, and the queued jobs are killed")
    void living_killedWhileItWaits_killsTheQueue() {
        f.script.whileWaiting(process::kill);
        entity.destroy(process);
        assertKilled();
    }

    @Test
    @DisplayName("flush: a process that exits waits for a second, also if SIGKILL is the cause, then kills")
    void exiting_queueNotEmpty_waitsForASecond() {
        process.kill();
        process.exit();
        long start = f.clock.nanos();
        f.script.whileWaiting(() -> f.clock.advance(A_SECOND - 1), () -> f.clock.advance(1));
        entity.destroy(process);
        assertEquals(A_SECOND, f.clock.nanos() - start);
        assertKilled();
    }

    @Test
    @DisplayName("flush: a process that exits does not wait longer than its queue takes")
    void exiting_queueDrains_nothingKilled() {
        process.exit();
        f.script.whileWaiting(this::complete);
        entity.destroy(process);
        assertRan();
    }
}
