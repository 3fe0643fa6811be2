// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.harness;

import java.util.concurrent.TimeUnit;
import racy.driver.RocketCore;
import racy.kernel.Preemption;

/**
 * Between samples' contexts the hardware is nobody's: it moves when the sample is settled. But a context may sleep until
 * the hardware has done something, as {@code drm_sched_stop()} does for a task that was started behind its back. So once a
 * context has slept for long enough that the sample's other contexts are through, the hardware moves on, and the CPU
 * takes its interrupt.
 */
public class LiveHardware extends Preemption {
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int PATIENCE = 20;

    private DriverHarness driver;
    private int naps;

    final void attach(DriverHarness owner) {
        driver = owner;
    }

    /** For the next sample. */
    final void init() {
        naps = 0;
    }

    @Override
    public final void park(Object blocker, long nanos) {
        super.park(blocker, Math.min(nanos, NAP_NANOS));
        if (++naps > PATIENCE) {
            driver.device().cores().forEach(LiveHardware::move);
        }
    }

    private static void move(RocketCore core) {
        core.npu.complete();
        core.irq.deliver();
        // One IRQ thread a line: not while another context runs it.
        if (core.irq.isThreadOnlyWoken()) {
            core.irq.runThread();
        }
    }
}
