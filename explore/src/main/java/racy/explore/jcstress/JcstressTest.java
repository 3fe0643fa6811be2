// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.jcstress;

import java.util.List;
import racy.review.OutcomeTable;

/**
 * A JCStress test, as its annotations describe it. Classes have internal names, methods have name and descriptor.
 *
 * @param name as JCStress lists it
 * @param testClass declares or inherits the methods
 * @param stateClass what the actors share
 * @param resultClass what they write their results to; null if the test has none
 * @param actors in the order of the class file
 * @param arbiter runs after the actors; null if the test has none
 * @param signal of a test of {@link Mode#TERMINATION}: what the actor waits for; else null
 * @param grading how the test grades its outcomes
 */
public record JcstressTest(
        String name,
        String testClass,
        String stateClass,
        String resultClass,
        List<String> actors,
        String arbiter,
        String signal,
        Mode mode,
        OutcomeTable grading) {
    /** What the test asks. */
    public enum Mode {
        /** Which results can the actors have? */
        CONTINUOUS,
        /** Does the actor end after the signal? */
        TERMINATION
    }

    public JcstressTest {
        actors = List.copyOf(actors);
    }
}
