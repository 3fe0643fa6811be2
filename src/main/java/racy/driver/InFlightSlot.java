// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/**
 * How run_job hands the task on the hardware to whoever deals with its end: the IRQ thread, or reset. Each core has one,
 * made as its {@link Design#slot} says; its fields are the slot's own.
 *
 * @param <C> what a claimer gets to own
 */
public interface InFlightSlot<C> {
    /** What it holds of a task. */
    InFlightPayload<C> payload();

    /** run_job, with the slot empty and the done fence stored. */
    void publish(RocketTask task);

    /** The IRQ thread takes what is in flight; null if nothing is, or it is not its own. */
    C claimInIrq();

    /** Reset, with the scheduler stopped, takes what is in flight. */
    C claimInReset();

    /** The hard IRQ handler, once it knows that the core raised the interrupt. */
    default void hardIrq() {}

    /** READ_ONCE: whether it holds nothing. */
    boolean isEmpty();

    /** For reuse in place, with no context running: empty, as made. */
    void init();
}
