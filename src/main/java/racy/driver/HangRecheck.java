// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.kernel.ThreadedIrq;

/**
 * While the interrupt line is disabled, no other context completes a task. So this one handles a completion that nobody
 * has handled yet. It leaves a task alone that is done or that has not had its full time. A completion that comes after
 * this check looks the same as a hang.
 *
 * <p>A reset cancels a task without signalling its done fence. Such a task is done too, and waits to be freed. The next
 * task may have the hardware already.
 *
 * <p>The scheduler's timer starts before {@code run_job}, so it expires before the task has had its full time on the
 * hardware. A timer of the driver's own then calls {@code drm_sched_fault()} when the rest has passed. A real hang is
 * found as soon as the task has had its time.
 */
public final class HangRecheck extends IrqDisabled {
    @Override
    public void started(PatchedDriver driver, RocketTask task) {
        // After GO, because the time before GO is not time on the hardware.
        task.storeReleaseStartedNanos(driver.kernel().clock.nanos());
    }

    @Override
    public boolean beforeStop(PatchedDriver driver, RocketCore core, RocketTask bad) {
        super.beforeStop(driver, core, bad);
        // The clock is read first, so every completion up to that time is seen below.
        long started = bad.loadAcquireStartedNanos();
        long now = driver.kernel().clock.nanos();
        long timeout = core.sched.options().timeoutNanos();
        boolean hadItsTime = started != 0 && now - started >= timeout;
        driver.judge.looking(bad);
        // A task in flight holds the power, so the registers may be touched.
        if (!core.slot.isEmpty() && driver.hardIrq(core) == ThreadedIrq.Return.WAKE_THREAD) {
            driver.irqThread(core);
        }
        // Both are asked. run_job's worker may not have told the scheduler of a completion yet, and a reset does not
        // signal the done fence.
        boolean hung = hadItsTime
                && !bad.doneFence().isSignaled()
                && !bad.fence().finished.isSignaled();
        if (!hung) {
            if (started != 0 && !hadItsTime) {
                // The scheduler would look again only after another whole timeout.
                core.recheck.modify(started + timeout - now);
            }
            core.irq.enable();
        }
        return hung;
    }
}
