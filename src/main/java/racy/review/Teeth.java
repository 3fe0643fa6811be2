// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Whether an engine would have seen a race if there were one. A seeded race is a mutant that must be witnessed. If it
 * was tried and not seen, then a "not seen" of a test whose twin it is counts for nothing.
 */
public final class Teeth {
    private Teeth() {}

    /** Whether a test is a seeded race that was tried. */
    public static boolean isTriedRace(Expectation expectation, boolean tried) {
        return expectation == Expectation.SEEDED && tried;
    }

    /** Whether a test is a seeded race that was tried and seen. */
    public static boolean isWitnessedRace(Expectation expectation, boolean tried, boolean witnessed) {
        return isTriedRace(expectation, tried) && witnessed;
    }

    /** Whether a test is a seeded race that was tried and not seen. */
    public static boolean isMissedRace(Expectation expectation, boolean tried, boolean witnessed) {
        return isTriedRace(expectation, tried) && !witnessed;
    }

    /** The same as {@link #isMissedRace(Expectation, boolean, boolean)}, for an observation. */
    public static boolean isMissedRace(Observation observation) {
        return isMissedRace(observation.expectation(), observation.isTried(), observation.isWitnessed());
    }

    /**
     * Whether the seeded twin of a "not seen" was witnessed in the same run, with a violation that this test looks for.
     * Empty if the test has no twin.
     */
    public static Optional<Boolean> of(Observation observation, List<Observation> run) {
        if (observation.subject().twin().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(run.stream()
                .filter(each -> each.engine().equals(observation.engine())
                        && each.name().equals(observation.subject().twin()))
                .anyMatch(each -> each.isWitnessed()
                        && (each.found().isEmpty()
                                || !Collections.disjoint(
                                        each.found(), observation.subject().wanted()))));
    }

    /**
     * Whether the engine tried the seeded twin of a test in the same run and missed it: then nothing that it did not find
     * in the test itself counts, however hard it looked.
     */
    public static boolean areLost(Observation observation, List<Observation> run) {
        boolean tried = run.stream()
                .anyMatch(each -> each.engine().equals(observation.engine())
                        && each.name().equals(observation.subject().twin())
                        && each.isTried());
        return tried && of(observation, run).filter(seen -> !seen).isPresent();
    }
}
