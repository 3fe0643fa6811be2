// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import racy.review.Answer;
import racy.review.Answers;
import racy.review.Engines;
import racy.review.EvidenceEngine;
import racy.review.EvidenceException;
import racy.review.EvidenceRequest;
import racy.review.Observation;
import racy.review.Question;
import racy.review.Watch;

/**
 * What the engines found about some questions.
 *
 * @param run all observations
 * @param broken why an engine could not work, one line each
 */
record Findings(List<Answer> answers, List<Observation> run, List<EvidenceEngine> engines, List<String> broken) {
    /** Asks one engine after the other; one that cannot work does not keep the others from it. */
    static Findings gather(
            List<Question> questions, EvidenceRequest request, List<EvidenceEngine> engines, Watch watch) {
        List<Observation> run = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        for (EvidenceEngine engine : engines) {
            try {
                run.addAll(Engines.observe(engine, request, watch));
            } catch (EvidenceException e) {
                run.addAll(e.kept());
                broken.add(engine.id() + ": " + e.getMessage());
            }
        }
        List<Answer> answers = questions.stream()
                .map(question -> Answers.answer(question, run, request.variants()))
                .toList();
        return new Findings(answers, List.copyOf(run), List.copyOf(engines), List.copyOf(broken));
    }

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
                answers.stream().anyMatch(answer -> !answer.hasEvidence()),
                ExitCode.LOST_TEETH,
                answers.stream().anyMatch(answer -> !answer.unwitnessed().isEmpty())));
    }
}
