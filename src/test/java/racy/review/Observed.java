// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;
import java.util.Set;
import racy.kernel.Violation;

/** Observations for tests of what is made of them. */
final class Observed {
    static final String QUESTION = "xchg";

    private Observed() {}

    static Observation stress(String name, String variant, Expectation expectation, long hits, String twin) {
        return new Observation(
                "stress",
                name,
                Set.of(QUESTION),
                variant,
                Violation.DOUBLE_CLAIM,
                "",
                expectation,
                "two own it",
                hits,
                1000,
                4,
                hits > 0 ? 2 : 0,
                hits > 0 ? null : 0.53,
                1.5,
                hits > 0 ? 0.5 : null,
                twin,
                Set.of(Violation.DOUBLE_CLAIM),
                hits > 0 ? Set.of(Violation.DOUBLE_CLAIM) : Set.of(),
                List.of(),
                List.of(),
                "./racy stress -t " + name);
    }

    static Observation untried(String name, String variant) {
        return new Observation(
                "stress",
                name,
                Set.of(QUESTION),
                variant,
                Violation.DOUBLE_CLAIM,
                "",
                Expectation.SAFE,
                "",
                0,
                0,
                0,
                0,
                null,
                0,
                null,
                "",
                Set.of(Violation.DOUBLE_CLAIM),
                Set.of(),
                List.of(),
                List.of(),
                "");
    }

    static Observation exhaustive(String variant) {
        return new Observation(
                "explore",
                "all",
                Set.of(QUESTION),
                variant,
                Violation.DOUBLE_CLAIM,
                "",
                Expectation.OPEN,
                "",
                0,
                120,
                1,
                0,
                0.0,
                1,
                null,
                "",
                Set.of(Violation.DOUBLE_CLAIM),
                Set.of(),
                List.of(),
                List.of(),
                "");
    }

    static Observation witness(String variant, String... lines) {
        return new Observation(
                "script",
                "R1",
                Set.of(QUESTION),
                variant,
                Violation.PREMATURE_SIGNAL,
                "R1",
                Expectation.OPEN,
                "a late thread claims the next task",
                1,
                1,
                1,
                1,
                null,
                0.01,
                0.01,
                "",
                Set.of(Violation.PREMATURE_SIGNAL),
                Set.of(Violation.PREMATURE_SIGNAL),
                List.of(),
                List.of(lines),
                "");
    }
}
