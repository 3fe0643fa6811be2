// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Set;
import racy.history.bundle.EvidenceModule;
import racy.review.Answer;
import racy.review.Contradiction;
import racy.review.Effort;
import racy.review.Evidence;
import racy.review.MemoryModel;

/** Answers as data: one record for each question, variant and engine. */
final class AnswerJson {
    private static final int VERSION = 1;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .addModule(new EvidenceModule())
            .build();

    private AnswerJson() {}

    /** The whole. */
    record Document(int version, List<Record> records, List<String> contradictions) {}

    /**
     * One {@link Evidence}; {@code violation} and {@code bound} may be null.
     *
     * @param models memory models that a proof holds under; empty for any other verdict
     * @param forks JVMs that sampled; 0 for an engine that does not sample
     * @param efforts all that was done, each with its {@code kind}
     */
    record Record(
            String question,
            String variant,
            String violation,
            String engine,
            String verdict,
            Set<MemoryModel> models,
            long hits,
            long samples,
            int forks,
            Double bound,
            double seconds,
            List<Effort> efforts) {
        static Record of(Evidence evidence) {
            return new Record(
                    evidence.question(),
                    evidence.variant(),
                    evidence.violation() == null ? null : evidence.violation().name(),
                    evidence.engine(),
                    evidence.verdict().id(),
                    evidence.verdict().models(),
                    evidence.hits(),
                    evidence.executions(),
                    evidence.sampled().map(Effort.Sampled::forks).orElse(0),
                    evidence.sampled().map(Effort.Sampled::bound).orElse(null),
                    evidence.seconds(),
                    evidence.efforts());
        }
    }

    static String of(List<Answer> answers) throws JsonProcessingException {
        List<Record> records = answers.stream()
                .flatMap(answer -> answer.evidence().stream())
                .map(Record::of)
                .toList();
        List<String> contradictions = answers.stream()
                .flatMap(answer -> answer.contradictions().stream())
                .map(Contradiction::toString)
                .distinct()
                .toList();
        return JSON.writeValueAsString(new Document(VERSION, records, contradictions));
    }
}
