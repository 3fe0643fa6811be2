// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * {@code spinlock_t}: acquire on lock, release on unlock; not recursive, not fair.
 *
 * <p>A context that takes a lock which it holds, or that waits in a circle, would wait for ever. The lock reports {@code
 * DEADLOCK}, and the context goes on as if it had the lock, so that a run ends. What the model does after that means
 * nothing.
 */
public final class SpinLock implements Awaited {
    private final Kernel kernel;
    private final String name;
    /**
     * The id of the holder's thread; 0 for none. It is no reference, because some garbage collectors store a reference
     * with a fence, and a fence would hide what a weak order shows.
     */
    private long owner;

    /** Plain: how many unlocks belong to a lock that would never have been had. */
    private int excess;

    /** @param name as the kernel's source has it */
    public SpinLock(Kernel kernel, String name) {
        this.kernel = kernel;
        this.name = name;
    }

    /** A lock that no report has to name. */
    public SpinLock(Kernel kernel) {
        this(kernel, "a lock");
    }

    public void lock() {
        if (!OWNER.weakCompareAndSetAcquire(this, 0L, Thread.currentThread().getId())) {
            lockContended();
        }
        kernel.preemption.locked(this);
    }

    private void lockContended() {
        do {
            if (!kernel.await(this, () -> (long) OWNER.getOpaque(this) == 0)) {
                excess++;
                return;
            }
        } while (!OWNER.weakCompareAndSetAcquire(
                this, 0L, Thread.currentThread().getId()));
    }

    public void unlock() {
        kernel.preemption.unlocked(this);
        if (excess > 0) {
            excess--;
            return;
        }
        OWNER.setRelease(this, 0L);
    }

    /** {@code spin_lock_irqsave()}: the same, with interrupts off until {@link #unlockIrqrestore()}. */
    public void lockIrqsave() {
        kernel.preemption.interruptsOff();
        lock();
    }

    /** {@code spin_unlock_irqrestore()}. */
    public void unlockIrqrestore() {
        unlock();
        kernel.preemption.interruptsOn();
    }

    @Override
    public String words() {
        return name;
    }

    @Override
    @Ghost
    public long holder() {
        return (long) OWNER.getOpaque(this);
    }

    @Override
    public String toString() {
        return name;
    }

    /** {@code spin_lock_init()}: plain; before the lock is shared. */
    public void init() {
        OWNER.set(this, 0L);
        excess = 0;
    }

    // VarHandle mechanics
    private static final VarHandle OWNER = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "owner", VarHandle.class, SpinLock.class, long.class);
}
