// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import racy.driver.variant.Variants;
import racy.review.Answer;
import racy.review.Answers;
import racy.review.Effort;
import racy.review.Engines;
import racy.review.EvidenceEngine;
import racy.review.EvidenceException;
import racy.review.EvidenceRequest;
import racy.review.Expectation;
import racy.review.Finding;
import racy.review.Observation;
import racy.review.Question;
import racy.review.Subject;
import racy.review.Watch;

/**
 * What the engines found about some questions.
 *
 * @param run all observations
 * @param broken why an engine could not work, one line each
 */
record Findings(List<Answer> answers, List<Observation> run, List<EvidenceEngine> engines, List<String> broken) {
    /** Asks one engine after the other. What the others found stays when one cannot work or breaks. */
    static Findings gather(
            List<Question> questions, EvidenceRequest request, List<EvidenceEngine> engines, Watch watch) {
        List<Observation> run = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        for (EvidenceEngine engine : engines) {
            try {
                run.addAll(Engines.ask(engine, request, watch));
            } catch (EvidenceException e) {
                run.addAll(e.kept());
                broken.add(engine.id() + ": " + e.getMessage());
                run.addAll(unknown(engine, request, "the engine broke"));
            }
            if (engine.isDeterministic() && watch.isStopped()) {
                run.addAll(unknown(engine, request, "it was stopped"));
            }
        }
        List<Answer> answers = questions.stream()
                .map(question -> Answers.answer(question, run, request.variants()))
                .toList();
        return new Findings(answers, List.copyOf(run), List.copyOf(engines), List.copyOf(broken));
    }

    /**
     * Stands for the tests that an engine did not get to, whose names are not known. While they are missing, the answers
     * that the engine was asked for are no proof.
     */
    private static List<Observation> unknown(EvidenceEngine engine, EvidenceRequest request, String why) {
        Set<String> variants = request.variants().isEmpty() ? Set.of(Variants.AS_POSTED) : request.variants();
        return variants.stream()
                .sorted()
                .map(variant -> new Observation(
                        engine.id(),
                        new Subject(
                                "what " + engine.id() + " did not get to",
                                request.questions(),
                                variant,
                                "",
                                Set.of(),
                                Expectation.OPEN,
                                ""),
                        new Effort.GaveUp(why, 0, 0),
                        Finding.nothing(null),
                        List.of(),
                        ""))
                .toList();
    }

    /** The code that these findings give. A question whose drivers the budget did not reach has no evidence. */
    ExitCode exitCode() {
        return ExitCode.of(Map.of(
                ExitCode.CONTRADICTION,
                answers.stream().anyMatch(answer -> !answer.contradictions().isEmpty()),
                ExitCode.FORBIDDEN,
                answers.stream().anyMatch(answer -> !answer.unexpected().isEmpty()),
                ExitCode.INFRASTRUCTURE,
                !broken.isEmpty()
                        || run.stream().anyMatch(each -> !each.failures().isEmpty()),
                ExitCode.COVERAGE,
                answers.stream().anyMatch(answer -> !answer.hasEvidence() || answer.isNotReached()),
                ExitCode.LOST_TEETH,
                answers.stream().anyMatch(answer -> !answer.unwitnessed().isEmpty())));
    }
}
