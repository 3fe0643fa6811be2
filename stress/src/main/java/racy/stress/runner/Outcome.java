// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.util.Set;
import org.openjdk.jcstress.annotations.Expect;
import racy.kernel.Violation;
import racy.review.OutcomeTable;

/**
 * One outcome of one fork, with the grade that it had when it was measured.
 *
 * @param graded whether the test grades the outcome at all; an outcome without a grade fails the run
 * @param hit whether it shows what the test looks for
 */
public record Outcome(String id, long count, Expect expect, boolean graded, boolean hit, String description) {
    /** Whether the outcome may not happen: it is forbidden or not graded. */
    public boolean fails() {
        return count > 0 && (!graded || expect == Expect.FORBIDDEN || expect == Expect.UNKNOWN);
    }

    /** The violations that the outcome names. Empty if it is something else. */
    public Set<Violation> violations() {
        return OutcomeTable.violations(id).orElse(Set.of());
    }
}
