// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.util.List;
import java.util.Set;
import racy.kernel.Violation;
import racy.review.Effort;
import racy.review.Expectation;
import racy.review.Finding;
import racy.review.Observation;
import racy.review.Subject;
import racy.review.Witness;

/** A line of {@code scripts.jsonl} in a bundle of version 1, which kept what its only engine without forks saw. */
record OldObservation(
        String engine,
        String name,
        Set<String> questions,
        String variant,
        Violation violation,
        String race,
        Expectation expectation,
        String what,
        long hits,
        long samples,
        int forks,
        int forksWithHits,
        Double bound,
        double seconds,
        Double secondsToFirst,
        String twin,
        Set<Violation> wanted,
        Set<Violation> seen,
        List<String> failures,
        List<String> witness,
        String command) {
    /** The same as it is written today. */
    Observation today() {
        return new Observation(
                engine,
                new Subject(name, questions, variant, race, wanted, expectation, twin),
                new Effort.Played(samples, seconds),
                new Finding(
                        hits,
                        forksWithHits,
                        violation,
                        seen,
                        what,
                        secondsToFirst,
                        witness.isEmpty() ? List.of() : List.of(new Witness.Printed(witness))),
                failures,
                command);
    }
}
