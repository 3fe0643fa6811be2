// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import java.util.function.UnaryOperator;
import racy.driver.DriverQueue;
import racy.kernel.PendingOrder;
import racy.sched.SchedOrders;

/** The variants that change an order inside the scheduler, its workqueues or the fences' lock, not the driver's code. */
final class SchedulerInternals {
    static final Variant TAIL_BEFORE_COUNT = order(
            "tail-before-count",
            "a push links the job before it raises the queue's count",
            "why spsc_queue_push() raises the count first",
            SchedOrders::withTailBeforeCount);

    static final Variant LAST_SCHEDULED_LATE = order(
            "last-scheduled-late",
            "the scheduler stores last_scheduled after it has dequeued the job",
            "why last_scheduled is stored before the dequeue",
            SchedOrders::withLastScheduledLate);

    static final Variant PENDING_AFTER_RUN = order(
            "pending-after-run",
            "a workqueue clears an item's pending bit after the item ran",
            "why the pending bit is cleared before the item runs",
            orders -> orders.withPending(PendingOrder.CLEARED_AFTER_RUN));

    static final Variant PENDING_WITHOUT_BARRIER = order(
            "pending-without-barrier",
            "a workqueue clears an item's pending bit without a barrier",
            "why a full barrier follows when the pending bit is cleared",
            orders -> orders.withPending(PendingOrder.CLEARED_WITHOUT_BARRIER));

    static final Variant QUEUE_UNDER_FENCE_LOCK = Variant.mutant(
            "queue-under-fence-lock",
            "a callback on the done fence takes the fences' lock, which also guards a queue of the driver",
            "why a driver's queue needs a lock of its own",
            design -> design.driverQueue = DriverQueue::withFenceLock);

    static final Variant QUEUE_UNDER_OWN_LOCK = Variant.fix(
            "queue-under-own-lock",
            "a callback on the done fence takes the own lock of a queue of the driver",
            "a fence's callback must not take the fence's lock",
            design -> design.driverQueue = DriverQueue::withOwnLock);

    private SchedulerInternals() {}

    private static Variant order(String id, String difference, String answer, UnaryOperator<SchedOrders> change) {
        return Variant.mutant(
                id,
                difference,
                answer,
                design -> design.sched = design.sched.withOrders(change.apply(design.sched.orders())));
    }
}
