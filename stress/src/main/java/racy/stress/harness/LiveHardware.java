// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.harness;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import racy.driver.RocketCore;
import racy.fence.DmaFence;
import racy.kernel.Preemption;

/**
 * Bounds the waits of a sample's contexts.
 *
 * <p>While a sample runs, no context plays the hardware unless one of its actors does. The hardware moves when the
 * sample is settled. But a context may sleep until the hardware has done something. {@code drm_sched_stop()} does so
 * for a task that was started after it had looked. So when a context has slept long enough for the other contexts of
 * the sample to end, the hardware moves, and the CPU takes its interrupt.
 */
public class LiveHardware extends Preemption {
    /** How often a context checks for what another one is about to do. Then it goes on without it. */
    private static final int POLLS = 200;

    /** Within this time the sample's other contexts have ended. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private DriverHarness driver;

    final void attach(DriverHarness owner) {
        driver = owner;
    }

    @Override
    public final boolean tryAwait(BooleanSupplier condition) {
        for (int i = 0; i < POLLS; i++) {
            if (condition.getAsBoolean()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    @Override
    public final void park(Object blocker, long nanos) {
        long start = System.nanoTime();
        super.park(blocker, Math.min(nanos, PATIENCE_NANOS));
        boolean wokenUp = ((DmaFence) blocker).peekSignaled();
        if (!wokenUp && System.nanoTime() - start >= PATIENCE_NANOS) {
            driver.device().cores().forEach(LiveHardware::move);
        }
    }

    private static void move(RocketCore core) {
        core.npu.complete();
        core.irq.deliver();
        // There is one IRQ thread for each line, so this must not run while another context runs it.
        if (core.irq.isThreadOnlyWoken()) {
            core.irq.runThread();
        }
    }
}
