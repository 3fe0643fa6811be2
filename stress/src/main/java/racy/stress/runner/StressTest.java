// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Set;
import racy.kernel.Violation;
import racy.review.Expectation;
import racy.review.Level;

/**
 * A stress test and what it is evidence for; a run's manifest stores these, so that a stored run explains itself.
 *
 * @param name the test's name as JCStress lists it
 * @param actors its actors in their order, named by role
 * @param questions ids of the review questions it bears on; none of a foreign test
 * @param variant id of the driver variant, empty when an idea is isolated
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

    /** A test without a probe: JCStress's list is all that is known of it. */
    static StressTest foreign(String name, List<String> actors) {
        return new StressTest(name, actors, List.of(), "", "", Set.of(), Expectation.OPEN, Level.IDEA, "");
    }

    /**
     * Whether it carries no {@link racy.review.Probe}: then it bears on no question, and on its level nothing is known.
     */
    @JsonIgnore
    public boolean isForeign() {
        return questions.isEmpty();
    }

    /**
     * Whether it is expected to show its race. Whether the race was tried, witnessed or missed, {@link
     * racy.review.Teeth} says.
     */
    @JsonIgnore
    public boolean isSeeded() {
        return expectation == Expectation.SEEDED;
    }

    /** The name without the package all tests share. */
    @JsonIgnore
    public String shortName() {
        return shortName(name);
    }

    /** The same for any test's name. */
    public static String shortName(String name) {
        return name.startsWith(PACKAGE) ? name.substring(PACKAGE.length()) : name;
    }
}
