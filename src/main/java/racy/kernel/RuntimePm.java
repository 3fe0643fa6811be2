// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Runtime power management of one device ({@code drivers/base/power/runtime.c}): a usage count, and whether the device
 * is powered. The autosuspend delay ends when somebody calls {@link #autosuspend()}. An underflow is reported and
 * undone, as in the kernel, so the count does not stay negative.
 */
public final class RuntimePm {
    private final Kernel kernel;
    /** {@code dev->power.lock}: a suspend sees every get that came before it, or the get finds the device suspended. */
    private final SpinLock lock;

    private int usage;

    // Written under lock.
    private volatile boolean powered;
    /** A put through the autosuspend path reached zero, so the suspend timer is running. */
    private volatile boolean suspendScheduled;

    /** Plain: set while no context runs. */
    private int nextResumeError;

    public RuntimePm(Kernel kernel) {
        this.kernel = kernel;
        lock = new SpinLock(kernel, "power.lock");
    }

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
        // atomic_inc(): relaxed, so that it publishes nothing that was stored before.
        int old;
        do {
            old = usage();
        } while (!USAGE.weakCompareAndSetPlain(this, old, old + 1));
        lock.lockIrqsave();
        try {
            int error = nextResumeError;
            if (error != 0) {
                nextResumeError = 0;
                return error;
            }
            powered = true;
            suspendScheduled = false;
            return 0;
        } finally {
            lock.unlockIrqrestore();
        }
    }

    /** {@code pm_runtime_get_if_in_use()}: takes a count if somebody holds one already. Returns whether it did. */
    public boolean getIfInUse() {
        int old;
        do {
            old = usage();
            if (old <= 0) {
                return false;
            }
        } while (!USAGE.weakCompareAndSet(this, old, old + 1));
        return true;
    }

    /** {@code pm_runtime_put_autosuspend()}: drops a count. At zero the suspend timer starts. */
    public void putAutosuspend() {
        int left = (int) USAGE.getAndAdd(this, -1) - 1;
        if (left < 0) {
            USAGE.getAndAdd(this, 1);
            reportUnderflow();
        } else if (left == 0) {
            lock.lockIrqsave();
            // rpm_suspend() checks again, because somebody may have taken a count since.
            if (usage() == 0 && powered) {
                suspendScheduled = true;
            }
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

    /** The suspend timer expires. The device is powered down if nobody uses it. */
    public void autosuspend() {
        lock.lockIrqsave();
        if (suspendScheduled && usage() == 0) {
            suspendScheduled = false;
            powered = false;
        }
        lock.unlockIrqrestore();
    }

    /** {@code atomic_read(&dev->power.usage_count)}. */
    public int usage() {
        return (int) USAGE.getOpaque(this);
    }

    public boolean isPowered() {
        return powered;
    }

    /** Nobody holds the device, and it is suspended or about to be. */
    public boolean isIdle() {
        return usage() == 0 && (!powered || suspendScheduled);
    }

    /** The next resume returns {@code error} (negative). */
    public void failNextResume(int error) {
        nextResumeError = error;
    }

    /** Re-initialises this in place. No context may run. */
    public void init() {
        lock.init();
        USAGE.set(this, 0);
        powered = false;
        suspendScheduled = false;
        nextResumeError = 0;
    }

    // VarHandle mechanics
    private static final VarHandle USAGE = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "usage", VarHandle.class, RuntimePm.class, int.class);
}
