// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import racy.history.bundle.EvidenceModule;
import racy.review.Answer;
import racy.review.Contradiction;
import racy.review.Effort;
import racy.review.Evidence;

/** Answers as data: one record for each question, variant and engine. */
final class AnswerJson {
    private static final int VERSION = 1;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .addModule(new EvidenceModule())
            .build();

    private AnswerJson() {}

    /** The whole. */
    record Document(int version, List<Record> records, List<Done> efforts, List<String> contradictions) {}

    /**
     * One {@link Evidence}; {@code violation} and {@code bound} may be null.
     *
     * @param verdict its kind; of a proof with its memory models, as in {@code not-racy:JAM}
     * @param forks JVMs that sampled; 0 for an engine that does not sample
     */
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
                    evidence.verdict().code(),
                    evidence.hits(),
                    evidence.executions(),
                    evidence.sampled().map(Effort.Sampled::forks).orElse(0),
                    evidence.sampled().map(Effort.Sampled::bound).orElse(null),
                    evidence.seconds());
        }
    }

    /** What a record rests on: all that was done, each with its {@code kind} and, of a proof, its model and bounds. */
    record Done(String question, String variant, String engine, List<Effort> efforts) {
        static Done of(Evidence evidence) {
            return new Done(evidence.question(), evidence.variant(), evidence.engine(), evidence.efforts());
        }
    }

    static String of(List<Answer> answers) throws JsonProcessingException {
        List<Evidence> evidence =
                answers.stream().flatMap(answer -> answer.evidence().stream()).toList();
        List<Record> records = evidence.stream().map(Record::of).toList();
        List<Done> efforts = evidence.stream().map(Done::of).toList();
        List<String> contradictions = answers.stream()
                .flatMap(answer -> answer.contradictions().stream())
                .map(Contradiction::toString)
                .distinct()
                .toList();
        return JSON.writeValueAsString(new Document(VERSION, records, efforts, contradictions));
    }
}
