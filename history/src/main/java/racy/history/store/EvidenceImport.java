// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import racy.history.bundle.Bundle;
import racy.kernel.Violation;
import racy.review.Answer;
import racy.review.Answers;
import racy.review.Effort;
import racy.review.Evidence;
import racy.review.EvidenceRequest;
import racy.review.Observation;
import racy.review.Question;
import racy.review.Questions;
import racy.review.Witness;
import racy.stress.evidence.StressEvidence;
import racy.stress.runner.TestSummary;

/** Writes what all engines saw on all JDKs of a night, and the answers that it gives. */
final class EvidenceImport {
    private final Connection connection;

    EvidenceImport(Connection connection) {
        this.connection = connection;
    }

    /** What an engine saw on a JDK. */
    private record Seen(String jdk, Observation observation) {}

    void write(Bundle bundle, List<List<TestSummary>> summaries, long night) throws SQLException {
        List<Seen> seen = seen(bundle, summaries);
        List<Observation> observations = seen.stream().map(Seen::observation).toList();
        List<Answer> answers = Questions.all().stream()
                .map(question -> Answers.answer(question, observations))
                .toList();
        answers(night, answers);
        evidence(night, answers);
        witnesses(night, seen);
    }

    private static List<Seen> seen(Bundle bundle, List<List<TestSummary>> summaries) {
        EvidenceRequest everything = EvidenceRequest.everything(Duration.ZERO);
        List<Seen> seen = new ArrayList<>();
        Set<List<String>> told = new HashSet<>();
        for (int i = 0; i < summaries.size(); i++) {
            Bundle.Part part = bundle.parts().get(i);
            String jdk = part.manifest().jdk();
            // A deterministic engine finds the same wherever it runs: it counts once, however many parts ran it.
            part.evidence().stream()
                    .filter(each -> told.add(List.of(each.engine(), each.name(), each.variant())))
                    .forEach(each -> seen.add(new Seen(jdk, each)));
            StressEvidence.of(summaries.get(i), everything).forEach(each -> seen.add(new Seen(jdk, each)));
        }
        return seen;
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
                                JsonColumn.list(its.finding().witnesses(), Witness.class),
                                its.command());
                    }
                }
            }
        }
    }

    private static Object violation(Violation violation) {
        return BulkInsert.orNull(violation == null ? null : violation.name());
    }
}
