// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import racy.kernel.PendingOrder;

/**
 * The orders of steps inside the scheduler and its workqueues that mutants change.
 *
 * @param tailBeforeCount {@code spsc_queue_push()} swaps the tail and links the job before it raises the count; the
 *     kernel raises the count first
 * @param lastScheduledLate {@code drm_sched_entity_pop_job()} stores {@code last_scheduled} after the dequeue; the kernel
 *     stores it before, with a write barrier between the two
 * @param pending when a workqueue clears the pending bit
 */
public record SchedOrders(boolean tailBeforeCount, boolean lastScheduledLate, PendingOrder pending) {
    public static final SchedOrders KERNEL = new SchedOrders(false, false, PendingOrder.CLEARED_THEN_BARRIER);

    public SchedOrders withTailBeforeCount() {
        return new SchedOrders(true, lastScheduledLate, pending);
    }

    public SchedOrders withLastScheduledLate() {
        return new SchedOrders(tailBeforeCount, true, pending);
    }

    public SchedOrders withPending(PendingOrder other) {
        return new SchedOrders(tailBeforeCount, lastScheduledLate, other);
    }
}
