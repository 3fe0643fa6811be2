// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a stress test is evidence for. Every {@code @JCStressTest} class carries one. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Probe {
    /** Ids of the review questions it bears on, such as {@code xchg}. */
    String[] question();

    /** Id of the driver variant it runs, such as {@code as-posted}; empty when it isolates an idea. */
    String variant();

    /** Id of the race it seeds or rules out, such as {@code R1}; empty when the list of races has none. */
    String race() default "";

    /**
     * Names of the {@link racy.kernel.Violation violations} looked for. An outcome that is a set of violations is a hit when it holds one of these; any other
     * outcome is a hit by its grade.
     */
    String[] violation() default {};

    /** What the test is expected to show. */
    Expectation expect();

    /** How much of the driver it contains. */
    Level level();

    /** The seeded mutant of the same shape: a "not seen" here counts only when that one was witnessed. */
    Class<?> twin() default void.class;
}
