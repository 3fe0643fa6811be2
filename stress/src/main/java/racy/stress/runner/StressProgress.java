// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.time.Duration;

/**
 * How far a run has come after a fork.
 *
 * @param last the fork that just ended
 * @param forks number of forks so far
 * @param covered number of tests with at least one fork
 * @param live number of tests that may get another fork
 * @param seeded number of seeded races
 * @param witnessed number of seeded races that were seen
 */
public record StressProgress(
        ForkRecord last,
        int forks,
        int covered,
        int tests,
        int live,
        int seeded,
        int witnessed,
        Duration elapsed,
        Duration budget) {
    /** Time until the budget is used up. The run ends then, or earlier if only witnessed races are left. */
    public Duration remaining() {
        Duration left = budget.minus(elapsed);
        return live == 0 || left.isNegative() ? Duration.ZERO : left;
    }
}
