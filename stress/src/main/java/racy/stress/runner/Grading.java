// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.util.Optional;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.TestInfo;
import racy.review.OutcomeTable;
import racy.review.OutcomeTable.Case;
import racy.review.OutcomeTable.Grade;

/** Grades what JCStress counted, by the table that JCStress has of the test. */
final class Grading {
    private Grading() {}

    static Outcome grade(StressTest test, TestInfo info, String id, long count) {
        Optional<Case> graded = table(info).grade(id);
        Case its = graded.orElseGet(() -> convert(info.unmatched()));
        boolean hit = OutcomeTable.isHit(test.violations(), id, its.grade());
        return new Outcome(id, count, Expect.valueOf(its.grade().name()), graded.isPresent(), hit, its.description());
    }

    private static OutcomeTable table(TestInfo info) {
        // A default case of the test has an empty expression. The default case that JCStress adds itself does not.
        boolean hasDefault = info.unmatched().matchPattern().isEmpty();
        return new OutcomeTable(
                info.cases().stream().map(Grading::convert).toList(), hasDefault ? convert(info.unmatched()) : null);
    }

    private static Case convert(StateCase state) {
        return new Case(state.matchPattern(), Grade.valueOf(state.expect().name()), state.description());
    }
}
