// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.fence.DmaFence;
import racy.kernel.Preemption;

/**
 * How run_job hands the task on the hardware to whoever deals with its end: the IRQ thread, or reset.
 *
 * @param <C> what a claimer gets to own
 */
public interface InFlightSlot<C> {
    /** run_job, with the slot empty and the done fence stored. */
    void publish(RocketCore core, RocketTask task);

    /** The IRQ thread takes what is in flight; null if nothing is, or it is not its own. */
    C claimInIrq(RocketCore core, Preemption preemption);

    /** Reset, with the scheduler stopped, takes what is in flight. */
    C claimInReset(RocketCore core, Preemption preemption);

    /** The fence to signal. */
    DmaFence doneFence(C claimed);

    /** Ghost: the task that was claimed. */
    RocketTask unit(C claimed);

    /** The hard IRQ handler, once it knows that the core raised the interrupt. */
    default void hardIrq(RocketCore core) {}

    /** The claimer is done with what it owns. */
    default void drop(C claimed) {}
}
