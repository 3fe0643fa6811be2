// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import java.util.Map;
import racy.review.Interleaving;
import racy.review.MemoryModel;

/**
 * What came of exploring one test.
 *
 * @param outcomes the outcomes that were reached, each with the number of final states that show it
 * @param witnesses for each outcome one way to it
 * @param states that were visited
 * @param transitions from state to state
 * @param gaveUp why not every state was visited; null if every one was
 * @param seconds that it took
 */
public record Exploration(
        String test,
        MemoryModel model,
        Map<String, Long> outcomes,
        Map<String, Interleaving> witnesses,
        long states,
        long transitions,
        String gaveUp,
        double seconds) {
    /** Whether every state was visited. Then an outcome that is not there is unreachable under the model. */
    public boolean isExhaustive() {
        return gaveUp == null;
    }
}
