// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Runtime power management of one device that uses autosuspend ({@code drivers/base/power/runtime.c}): a usage count,
 * the device's status, a suspend timer, and a request on {@code pm_wq}. As in the kernel, the count says who wants the
 * device, and the status says whether it is powered. A count of zero does not power the device down. Only a suspend
 * does, and a put asks for one through the timer.
 *
 * <p>Nothing here starts a thread. The code that plays the timer calls {@link #fireDueTimer()}, and the code that plays
 * {@code pm_wq} calls {@link #runWork()}. A get resumes the device in the caller's own context. It waits there while a
 * suspend is in progress.
 *
 * <p>An underflow is reported and undone, as in the kernel, so the count does not stay negative.
 */
public final class RuntimePm {
    /** {@code struct dev_pm_ops} of the device. Both callbacks run without {@code power.lock}. */
    public interface Callbacks {
        /** For a device that has nothing to do. */
        Callbacks NONE = new Callbacks() {};

        /**
         * {@code ->runtime_suspend()}: powers the device down.
         *
         * @return 0, or a negative error; then the device stays powered
         */
        default int suspend() {
            return 0;
        }

        /** {@code ->runtime_resume()}: powers the device up. It must not fail; {@link #failNextResume} is for that. */
        default void resume() {}
    }

    /** {@code enum rpm_status}. */
    private enum Status {
        ACTIVE,
        RESUMING,
        SUSPENDED,
        SUSPENDING
    }

    private final Kernel kernel;
    private final long autosuspendNanos;
    private final Callbacks callbacks;
    /** {@code dev->power.lock}: a suspend sees every get that came before it, or the get finds the device suspended. */
    private final SpinLock lock;

    private int usage;
    private long lastBusy;

    /** Written under lock. Others wait for a change without the lock. */
    private volatile Status status;

    // Guarded by lock.
    private boolean timerArmed;
    private long timerExpires;
    /** {@code RPM_REQ_AUTOSUSPEND} is pending on {@code pm_wq}. */
    private boolean requested;
    /** {@code power.runtime_error}: a resume failed for good, so no other one is tried. */
    private int runtimeError;

    /** Plain: set while no context runs. */
    private int nextResumeError;

    /** @param autosuspendNanos how long the device stays powered after its last use */
    public RuntimePm(Kernel kernel, long autosuspendNanos, Callbacks callbacks) {
        this.kernel = kernel;
        this.autosuspendNanos = autosuspendNanos;
        this.callbacks = callbacks;
        lock = new SpinLock(kernel, "power.lock");
        status = Status.SUSPENDED;
    }

    // --- get ---

    /**
     * {@code pm_runtime_resume_and_get()}: takes a count and powers the device.
     *
     * @return 0, or a negative error; with an error no count is held
     */
    public int resumeAndGet() {
        int error = getSync();
        if (error < 0) {
            putNoidle();
        }
        return error;
    }

    /** {@code pm_runtime_get_sync()}: like {@link #resumeAndGet()}, but the count is held even if it fails. */
    public int getSync() {
        getNoresume();
        lock.lockIrqsave();
        try {
            return resume();
        } finally {
            lock.unlockIrqrestore();
        }
    }

    /** {@code pm_runtime_get_noresume()}: takes a count and does nothing about the power. */
    public void getNoresume() {
        // atomic_inc(): relaxed, so that it publishes nothing that was stored before.
        int old;
        do {
            old = usage();
        } while (!USAGE.weakCompareAndSetPlain(this, old, old + 1));
    }

    /**
     * {@code pm_runtime_get_if_in_use()}: takes a count if the device is active and somebody holds one already. Returns
     * whether it did.
     */
    public boolean getIfInUse() {
        return getConditional(false);
    }

    /** {@code pm_runtime_get_if_active()}: takes a count if the device is active. Returns whether it did. */
    public boolean getIfActive() {
        return getConditional(true);
    }

    private boolean getConditional(boolean ignoreUsage) {
        lock.lockIrqsave();
        try {
            if (status != Status.ACTIVE) {
                return false;
            }
            int old;
            do {
                old = usage();
                if (old <= 0 && !ignoreUsage) {
                    return false;
                }
            } while (!USAGE.weakCompareAndSet(this, old, old + 1));
            return true;
        } finally {
            lock.unlockIrqrestore();
        }
    }

    // --- put ---

    /** {@code pm_runtime_put_autosuspend()}: marks the device busy and drops a count. At zero the timer starts. */
    public void putAutosuspend() {
        markLastBusy();
        kernel.violations.looked(Violation.PM_UNDERFLOW);
        int left = (int) USAGE.getAndAdd(this, -1) - 1;
        if (left < 0) {
            USAGE.getAndAdd(this, 1);
            reportUnderflow();
        } else if (left == 0) {
            lock.lockIrqsave();
            requestSuspend();
            lock.unlockIrqrestore();
        }
    }

    /** {@code pm_runtime_put_noidle()}: drops a count, never below zero. It does nothing more, not even at zero. */
    public void putNoidle() {
        int old;
        do {
            old = usage();
            if (old <= 0) {
                reportUnderflow();
                return;
            }
        } while (!USAGE.weakCompareAndSet(this, old, old - 1));
    }

    private void reportUnderflow() {
        kernel.violations.report(Violation.PM_UNDERFLOW, "runtime-PM put without a get");
    }

    /** {@code pm_runtime_mark_last_busy()}: the autosuspend delay begins again. */
    public void markLastBusy() {
        LAST_BUSY.setOpaque(this, kernel.clock.nanos());
    }

    // --- what the kernel does by itself ---

    /**
     * {@code pm_suspend_timer_fn()}: the timer expires if its time has come. If the device was used since, the timer
     * starts again, else the suspend is queued.
     *
     * @return whether it expired
     */
    public boolean fireDueTimer() {
        lock.lockIrqsave();
        try {
            if (!timerArmed || kernel.clock.nanos() - timerExpires < 0) {
                return false;
            }
            timerArmed = false;
            requestSuspend();
            return true;
        } finally {
            lock.unlockIrqrestore();
        }
    }

    /**
     * {@code pm_runtime_work()}: {@code pm_wq} carries out the suspend that was queued. Only one context at a time plays
     * it.
     *
     * @return false if none was queued
     */
    public boolean runWork() {
        lock.lockIrqsave();
        try {
            if (!requested) {
                return false;
            }
            requested = false;
            suspend();
            return true;
        } finally {
            lock.unlockIrqrestore();
        }
    }

    // --- with the lock held ---

    /** {@code rpm_resume()}, synchronous. */
    private int resume() {
        while (true) {
            if (runtimeError != 0) {
                return -Errno.EINVAL;
            }
            // A timer that runs is left alone. When it expires, it looks at the count.
            requested = false;
            if (status == Status.ACTIVE) {
                return 0;
            }
            if (status == Status.SUSPENDED) {
                return resumeNow();
            }
            lock.unlockIrqrestore();
            kernel.preemption.await(() -> status == Status.ACTIVE || status == Status.SUSPENDED);
            lock.lockIrqsave();
        }
    }

    private int resumeNow() {
        status = Status.RESUMING;
        lock.unlockIrqrestore();
        kernel.preemption.at(PowerWindow.RESUMING);
        int error = nextResumeError;
        nextResumeError = 0;
        if (error == 0) {
            callbacks.resume();
        }
        lock.lockIrqsave();
        if (error != 0) {
            if (!isTransient(error)) {
                runtimeError = error;
            }
            cancelPending();
        }
        status = error == 0 ? Status.ACTIVE : Status.SUSPENDED;
        return error;
    }

    /** {@code rpm_suspend(RPM_ASYNC | RPM_AUTO)}. */
    private void requestSuspend() {
        if (isSuspendAllowed() && !armTimer()) {
            cancelPending();
            requested = status != Status.SUSPENDING;
        }
    }

    /** {@code rpm_suspend(RPM_NOWAIT | RPM_AUTO)}. */
    private void suspend() {
        int error;
        do {
            if (!isSuspendAllowed() || status == Status.RESUMING || armTimer()) {
                return;
            }
            cancelPending();
            if (status == Status.SUSPENDING) {
                return;
            }
            status = Status.SUSPENDING;
            lock.unlockIrqrestore();
            kernel.preemption.at(PowerWindow.SUSPENDING);
            error = callbacks.suspend();
            lock.lockIrqsave();
            if (error == 0) {
                status = Status.SUSPENDED;
                timerArmed = false;
                return;
            }
            status = Status.ACTIVE;
            // The kernel tries again only if the device was used meanwhile. Otherwise it waits for the next put.
        } while (isTransient(error) && !isDelayOver());
        if (!isTransient(error)) {
            runtimeError = error;
        }
    }

    /** {@code rpm_check_suspend_allowed()}. */
    private boolean isSuspendAllowed() {
        return runtimeError == 0 && usage() <= 0 && status != Status.SUSPENDED;
    }

    /** Starts the timer, unless the delay is over already. A timer that expires earlier is left alone. */
    private boolean armTimer() {
        if (status == Status.SUSPENDING || isDelayOver()) {
            return false;
        }
        requested = false;
        long expires = (long) LAST_BUSY.getOpaque(this) + autosuspendNanos;
        if (!timerArmed || timerExpires - expires > 0) {
            timerExpires = expires;
        }
        timerArmed = true;
        return true;
    }

    /** {@code pm_runtime_autosuspend_expiration()} is 0. */
    private boolean isDelayOver() {
        return kernel.clock.nanos() - (long) LAST_BUSY.getOpaque(this) >= autosuspendNanos;
    }

    /** {@code pm_runtime_cancel_pending()}. */
    private void cancelPending() {
        timerArmed = false;
        requested = false;
    }

    private static boolean isTransient(int error) {
        return error == -Errno.EAGAIN || error == -Errno.EBUSY;
    }

    // --- what others see ---

    /** {@code atomic_read(&dev->power.usage_count)}. */
    public int usage() {
        return (int) USAGE.getOpaque(this);
    }

    /** {@code pm_runtime_active()}. */
    public boolean isActive() {
        return status == Status.ACTIVE;
    }

    /** A suspend is queued on {@code pm_wq}. */
    public boolean isSuspendRequested() {
        lock.lockIrqsave();
        try {
            return requested;
        } finally {
            lock.unlockIrqrestore();
        }
    }

    /** Nobody holds the device, and it is suspended or about to be. */
    public boolean isIdle() {
        lock.lockIrqsave();
        try {
            return usage() == 0 && (status == Status.SUSPENDED || timerArmed || requested);
        } finally {
            lock.unlockIrqrestore();
        }
    }

    /** How long the device stays powered after its last use. */
    public long autosuspendNanos() {
        return autosuspendNanos;
    }

    /**
     * The next resume of the suspended device returns {@code error} (negative). After an error other than -EAGAIN and
     * -EBUSY every get fails, as in the kernel.
     */
    public void failNextResume(int error) {
        nextResumeError = error;
    }

    /** Re-initialises this in place. No context may run. */
    public void init() {
        lock.init();
        USAGE.set(this, 0);
        LAST_BUSY.set(this, 0L);
        status = Status.SUSPENDED;
        timerArmed = false;
        timerExpires = 0;
        requested = false;
        runtimeError = 0;
        nextResumeError = 0;
    }

    // VarHandle mechanics
    private static final VarHandle USAGE = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "usage", VarHandle.class, RuntimePm.class, int.class);
    private static final VarHandle LAST_BUSY = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "lastBusy", VarHandle.class, RuntimePm.class, long.class);
}
