// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Set;
import racy.kernel.Violation;
import racy.review.Expectation;
import racy.review.Level;

/**
 * A stress test and what it is evidence for. A run's manifest stores these, so a stored run explains itself.
 *
 * @param name the test's name as JCStress lists it
 * @param actors its actors in order, named by role
 * @param questions ids of the review questions it bears on; empty for a foreign test
 * @param variant id of the driver variant, empty if the test isolates an idea
 * @param race id of the race, or empty
 * @param violations what it looks for
 * @param twin name of the seeded mutant of the same shape, or empty
 */
public record StressTest(
        String name,
        List<String> actors,
        List<String> questions,
        String variant,
        String race,
        Set<Violation> violations,
        Expectation expectation,
        Level level,
        String twin) {
    private static final String PACKAGE = "racy.stress.";

    /** A test without a probe. Only JCStress's list says anything about it. */
    static StressTest foreign(String name, List<String> actors) {
        return new StressTest(name, actors, List.of(), "", "", Set.of(), Expectation.OPEN, Level.IDEA, "");
    }

    /**
     * Whether the test has no {@link racy.review.Probe}. Then it bears on no question, and its level is not known.
     */
    @JsonIgnore
    public boolean isForeign() {
        return questions.isEmpty();
    }

    /**
     * Whether it is expected to show its race. {@link racy.review.Teeth} says whether the race was tried, witnessed or
     * missed.
     */
    @JsonIgnore
    public boolean isSeeded() {
        return expectation == Expectation.SEEDED;
    }

    /** The name without the package that all tests share. */
    @JsonIgnore
    public String shortName() {
        return shortName(name);
    }

    /** The short name of any test's name. */
    public static String shortName(String name) {
        return name.startsWith(PACKAGE) ? name.substring(PACKAGE.length()) : name;
    }
}
