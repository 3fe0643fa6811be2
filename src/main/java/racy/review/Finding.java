// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;
import java.util.Set;
import racy.kernel.Violation;

/**
 * What an engine found.
 *
 * @param hits executions that show what was looked for
 * @param forksWithHits JVMs with a hit; 0 for an engine that has none
 * @param violation the violation that was found most, of those looked for; the first of those if none was found; null
 *     if the vocabulary has no word for what was looked for, such as an outcome of an idea or an oops
 * @param seen every violation that the executions showed, whether it was looked for or not
 * @param what what happens, in one line; for a test without a hit, what would happen
 * @param secondsToFirst time until the first witness; null if there is none
 * @param witnesses how it happens, the shortest first; empty if the engine cannot tell or nothing was found
 */
public record Finding(
        long hits,
        int forksWithHits,
        Violation violation,
        Set<Violation> seen,
        String what,
        Double secondsToFirst,
        List<Witness> witnesses) {
    public Finding {
        seen = Set.copyOf(seen);
        witnesses = List.copyOf(witnesses);
    }

    /** Whether every witness needs a {@link Step.Kind#STALLS stall}. False without a witness that says so. */
    public boolean needsStall() {
        return !witnesses.isEmpty()
                && witnesses.stream().allMatch(each -> each instanceof Interleaving how && how.needsStall());
    }

    /** Nothing was found. */
    public static Finding nothing(Violation lookedFor) {
        return new Finding(0, 0, lookedFor, Set.of(), "", null, List.of());
    }
}
