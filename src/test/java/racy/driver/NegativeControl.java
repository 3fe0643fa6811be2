// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import racy.kernel.Violation;
import racy.sched.SchedWindow;

/**
 * What the review doubts and what holds. A control says on how many occasions the simulation looked.
 *
 * @param broken whether the result shows that it does not hold
 * @param asPosted whether it holds for the patch as posted too
 */
record NegativeControl(
        String name, Predicate<SimulationResult> broken, boolean asPosted, ToLongFunction<SimulationResult> occasions) {

    static final List<NegativeControl> ALL = List.of(
            always("xchg against xchg: one owner", seen(Violation.DOUBLE_CLAIM), looks(Violation.DOUBLE_CLAIM)),
            always("PM is balanced", seen(Violation.PM_UNDERFLOW), looks(Violation.PM_UNDERFLOW)),
            always(
                    "kref_get in the push loop while tasks are freed",
                    result -> result.sightings().stream()
                            .anyMatch(sighting -> sighting.violation() == Violation.USE_AFTER_FREE
                                    && sighting.role().startsWith("submitter")),
                    SimulationResult::freedDuringPush),
            always(
                    "cancelled is seen after stop and start",
                    seen(Violation.CANCELLED_STARTED),
                    // A task that is on the pending list and does not pass the check was refused.
                    result -> result.passed(SchedWindow.RUN_JOB_PENDING)
                            - result.passed(RocketWindow.RUN_CANCELLED_CHECKED)),
            always(
                    "done_fence through the own interrupt",
                    seen(Violation.NULL_DONE_FENCE),
                    looks(Violation.NULL_DONE_FENCE)),
            always(
                    "job->core through the last put: each attach has its detach",
                    NegativeControl::isAttachedForEver,
                    SimulationResult::completed),
            always(
                    "slot hand-over through the credits",
                    seen(Violation.LOST_TASK),
                    result -> result.passed(RocketWindow.RUN_PUBLISHED)),
            always("set_error before signal", result -> result.warnings() > 0, looks(Violation.INNOCENT_KILLED)),
            new NegativeControl(
                    "the slot is never overwritten",
                    seen(Violation.HW_OVERLAP).or(seen(Violation.SLOT_OVERWRITTEN)),
                    false,
                    looks(Violation.HW_OVERLAP)));

    /** An inference whose memory is freed too early, as R3 and R19 do it, may never come to its last put. */
    private static boolean isAttachedForEver(SimulationResult result) {
        return !result.kinds().contains(Violation.USE_AFTER_FREE)
                && !result.kinds().contains(Violation.DOUBLE_FREE)
                && result.sightings().stream()
                        .anyMatch(sighting -> sighting.violation() == Violation.LEAK
                                && sighting.detail().contains("domain is attached"));
    }

    private static NegativeControl always(
            String name, Predicate<SimulationResult> broken, ToLongFunction<SimulationResult> occasions) {
        return new NegativeControl(name, broken, true, occasions);
    }

    private static Predicate<SimulationResult> seen(Violation violation) {
        return result -> result.kinds().contains(violation);
    }

    private static ToLongFunction<SimulationResult> looks(Violation violation) {
        return result -> result.looks(violation);
    }
}
