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
 * @param violations what is seen by the one and not by the other; empty for what the vocabulary has no word for
 */
public record Contradiction(Observation seen, Observation excluded, Set<Violation> violations) {
    public Contradiction {
        violations = Set.copyOf(violations);
    }

    /**
     * The contradictions among these. An engine excludes what it did not find when it exhausted a test without a bound,
     * under a memory model that covers the one by which the other engine's executions came about.
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

    /** The model that every execution of such an effort obeys. What a JVM shows on any machine Java's model allows. */
    private static MemoryModel modelOf(Effort effort) {
        if (effort instanceof Effort.Exhausted exhausted) {
            return exhausted.model();
        }
        return effort instanceof Effort.Played ? MemoryModel.SC : MemoryModel.JAM;
    }

    /** That there are so many, in words. */
    public static String words(int count) {
        return count + (count == 1 ? " contradiction" : " contradictions")
                + " between engines: one saw what another one excludes";
    }

    /** In one sentence. */
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
