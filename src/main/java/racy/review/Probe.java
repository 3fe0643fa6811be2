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
 * <p>Tests have parts in common, so a test may leave out a part that another class states. Each part is looked up on
 * its own. The search begins at the test's class. It goes on with the classes that this one extends, the nearest first,
 * and then with the classes that enclose the test's class, the nearest first. The first class that states the part
 * decides; lists are not added up. Question, variant, expectation and level must be stated somewhere. Race, violation
 * and twin need not be stated, which means none.
 *
 * <p>Every part is an array, because an annotation has no other way to leave out a value of any type. Only question and
 * violation take more than one value. The value {@code ""}, or {@code void.class} for the twin, means none. It hides
 * what a farther class states.
 *
 * <p>A test without a probe on any of these classes is foreign. It can be run and is evidence for no question.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Probe {
    /** Ids of the review questions it bears on, such as {@code xchg}. */
    String[] question() default {};

    /** Id of the driver variant it runs, such as {@code as-posted}; {@code ""} when it isolates an idea. */
    String[] variant() default {};

    /** Id of the race that it seeds or rules out, such as {@code R1}. None if the list of races does not have it. */
    String[] race() default {};

    /**
     * Names of the {@link racy.kernel.Violation violations} that are looked for. An outcome that is a set of violations
     * is a hit if it contains one of these. Any other outcome is a hit by its grade.
     */
    String[] violation() default {};

    /** What the test is expected to show. */
    Expectation[] expect() default {};

    /** How much of the driver it contains. */
    Level[] level() default {};

    /** The seeded mutant of the same shape. A "not seen" of this test counts only if the twin was witnessed. */
    Class<?>[] twin() default {};
}
