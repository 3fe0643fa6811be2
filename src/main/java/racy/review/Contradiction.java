// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import racy.kernel.Violation;

/**
 * One engine saw what another one excluded. One of the two is wrong, so neither can be relied on.
 *
 * @param seen the observation that shows it
 * @param excluded the observation that excludes it
 * @param violations what the first engine saw and the second did not; empty if the vocabulary has no word for it
 */
public record Contradiction(Observation seen, Observation excluded, Set<Violation> violations) {
    public Contradiction {
        violations = Set.copyOf(violations);
    }

    /**
     * The contradictions among these observations. An engine excludes what it did not find if it exhausted a test
     * without a bound. It must have done so under a memory model that covers the model of the other engine's
     * executions.
     */
    public static List<Contradiction> among(List<Observation> observations) {
        List<Contradiction> all = new ArrayList<>();
        for (Observation excluded : observations) {
            if (!(excluded.effort() instanceof Effort.Exhausted proof)
                    || !proof.bounds().isUnbounded()) {
                continue;
            }
            for (Observation seen : observations) {
                if (seen != excluded
                        && seen.isTried()
                        && seen.subject().isSame(excluded.subject())
                        && proof.model().covers(modelOf(seen.effort()))) {
                    check(seen, excluded, all);
                }
            }
        }
        return List.copyOf(all);
    }

    private static void check(Observation seen, Observation excluded, List<Contradiction> all) {
        Set<Violation> more = new TreeSet<>(seen.finding().seen());
        more.removeAll(excluded.finding().seen());
        if (!more.isEmpty() || seen.isWitnessed() && !excluded.isWitnessed()) {
            all.add(new Contradiction(seen, excluded, more));
        }
    }

    /**
     * The memory model that every execution of such an effort obeys. Java's model allows what a JVM shows on any
     * machine.
     */
    private static MemoryModel modelOf(Effort effort) {
        if (effort instanceof Effort.Exhausted exhausted) {
            return exhausted.model();
        }
        return effort instanceof Effort.Played ? MemoryModel.SC : MemoryModel.JAM;
    }

    /** The number of contradictions, in words. */
    public static String words(int count) {
        return count + (count == 1 ? " contradiction" : " contradictions")
                + " between engines: one saw what another one excludes";
    }

    /** The contradiction in one sentence. */
    @Override
    public String toString() {
        String what = violations.isEmpty()
                ? "it"
                : String.join(
                        ", ", violations.stream().sorted().map(Violation::name).toList());
        return seen.name() + (seen.variant().isEmpty() ? "" : " on " + seen.variant()) + ": " + seen.engine() + " saw "
                + what + ", which " + excluded.engine() + " excludes ("
                + excluded.effort().missed(1) + ")";
    }
}
