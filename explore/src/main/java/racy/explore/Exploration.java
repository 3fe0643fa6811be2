// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import java.util.Map;
import java.util.stream.Collectors;
import racy.review.Interleaving;
import racy.review.MemoryModel;
import racy.review.SearchBounds;

/**
 * What came of exploring one test.
 *
 * @param within which of the model's executions were to be looked at
 * @param outcomes the outcomes that were reached, each with the number of final states that show it
 * @param witnesses for each outcome one way to it
 * @param schedules for each outcome the same way, as {@link Explorer#replay} takes it
 * @param states that were visited
 * @param transitions from state to state
 * @param gaveUp why not all that was to be looked at was looked at; null if it was
 * @param seconds that it took
 */
public record Exploration(
        String test,
        MemoryModel model,
        SearchBounds within,
        Map<String, Long> outcomes,
        Map<String, Interleaving> witnesses,
        Map<String, String> schedules,
        long states,
        long transitions,
        String gaveUp,
        double seconds) {
    /** Whether all was looked at that was to be looked at. */
    public boolean isComplete() {
        return gaveUp == null;
    }

    /** Whether every execution was looked at. Then an outcome that is not there is unreachable under the model. */
    public boolean isExhaustive() {
        return isComplete() && within.isUnbounded();
    }

    /** The final states that were reached. One is counted once, however many interleavings lead to it. */
    public long executions() {
        return outcomes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What was looked at, in words: exhaustive, or the bound that was hit. */
    public String coverage() {
        if (!isComplete()) {
            return "GAVE UP under " + model + ": " + gaveUp;
        }
        if (within.isUnbounded()) {
            return "exhaustive under " + model;
        }
        String limits = within.limits().entrySet().stream()
                .map(each -> each.getValue() + " " + (each.getValue() == 1 ? singular(each.getKey()) : each.getKey()))
                .collect(Collectors.joining(", "));
        return "complete within " + limits + " under " + model;
    }

    private static String singular(String plural) {
        return plural.endsWith("s") ? plural.substring(0, plural.length() - 1) : plural;
    }
}
