// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import racy.review.Answer;
import racy.review.Evidence;

/** Answers as data: one record for each question, variant and engine. */
final class AnswerJson {
    private static final int VERSION = 1;

    private AnswerJson() {}

    /** The whole. */
    record Document(int version, List<Record> records) {}

    /** One {@link Evidence}; {@code violation} and {@code bound} may be null. */
    record Record(
            String question,
            String variant,
            String violation,
            String engine,
            String verdict,
            long hits,
            long samples,
            int forks,
            Double bound,
            double seconds) {
        static Record of(Evidence evidence) {
            return new Record(
                    evidence.question(),
                    evidence.variant(),
                    evidence.violation() == null ? null : evidence.violation().name(),
                    evidence.engine(),
                    evidence.verdict().id(),
                    evidence.hits(),
                    evidence.samples(),
                    evidence.forks(),
                    evidence.bound(),
                    evidence.seconds());
        }
    }

    static String of(List<Answer> answers) throws JsonProcessingException {
        List<Record> records = answers.stream()
                .flatMap(answer -> answer.evidence().stream())
                .map(Record::of)
                .toList();
        return new ObjectMapper().writeValueAsString(new Document(VERSION, records));
    }
}
