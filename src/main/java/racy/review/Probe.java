// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a stress test is evidence for.
 *
 * <p>Tests share parts, so a test leaves out what others say for it. Each part is looked for on its own: first on the test's
 * class, then on the classes that it extends, the nearest first, then on the classes around the test's class, the nearest
 * first. The first that says the part decides; lists are not added up. Question, variant, expectation and level must be
 * said somewhere; race, violation and twin may be said nowhere, which means none.
 *
 * <p>Every part is an array because an annotation has no other way to leave out a value of any type. Only question and
 * violation take more than one value. A part said to be {@code ""}, or {@code void.class} for the twin, is none: it hides
 * what a farther class says.
 *
 * <p>A test that has no probe on any of these classes is foreign: it can be run, and is evidence for no question.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Probe {
    /** Ids of the review questions it bears on, such as {@code xchg}. */
    String[] question() default {};

    /** Id of the driver variant it runs, such as {@code as-posted}; {@code ""} when it isolates an idea. */
    String[] variant() default {};

    /** Id of the race it seeds or rules out, such as {@code R1}; none when the list of races has none. */
    String[] race() default {};

    /**
     * Names of the {@link racy.kernel.Violation violations} looked for. An outcome that is a set of violations is a hit
     * when it holds one of these; any other outcome is a hit by its grade.
     */
    String[] violation() default {};

    /** What the test is expected to show. */
    Expectation[] expect() default {};

    /** How much of the driver it contains. */
    Level[] level() default {};

    /** The seeded mutant of the same shape: a "not seen" here counts only when that one was witnessed. */
    Class<?>[] twin() default {};
}
