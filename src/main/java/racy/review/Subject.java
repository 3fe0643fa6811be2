// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.Objects;
import java.util.Set;
import racy.kernel.Violation;

/**
 * What an observation is about. If two engines look at the same test and scene, both give the same subject.
 *
 * @param name of the test, script or scene, as users type it
 * @param questions ids of the questions it bears on
 * @param variant id of the driver it runs, or empty when it isolates an idea
 * @param race id of the known race it is about, or empty
 * @param wanted the violations that are looked for
 * @param expectation what it is expected to show
 * @param twin the seeded mutant of the same shape; a "not seen" counts only if the twin was witnessed; empty if there
 *     is none
 */
public record Subject(
        String name,
        Set<String> questions,
        String variant,
        String race,
        Set<Violation> wanted,
        Expectation expectation,
        String twin) {
    /** @throws IllegalArgumentException if it has no name, because then it could not be reported */
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
