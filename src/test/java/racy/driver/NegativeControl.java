// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import racy.kernel.Violation;
import racy.sched.SchedWindow;

/**
 * What the review doubts and what holds. A control is green if none of its violations was seen, and it says on how many
 * occasions the simulation looked.
 *
 * @param violations none of these may be seen
 * @param asPosted whether it holds for the patch as posted too
 */
record NegativeControl(
        String name, Set<Violation> violations, boolean asPosted, ToLongFunction<SimulationResult> occasions) {

    static final List<NegativeControl> ALL = List.of(
            new NegativeControl(
                    "xchg against xchg: one owner",
                    Set.of(Violation.DOUBLE_CLAIM),
                    true,
                    looks(Violation.DOUBLE_CLAIM)),
            new NegativeControl("PM is balanced", Set.of(Violation.PM_UNDERFLOW), true, looks(Violation.PM_UNDERFLOW)),
            new NegativeControl(
                    "kref_get in the push loop while tasks are freed",
                    Set.of(),
                    true,
                    SimulationResult::freedDuringPush),
            new NegativeControl(
                    "cancelled is seen after stop and start",
                    Set.of(),
                    true,
                    // A task that has its place on the pending list and does not pass the check was refused.
                    result -> result.passed(SchedWindow.RUN_JOB_PENDING)
                            - result.passed(RocketWindow.RUN_CANCELLED_CHECKED)),
            new NegativeControl(
                    "done_fence through the own interrupt",
                    Set.of(Violation.NULL_DONE_FENCE),
                    true,
                    looks(Violation.NULL_DONE_FENCE)),
            new NegativeControl(
                    "job->core through the last put: each attach has its detach",
                    Set.of(),
                    true,
                    SimulationResult::completed),
            new NegativeControl(
                    "slot hand-over through the credits",
                    Set.of(Violation.LOST_TASK),
                    true,
                    result -> result.passed(RocketWindow.RUN_PUBLISHED)),
            new NegativeControl("set_error before signal", Set.of(), true, looks(Violation.INNOCENT_KILLED)),
            new NegativeControl(
                    "the slot is never overwritten", Set.of(Violation.HW_OVERLAP), false, looks(Violation.HW_OVERLAP)));

    private static ToLongFunction<SimulationResult> looks(Violation violation) {
        return result -> result.looks(violation);
    }
}
