// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/**
 * Places where a context may be delayed and another one run: the windows that the known races need. A place has a name
 * so that a script can stop a context there and a simulation can lengthen it; it orders nothing.
 */
public enum Window {
    /** The hard IRQ handler has read the status register and has not masked yet. */
    HARD_IRQ_STATUS_READ,
    /** The IRQ thread was woken and has touched nothing yet. */
    IRQ_THREAD_WOKEN,
    /** The IRQ thread has stopped the hardware and not yet cleared the interrupt. */
    IRQ_HW_STOPPED,
    /** The IRQ thread has cleared the interrupt and not yet claimed the slot. */
    IRQ_CLEARED,
    /** The IRQ thread has read the slot and not yet written NULL to it (the read + write claim only). */
    IRQ_CLAIM_READ,
    /** The IRQ thread owns the task and has not yet loaded its done fence. */
    IRQ_CLAIMED,
    /** The IRQ thread holds the done fence and has not yet signalled it. */
    IRQ_BEFORE_SIGNAL,
    /** The IRQ thread has signalled and not yet claimed (the signal-before-claim mutant only). */
    IRQ_SIGNALLED,
    /** {@code run_job} has checked {@code cancelled} and has touched nothing yet. */
    RUN_CANCELLED_CHECKED,
    /** {@code run_job} has stored the done fence and not yet published the task. */
    RUN_BEFORE_PUBLISH,
    /** {@code run_job} has published the task and not yet written GO. */
    RUN_PUBLISHED,
    /** {@code run_job} has written GO. */
    RUN_GO,
    /** The timeout worker runs and has not looked at {@code pending_list} yet. */
    TDR_STARTED,
    /** The timeout worker has unlinked the head of {@code pending_list} and not yet called the driver. */
    TDR_UNLINKED,
    /** {@code timedout_job} has set {@code cancelled} and not yet stopped the scheduler. */
    RESET_CANCELLED_SET,
    /** {@code timedout_job} has stopped the scheduler and not yet looked at the slot. */
    RESET_STOPPED,
    /** Reset has read the slot and not yet written NULL to it (the read + write claim only). */
    RESET_CLAIM_READ,
    /** Reset has dealt with the slot and not yet asserted the hardware reset. */
    RESET_CLAIMED,
    /** The core is held in reset. */
    RESET_ASSERTED,
    /** The hardware came out of reset and the scheduler is not restarted yet. */
    RESET_BEFORE_START,
    /** {@code timedout_job} has restarted the scheduler and not yet returned. */
    RESET_STARTED,
    /** {@code drm_sched_run_*_queue} has seen {@code pause_submit} clear and not yet queued the work. */
    SCHED_PAUSE_CHECKED,
    /** {@code drm_sched_job_done} has released the credits and not yet signalled {@code finished}. */
    SCHED_CREDITS_RELEASED,
    /** {@code drm_sched_job_done} has signalled {@code finished} and not yet queued free work. */
    SCHED_FINISHED,
    /** {@code drm_sched_stop} has paused and cancelled both works and not yet walked the list. */
    SCHED_WORKS_CANCELLED,
    /** The submission path has armed a job and not yet pushed it. */
    SUBMIT_ARMED,
    /** The submission path has pushed one of several tasks. */
    SUBMIT_PUSHED
}
