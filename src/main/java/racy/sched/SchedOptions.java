// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import java.util.concurrent.TimeUnit;

/**
 * How a scheduler is set up ({@code struct drm_sched_init_args}), the two orders that mutants reverse, and a fix.
 *
 * @param timeoutNanos how long the job at the head of the pending list may take
 * @param freeBeforeRun at restart, free work is queued before run work; the kernel does the opposite
 * @param freeBeforeCredits the free work of a done job is queued before its credits are released; the kernel does the
 *     opposite
 * @param keepsStoppedOut an entity that is killed while the worker takes a job from it does not come back to the run
 *     queue; in the kernel it does
 */
public record SchedOptions(
        SchedPolicy policy,
        int creditLimit,
        long timeoutNanos,
        boolean freeBeforeRun,
        boolean freeBeforeCredits,
        boolean keepsStoppedOut) {
    /** As in the kernel, a killed entity may come back. */
    public SchedOptions(
            SchedPolicy policy, int creditLimit, long timeoutNanos, boolean freeBeforeRun, boolean freeBeforeCredits) {
        this(policy, creditLimit, timeoutNanos, freeBeforeRun, freeBeforeCredits, false);
    }

    /** What Rocket uses, with the kernel's orders. */
    public static final SchedOptions ROCKET =
            new SchedOptions(SchedPolicy.FIFO, 1, TimeUnit.MILLISECONDS.toNanos(500), false, false);

    public SchedOptions withPolicy(SchedPolicy other) {
        return new SchedOptions(other, creditLimit, timeoutNanos, freeBeforeRun, freeBeforeCredits, keepsStoppedOut);
    }

    public SchedOptions withTimeoutNanos(long other) {
        return new SchedOptions(policy, creditLimit, other, freeBeforeRun, freeBeforeCredits, keepsStoppedOut);
    }

    public SchedOptions withFreeBeforeRun() {
        return new SchedOptions(policy, creditLimit, timeoutNanos, true, freeBeforeCredits, keepsStoppedOut);
    }

    public SchedOptions withFreeBeforeCredits() {
        return new SchedOptions(policy, creditLimit, timeoutNanos, freeBeforeRun, true, keepsStoppedOut);
    }

    public SchedOptions withStoppedKeptOut() {
        return new SchedOptions(policy, creditLimit, timeoutNanos, freeBeforeRun, freeBeforeCredits, true);
    }
}
