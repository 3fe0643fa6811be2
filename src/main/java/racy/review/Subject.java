// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.Objects;
import java.util.Set;
import racy.kernel.Violation;

/**
 * What an observation is about. A test and a scene that two engines look at has the same subject for both.
 *
 * @param name of the test, script or scene, as users name it
 * @param questions ids of the questions it bears on
 * @param variant id of the driver it runs, or empty when it isolates an idea
 * @param race id of the known race it is about, or empty
 * @param wanted the violations looked for
 * @param expectation what it is expected to show
 * @param twin the seeded mutant of the same shape, without whose witness a "not seen" here counts for nothing; or empty
 */
public record Subject(
        String name,
        Set<String> questions,
        String variant,
        String race,
        Set<Violation> wanted,
        Expectation expectation,
        String twin) {
    /** @throws IllegalArgumentException if it has no name: then nothing could be told of it */
    public Subject {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a subject without a name");
        }
        Objects.requireNonNull(variant, "variant");
        Objects.requireNonNull(race, "race");
        Objects.requireNonNull(expectation, "expectation");
        Objects.requireNonNull(twin, "twin");
        questions = Set.copyOf(questions);
        wanted = Set.copyOf(wanted);
    }

    /** Whether the other is about the same test on the same driver. */
    public boolean isSame(Subject other) {
        return name.equals(other.name) && variant.equals(other.variant);
    }
}
