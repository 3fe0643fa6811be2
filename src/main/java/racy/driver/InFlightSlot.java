// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.fence.DmaFence;
import racy.kernel.Ghost;

/**
 * Hands the task on the hardware from {@code run_job} to the context that handles its end: the IRQ thread, or reset.
 * Each core has one slot, made by {@link Design#slot}. The slot's fields belong to the slot alone.
 *
 * @param <C> what a claimer owns after the claim
 */
public interface InFlightSlot<C> {
    /** What the slot holds for a task. */
    InFlightPayload<C> payload();

    /** Called by {@code run_job}, when the slot is empty and the done fence is stored. */
    void publish(RocketTask task);

    /**
     * The IRQ thread takes the task in flight. Returns null if there is none, or if it belongs to another interrupt.
     */
    C claimInIrq();

    /** Reset takes the task in flight, with the scheduler stopped. */
    C claimInReset();

    /** Called by the hard IRQ handler once it knows that the core raised the interrupt. */
    default void hardIrq() {}

    /** READ_ONCE: whether the slot is empty. */
    boolean isEmpty();

    /** Ghost: the fence that the slot owns a reference to, or null. No context may run. */
    @Ghost
    default DmaFence heldFence() {
        return null;
    }

    /** Re-initialises the slot in place, empty. No context may run. */
    void init();
}
