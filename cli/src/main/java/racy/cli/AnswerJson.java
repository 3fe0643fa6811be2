// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import racy.driver.variant.Variants;
import racy.history.bundle.EvidenceModule;
import racy.review.Answer;
import racy.review.Contradiction;
import racy.review.Effort;
import racy.review.Evidence;
import racy.review.Observation;

/** Answers as data: one record for each question, variant and engine. */
final class AnswerJson {
    private static final int VERSION = 1;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .addModule(new EvidenceModule())
            .build();

    private AnswerJson() {}

    /** The whole. */
    record Document(
            int version,
            List<Record> records,
            List<Done> efforts,
            List<Whole> answers,
            List<String> contradictions,
            List<String> failures) {}

    /**
     * The answer to a question, and what must be known beside it; tests by their names.
     *
     * @param verdict as in a {@link Record}; {@code no-evidence} if the budget reached no driver
     * @param unexpected what is declared safe and was seen
     * @param needsStall what was seen as posted only by a stall with interrupts off: PREEMPT_RT or a stolen virtual CPU
     * @param lostTeeth seeded races that were tried and not seen
     */
    record Whole(
            String question,
            String verdict,
            List<String> unexpected,
            List<String> needsStall,
            List<String> lostTeeth,
            List<String> notReached,
            List<String> outOfModel) {
        static Whole of(Answer answer) {
            return new Whole(
                    answer.question().id(),
                    answer.hasEvidence() && !answer.isNotReached()
                            ? answer.verdict().code()
                            : "no-evidence",
                    names(answer.unexpected()),
                    names(answer.on(Variants.AS_POSTED).stream()
                            .flatMap(its -> its.observations().stream())
                            .filter(each -> each.finding().needsStall())
                            .toList()),
                    names(answer.unwitnessed()),
                    names(answer.untried()),
                    names(answer.outOfModel()));
        }

        private static List<String> names(List<Observation> observations) {
            return observations.stream().map(Observation::name).distinct().toList();
        }
    }

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

    static String of(List<Answer> answers, List<Observation> run) throws JsonProcessingException {
        List<Evidence> evidence =
                answers.stream().flatMap(answer -> answer.evidence().stream()).toList();
        List<Record> records = evidence.stream().map(Record::of).toList();
        List<Done> efforts = evidence.stream().map(Done::of).toList();
        List<Whole> wholes = answers.stream().map(Whole::of).toList();
        List<String> failures = run.stream()
                .flatMap(each -> each.failures().stream().map(failure -> each.name() + ": " + failure))
                .toList();
        List<String> contradictions = answers.stream()
                .flatMap(answer -> answer.contradictions().stream())
                .map(Contradiction::toString)
                .distinct()
                .toList();
        return JSON.writeValueAsString(new Document(VERSION, records, efforts, wholes, contradictions, failures));
    }
}
