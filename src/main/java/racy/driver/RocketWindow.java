// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.kernel.Window;

/** Windows in the Rocket driver: its interrupt handlers, {@code run_job}, reset and submission. */
public enum RocketWindow implements Window {
    /** The hard IRQ handler has read the status register and has not masked yet. */
    HARD_IRQ_STATUS_READ("status read"),
    /** The IRQ thread was woken and has touched nothing yet. */
    IRQ_THREAD_WOKEN("IRQ thread begins"),
    /** The IRQ thread has stopped the hardware and not yet cleared the interrupt. */
    IRQ_HW_STOPPED("OPERATION_ENABLE=0"),
    /** The IRQ thread has cleared the interrupt and not yet claimed the slot. */
    IRQ_CLEARED("INTERRUPT_CLEAR"),
    /** The IRQ thread has read the slot and not yet written NULL to it (the read + write claim only). */
    IRQ_CLAIM_READ("READ_ONCE(slot)"),
    /** The IRQ thread owns the task and has not yet loaded its done fence. */
    IRQ_CLAIMED("slot claimed"),
    /** The IRQ thread holds the done fence and has not yet signalled it. */
    IRQ_BEFORE_SIGNAL("about to signal"),
    /** The IRQ thread has signalled and is not done with the task or the slot (mutants only). */
    IRQ_SIGNALLED("done_fence signalled"),
    /** {@code run_job} has checked {@code cancelled} and has touched nothing yet. */
    RUN_CANCELLED_CHECKED("run_job: not cancelled"),
    /** {@code run_job} has stored the done fence and not yet published the task. */
    RUN_BEFORE_PUBLISH("about to publish"),
    /** {@code run_job} has published the task and not yet written GO. */
    RUN_PUBLISHED("task published"),
    /** {@code run_job} has written GO. */
    RUN_GO("GO"),
    /** {@code timedout_job} has set {@code cancelled} and not yet stopped the scheduler. */
    RESET_CANCELLED_SET("timedout_job()"),
    /** {@code timedout_job} has stopped the scheduler and not yet looked at the slot. */
    RESET_STOPPED("drm_sched_stop() done"),
    /** Reset has read the slot and not yet written NULL to it (the read + write claim only). */
    RESET_CLAIM_READ("READ_ONCE(slot)"),
    /** Reset has dealt with the slot and not yet asserted the hardware reset. */
    RESET_CLAIMED("slot dealt with"),
    /** The core is held in reset. */
    RESET_ASSERTED("hardware reset"),
    /** The hardware came out of reset and the scheduler is not restarted yet. */
    RESET_BEFORE_START("out of reset"),
    /** {@code timedout_job} has restarted the scheduler and not yet returned. */
    RESET_STARTED("drm_sched_start() done"),
    /** The submission path has armed a job and not yet pushed it. */
    SUBMIT_ARMED("task armed"),
    /** The submission path has pushed one of several tasks. */
    SUBMIT_PUSHED("task pushed");

    private final String words;

    RocketWindow(String words) {
        this.words = words;
    }

    @Override
    public String words() {
        return words;
    }
}
