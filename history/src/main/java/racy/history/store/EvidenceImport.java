// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleEvidence;
import racy.history.bundle.BundleEvidence.Seen;
import racy.kernel.Violation;
import racy.review.Answer;
import racy.review.Answers;
import racy.review.Effort;
import racy.review.Evidence;
import racy.review.Observation;
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

    /** Those with an interleaving first. */
    private void witnesses(long night, List<Seen> seen) throws SQLException {
        new WitnessImport(connection)
                .write(
                        night,
                        seen.stream()
                                .filter(each -> each.observation().isWitnessed())
                                .sorted(Comparator.comparing(each ->
                                        each.observation().finding().witnesses().isEmpty()))
                                .map(EvidenceImport::shown)
                                .toList());
    }

    private static WitnessImport.Shown shown(Seen seen) {
        Observation its = seen.observation();
        Violation violation = its.finding().violation();
        return new WitnessImport.Shown(
                new WitnessImport.Witness(
                        its.variant(),
                        its.engine(),
                        its.name(),
                        violation == null ? null : violation.name(),
                        its.finding().what(),
                        its.command(),
                        JsonColumn.list(its.finding().witnesses(), Witness.class),
                        new TreeSet<>(its.questions())),
                seen.jdk(),
                its.hits(),
                its.effort().executions());
    }

    private static Object violation(Violation violation) {
        return BulkInsert.orNull(violation == null ? null : violation.name());
    }
}
