// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** {@code struct work_struct}: an item that is queued at most once at a time. It may be queued again while it runs. */
public class Work {
    final String name;
    private final Runnable function;

    /** Whoever sets it queues the item. */
    private boolean pending;

    // Guarded by the lock of the queue that the item is used on.
    boolean linked;
    long ticket;
    int disabled;
    Work next;

    public Work(String name, Runnable function) {
        this.name = name;
        this.function = function;
    }

    void run() {
        function.run();
    }

    /** {@code test_and_set_bit(WORK_STRUCT_PENDING_BIT)}: returns whether it was set before. */
    final boolean testAndSetPending() {
        return (boolean) PENDING.getAndSet(this, true);
    }

    /**
     * {@code set_work_pool_and_clear_pending()}: a store between {@code smp_wmb()} and {@code smp_mb()}. An exchange has
     * the same effect in Java: it reads from a {@link #testAndSetPending()} that found the bit set, so that the item sees
     * what was stored before.
     */
    final void clearPending() {
        PENDING.getAndSet(this, false);
    }

    /** A mutant of {@link #clearPending()}: only the store. */
    final void clearPendingWithoutBarrier() {
        PENDING.setOpaque(this, false);
    }

    /** {@code work_pending()}. */
    final boolean isPending() {
        return (boolean) PENDING.getOpaque(this);
    }

    /** Stops the timer, if this item has one and it runs. Returns whether it did. */
    boolean disarm() {
        return false;
    }

    /** Re-initialises this in place. No context may run. */
    public void init() {
        PENDING.set(this, false);
        linked = false;
        ticket = 0;
        disabled = 0;
        next = null;
    }

    @Override
    public String toString() {
        return name;
    }

    // VarHandle mechanics
    private static final VarHandle PENDING = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "pending", VarHandle.class, Work.class, boolean.class);
}
