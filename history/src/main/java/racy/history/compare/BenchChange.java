// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.compare;

import java.util.Comparator;
import java.util.Optional;
import racy.history.BenchNight;

/**
 * A benchmark in two nights on one JDK, and what the gate says.
 *
 * @param ratio after over before, of the means of the fork means
 * @param low lower end of the bootstrap interval of the ratio, 95%
 * @param p two-sided p of the exact Mann-Whitney test on fork means; empty with too few forks
 * @param decision what may be said
 */
public record BenchChange(
        String jdk,
        BenchNight before,
        BenchNight after,
        double ratio,
        double low,
        double high,
        Optional<Double> p,
        Decision decision) {
    /** Slower first, then faster, then the rest; within each the greatest change first. */
    static final Comparator<BenchChange> LOUDEST_FIRST = Comparator.comparing(BenchChange::decision)
            .thenComparing(change -> -Math.abs(Math.log(change.ratio())))
            .thenComparing(change -> change.after().key())
            .thenComparing(BenchChange::jdk);

    /** What may be said of a ratio. */
    public enum Decision {
        /** Slower by the gate, and slower again in the re-run. */
        SLOWER("slower, confirmed"),
        /** Slower by the gate; no re-run has confirmed it, so it is no regression yet. */
        SLOWER_UNCONFIRMED("slower, not confirmed"),
        /** Faster by the gate. */
        FASTER("faster"),
        /** The interval lies inside the margin. */
        SAME("same"),
        /** Neither a change nor sameness can be claimed. */
        NOT_ENOUGH_EVIDENCE("not enough evidence");

        private final String words;

        Decision(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }
}
