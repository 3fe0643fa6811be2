// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import java.util.concurrent.TimeUnit;

/**
 * How a scheduler is set up ({@code struct drm_sched_init_args}), the orders that mutants reverse, and a mend of the
 * scheduler itself.
 *
 * @param timeoutNanos how long the job at the head of the pending list may take
 * @param freeBeforeRun at restart, free work is queued before run work; the kernel does the opposite
 * @param freeBeforeCredits the free work of a done job is queued before its credits are released; the kernel does the
 *     opposite
 * @param removedStaysOut an entity that is killed while one of its jobs is popped does not come back; the kernel puts it
 *     back into the tree, and then two contexts take jobs off its queue
 * @param orders those inside the queues
 */
public record SchedOptions(
        SchedPolicy policy,
        int creditLimit,
        long timeoutNanos,
        boolean freeBeforeRun,
        boolean freeBeforeCredits,
        boolean removedStaysOut,
        SchedOrders orders) {
    /** What Rocket uses, with the kernel's orders. */
    public static final SchedOptions ROCKET =
            new SchedOptions(SchedPolicy.FIFO, 1, TimeUnit.MILLISECONDS.toNanos(500), false, false);

    /** With the kernel's orders inside the queues. */
    public SchedOptions(
            SchedPolicy policy, int creditLimit, long timeoutNanos, boolean freeBeforeRun, boolean freeBeforeCredits) {
        this(policy, creditLimit, timeoutNanos, freeBeforeRun, freeBeforeCredits, false, SchedOrders.KERNEL);
    }

    public SchedOptions withPolicy(SchedPolicy other) {
        return new SchedOptions(
                other, creditLimit, timeoutNanos, freeBeforeRun, freeBeforeCredits, removedStaysOut, orders);
    }

    public SchedOptions withTimeoutNanos(long other) {
        return new SchedOptions(policy, creditLimit, other, freeBeforeRun, freeBeforeCredits, removedStaysOut, orders);
    }

    public SchedOptions withFreeBeforeRun() {
        return new SchedOptions(policy, creditLimit, timeoutNanos, true, freeBeforeCredits, removedStaysOut, orders);
    }

    public SchedOptions withFreeBeforeCredits() {
        return new SchedOptions(policy, creditLimit, timeoutNanos, freeBeforeRun, true, removedStaysOut, orders);
    }

    public SchedOptions withRemovedStaysOut() {
        return new SchedOptions(policy, creditLimit, timeoutNanos, freeBeforeRun, freeBeforeCredits, true, orders);
    }

    public SchedOptions withOrders(SchedOrders others) {
        return new SchedOptions(
                policy, creditLimit, timeoutNanos, freeBeforeRun, freeBeforeCredits, removedStaysOut, others);
    }
}
