// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/** When a workqueue clears an item's pending bit ({@code WORK_STRUCT_PENDING}). */
public enum PendingOrder {
    /**
     * As in the kernel: before the item runs, with a full barrier between the two ({@code
     * set_work_pool_and_clear_pending()}). So the item sees whatever was stored before a {@code queue_work()} that found
     * the bit set.
     */
    CLEARED_THEN_BARRIER,
    /** A mutant: before the item runs, without a barrier. */
    CLEARED_WITHOUT_BARRIER,
    /** A mutant: after the item ran. */
    CLEARED_AFTER_RUN
}
