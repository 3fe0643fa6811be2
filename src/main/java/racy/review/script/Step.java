// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import racy.kernel.Violation;
import racy.kernel.Window;

/**
 * One row of a trace.
 *
 * @param context who
 * @param what in a few words
 * @param violation what was reported, for {@link Kind#VIOLATION}; else null
 */
public record Step(String context, Kind kind, String what, Violation violation) {
    /** What kind of row it is. */
    public enum Kind {
        /** The context passed a window. */
        WINDOW,
        /** A step that the script does not look into: the hardware, user space. */
        ACTION,
        /** The model reported a violation. */
        VIOLATION,
        /** The context waits for another one. */
        WAITS,
        /** The context died of an exception. */
        OOPS,
        /** The context returned. */
        RETURNS
    }

    static Step of(String context, Kind kind, String what) {
        return new Step(context, kind, what, null);
    }

    static Step at(String context, Window window) {
        return of(context, Kind.WINDOW, words(window));
    }

    static Step violation(String context, Violation violation, String detail) {
        return new Step(context, Kind.VIOLATION, violation + " (" + detail + ")", violation);
    }

    private static String words(Window window) {
        return switch (window) {
            case HARD_IRQ_STATUS_READ -> "status read";
            case IRQ_THREAD_WOKEN -> "IRQ thread begins";
            case IRQ_HW_STOPPED -> "OPERATION_ENABLE=0";
            case IRQ_CLEARED -> "INTERRUPT_CLEAR";
            case IRQ_CLAIM_READ, RESET_CLAIM_READ -> "READ_ONCE(slot)";
            case IRQ_CLAIMED -> "slot claimed";
            case IRQ_BEFORE_SIGNAL -> "about to signal";
            case IRQ_SIGNALLED -> "done_fence signalled";
            case RUN_CANCELLED_CHECKED -> "run_job: not cancelled";
            case RUN_BEFORE_PUBLISH -> "about to publish";
            case RUN_PUBLISHED -> "task published";
            case RUN_GO -> "GO";
            case TDR_STARTED -> "timeout worker begins";
            case TDR_UNLINKED -> "takes pending head";
            case RESET_CANCELLED_SET -> "timedout_job()";
            case RESET_STOPPED -> "drm_sched_stop() done";
            case RESET_CLAIMED -> "slot dealt with";
            case RESET_ASSERTED -> "hardware reset";
            case RESET_BEFORE_START -> "out of reset";
            case RESET_STARTED -> "drm_sched_start() done";
            case SCHED_PAUSE_CHECKED -> "pause_submit is clear";
            case SCHED_CREDITS_RELEASED -> "credits released";
            case SCHED_FINISHED -> "finished signalled";
            case SCHED_WORKS_CANCELLED -> "stop: works cancelled";
            case SUBMIT_ARMED -> "task armed";
            case SUBMIT_PUSHED -> "task pushed";
        };
    }
}
