// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;
import java.util.Set;
import racy.kernel.Violation;

/** Makes observations for the tests of answers and verdicts. */
final class Observed {
    static final String QUESTION = "xchg";

    private Observed() {}

    static Subject subject(String name, String variant, Expectation expectation, String twin) {
        return new Subject(name, Set.of(QUESTION), variant, "", Set.of(Violation.DOUBLE_CLAIM), expectation, twin);
    }

    static Finding found(long hits) {
        return hits == 0
                ? Finding.nothing(Violation.DOUBLE_CLAIM)
                : new Finding(
                        hits, 2, Violation.DOUBLE_CLAIM, Set.of(Violation.DOUBLE_CLAIM), "two own it", 0.5, List.of());
    }

    static Observation of(String engine, Subject subject, Effort effort, long hits) {
        return new Observation(
                engine, subject, effort, found(hits), List.of(), "./racy " + engine + " -t " + subject.name());
    }

    static Observation stress(String name, String variant, Expectation expectation, long hits, String twin) {
        Effort effort = new Effort.Sampled(1000, 4, hits > 0 ? null : 0.53, 1.5);
        return of("stress", subject(name, variant, expectation, twin), effort, hits);
    }

    static Observation untried(String name, String variant) {
        return of(
                "stress",
                subject(name, variant, Expectation.SAFE, ""),
                new Effort.GaveUp("the budget did not reach it", 0, 0),
                0);
    }

    static Observation exhausted(String name, String variant, MemoryModel model, SearchBounds bounds, long hits) {
        return of(
                "explore",
                subject(name, variant, Expectation.OPEN, ""),
                new Effort.Exhausted(model, bounds, 120, 1),
                hits);
    }

    static Observation outOfModel(String name, String variant) {
        return of(
                "explore",
                subject(name, variant, Expectation.OPEN, ""),
                new Effort.OutOfModel("java.nio.ByteBuffer"),
                0);
    }

    static Observation played(String name, String variant, long hits) {
        return of("script", subject(name, variant, Expectation.OPEN, ""), new Effort.Played(1, 0.01), hits);
    }

    static Observation witness(String variant, String... lines) {
        return witness(variant, new Witness.Printed(List.of(lines)));
    }

    static Observation witness(String variant, Witness how) {
        return new Observation(
                "script",
                new Subject(
                        "R1",
                        Set.of(QUESTION),
                        variant,
                        "R1",
                        Set.of(Violation.PREMATURE_SIGNAL),
                        Expectation.OPEN,
                        ""),
                new Effort.Played(1, 0.01),
                new Finding(
                        1,
                        0,
                        Violation.PREMATURE_SIGNAL,
                        Set.of(Violation.PREMATURE_SIGNAL),
                        "a late thread claims the next task",
                        0.01,
                        List.of(how)),
                List.of(),
                "");
    }
}
