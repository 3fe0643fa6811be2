// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.compare;

import java.util.Optional;
import racy.history.StressNight;

/**
 * A difference between a night and an earlier one, of one test on one JDK.
 *
 * @param outcome the outcome it is about, of several that fail the most frequent; empty if it is about the test as a whole
 * @param words what happened, in one sentence that does not name the test
 * @param forksBefore forks that showed it, of {@code ofForksBefore} that ran to their end. Without an outcome: for a loss
 *     of teeth forks with a hit; for a test none of whose forks ran to its end forks that failed, of all; otherwise 0
 * @param p two-sided p of Fisher's exact test on forks; empty where it does not apply
 * @param enough whether the forks of both nights suffice to tell; if not, it may be chance
 */
public record Change(
        Kind kind,
        StressNight.Key key,
        Optional<String> outcome,
        String words,
        int forksBefore,
        int ofForksBefore,
        int forksAfter,
        int ofForksAfter,
        Optional<Double> p,
        boolean enough) {
    /** Whether a seeded race that was witnessed before is not witnessed now, so that what was not seen counts for less. */
    public boolean isLossOfTeeth() {
        return kind == Kind.VANISHED_OUTCOME && outcome.isEmpty();
    }

    /**
     * Whether people want to be told: a transition, unless it rests on what was not seen in too few forks. What was seen was
     * seen, in however few.
     */
    public boolean isNews() {
        return switch (kind) {
            case REGRESSION, NEW_FAILURE, NEW_OUTCOME -> true;
            default -> kind.isTransition() && (enough || isLossOfTeeth());
        };
    }

    /** The categories. */
    public enum Kind {
        /** Passed before, fails now; or failed before, and now also by an outcome never seen before. */
        REGRESSION("regression", true),
        /** Failed before, passes now. */
        FIXED("fixed", true),
        /** Had no fork before, or was not there, and fails. */
        NEW_FAILURE("new failure", true),
        /** Failed before, fails still. */
        STILL_FAILING("still failing", false),
        /** Was not there before, and passes. */
        NEW_PASS("new pass", false),
        /** Had no fork before, has some now, and passes. */
        APPEARED("appeared", false),
        /** Had forks before, has none now. */
        DISAPPEARED("disappeared", true),
        /** An outcome never seen in any earlier comparable night, of a test that was there. */
        NEW_OUTCOME("new outcome", true),
        /**
         * An outcome that was seen before and is not seen now. A seeded race that is not witnessed any more is one of these
         * about the test as a whole, see {@link Change#isLossOfTeeth}.
         */
        VANISHED_OUTCOME("vanished outcome", true);

        private final String words;
        private final boolean transition;

        Kind(String words, boolean transition) {
            this.words = words;
            this.transition = transition;
        }

        /** Whether people want to be told; the rest can be looked up. */
        public boolean isTransition() {
            return transition;
        }

        @Override
        public String toString() {
            return words;
        }
    }
}
