// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.time.Duration;

/**
 * Where a run stands after a fork.
 *
 * @param last the fork that just ended
 * @param forks forks so far
 * @param covered tests with at least one fork
 * @param live tests that may get another fork
 * @param seeded seeded races
 * @param witnessed those seen
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
    /** Time until the budget is used up: the run ends then, or earlier when only witnessed races are left. */
    public Duration remaining() {
        Duration left = budget.minus(elapsed);
        return live == 0 || left.isNegative() ? Duration.ZERO : left;
    }
}
