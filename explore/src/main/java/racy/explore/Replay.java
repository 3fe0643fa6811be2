// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import java.util.Optional;
import racy.explore.jcstress.JcstressTest;
import racy.review.Interleaving;
import racy.review.MemoryModel;
import racy.review.OutcomeTable.Case;
import racy.review.OutcomeTable.Grade;

/**
 * One execution of a test, played again from its schedule.
 *
 * @param outcome to which it led
 * @param grade of the outcome, as the test has it
 * @param description of the outcome, as the test has it
 * @param witness what happened, step by step
 */
public record Replay(
        String test,
        MemoryModel model,
        String schedule,
        String outcome,
        Grade grade,
        String description,
        Interleaving witness) {
    static Replay of(JcstressTest test, MemoryModel model, String schedule, String outcome, Interleaving witness) {
        Optional<Case> graded = ExploredTest.grade(test.grading(), outcome);
        return new Replay(
                test.name(),
                model,
                schedule,
                outcome,
                graded.map(Case::grade).orElse(Grade.UNKNOWN),
                graded.map(Case::description).orElse(ExploredTest.NOT_GRADED),
                witness);
    }

    /** Whether the test forbids the outcome or does not grade it. */
    public boolean isBad() {
        return grade == Grade.FORBIDDEN || grade == Grade.UNKNOWN;
    }
}
