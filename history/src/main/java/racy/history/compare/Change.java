// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.compare;

import java.util.Optional;
import racy.history.TestNight;

/**
 * A difference between a night and an earlier one, of one test on one JDK.
 *
 * @param outcome the outcome it is about; empty if it is about the test as a whole
 * @param words what happened, in one sentence
 * @param forksBefore forks that showed it, of {@code ofForksBefore}
 * @param p two-sided p of Fisher's exact test on forks; empty where it does not apply
 * @param enough whether the forks of both nights suffice to tell; if not, it may be chance
 */
public record Change(
        Kind kind,
        TestNight.Key key,
        Optional<String> outcome,
        String words,
        int forksBefore,
        int ofForksBefore,
        int forksAfter,
        int ofForksAfter,
        Optional<Double> p,
        boolean enough) {
    /** The categories. */
    public enum Kind {
        /** Passed before, fails now. */
        REGRESSION("regression", true),
        /** Failed before, passes now. */
        FIXED("fixed", true),
        /** Was not there before, and fails. */
        NEW_FAILURE("new failure", true),
        /** Failed before, fails still. */
        STILL_FAILING("still failing", false),
        /** Was not there before, and passes. */
        NEW_PASS("new pass", false),
        /** Had no fork before, has some now. */
        APPEARED("appeared", false),
        /** Had forks before, has none now. */
        DISAPPEARED("disappeared", true),
        /** An outcome never seen in any earlier comparable night. */
        NEW_OUTCOME("new outcome", true),
        /** An outcome that was seen before and is not seen now. */
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
