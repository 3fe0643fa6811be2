// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.kernel.ThreadedIrq;

/**
 * With the interrupt line disabled nobody else completes a task. Then a completion that nobody has handled yet is
 * handled here, and a task that is done, or has not had its time, is left alone. What completes after this look cannot be
 * told from a hang.
 */
public final class HangRecheck extends IrqDisabled {
    @Override
    public void started(PatchedDriver driver, RocketTask task) {
        // After GO: what came before does not count as time on the hardware.
        task.storeReleaseStartedNanos(driver.kernel().clock.nanos());
    }

    @Override
    public boolean beforeStop(PatchedDriver driver, RocketCore core, RocketTask bad) {
        super.beforeStop(driver, core, bad);
        // The clock first: what has completed by then is seen below.
        long started = bad.loadAcquireStartedNanos();
        boolean hadItsTime = started != 0
                && driver.kernel().clock.nanos() - started
                        >= core.sched.options().timeoutNanos();
        // A task in flight holds the power, so the registers may be touched.
        if (!core.slot.isEmpty() && driver.hardIrq(core) == ThreadedIrq.Return.WAKE_THREAD) {
            driver.irqThread(core);
        }
        // Not finished: run_job's worker may not have told the scheduler of a completion yet.
        boolean hung = hadItsTime && !bad.doneFence().isSignaled();
        if (!hung) {
            core.irq.enable();
        }
        return hung;
    }
}
