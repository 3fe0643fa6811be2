// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleEvidence;
import racy.history.bundle.BundleEvidence.Seen;
import racy.kernel.Violation;
import racy.review.Answer;
import racy.review.Answers;
import racy.review.Effort;
import racy.review.Evidence;
import racy.review.Observation;
import racy.review.Question;
import racy.review.Questions;
import racy.review.Witness;
import racy.stress.runner.TestSummary;

/** Writes what all engines saw on all JDKs of a night, and the answers that it gives. */
final class EvidenceImport {
    private final Connection connection;

    EvidenceImport(Connection connection) {
        this.connection = connection;
    }

    void write(Bundle bundle, List<List<TestSummary>> summaries, long night) throws SQLException {
        BundleEvidence all = BundleEvidence.of(bundle, summaries);
        List<Observation> observations = all.observations();
        List<Answer> answers = Questions.all().stream()
                .map(question -> Answers.answer(question, observations))
                .toList();
        answers(night, answers);
        evidence(night, answers);
        witnesses(night, all.seen());
    }

    private void answers(long night, List<Answer> answers) throws SQLException {
        try (BulkInsert rows = BulkInsert.into(connection, "answer", 8)) {
            int place = 0;
            for (Answer answer : answers) {
                rows.add(
                        night,
                        place++,
                        answer.question().id(),
                        answer.verdict().code(),
                        answer.unexpected().size(),
                        answer.unwitnessed().size(),
                        answer.untried().size(),
                        answer.contradictions().size());
            }
        }
    }

    private void evidence(long night, List<Answer> answers) throws SQLException {
        try (BulkInsert rows = BulkInsert.into(connection, "evidence", 9)) {
            int place = 0;
            for (Answer answer : answers) {
                for (Evidence each : answer.evidence()) {
                    rows.add(
                            night,
                            place++,
                            answer.question().id(),
                            each.variant(),
                            each.engine(),
                            each.verdict().code(),
                            violation(each.violation()),
                            each.hits(),
                            JsonColumn.list(each.efforts(), Effort.class));
                }
            }
        }
    }

    /** Of each question, those with an interleaving first. */
    private void witnesses(long night, List<Seen> seen) throws SQLException {
        List<Seen> shown = seen.stream()
                .filter(each -> each.observation().isWitnessed())
                .sorted(Comparator.comparing(
                        each -> each.observation().finding().witnesses().isEmpty()))
                .toList();
        try (BulkInsert rows = BulkInsert.into(connection, "witness", 13)) {
            int place = 0;
            for (Question question : Questions.all()) {
                for (Seen each : shown) {
                    Observation its = each.observation();
                    if (its.questions().contains(question.id())) {
                        rows.add(
                                night,
                                place++,
                                question.id(),
                                each.jdk(),
                                its.variant(),
                                its.engine(),
                                its.name(),
                                violation(its.finding().violation()),
                                its.finding().what(),
                                its.hits(),
                                its.effort().executions(),
                                its.command(),
                                JsonColumn.list(its.finding().witnesses(), Witness.class));
                    }
                }
            }
        }
    }

    private static Object violation(Violation violation) {
        return BulkInsert.orNull(violation == null ? null : violation.name());
    }
}
