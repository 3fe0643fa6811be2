// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.util.ArrayList;
import java.util.List;
import racy.review.Answer;
import racy.review.Answers;
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
                run.addAll(engine.observe(request, watch));
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

    /** The first of these that holds: a contradiction, seen what was declared safe, something broke, no evidence, no teeth. */
    ExitCode exitCode() {
        if (answers.stream().anyMatch(answer -> !answer.contradictions().isEmpty())) {
            return ExitCode.CONTRADICTION;
        }
        if (answers.stream().anyMatch(answer -> !answer.unexpected().isEmpty())) {
            return ExitCode.FORBIDDEN;
        }
        if (!broken.isEmpty() || run.stream().anyMatch(each -> !each.failures().isEmpty())) {
            return ExitCode.INFRASTRUCTURE;
        }
        if (answers.stream().anyMatch(answer -> !answer.hasEvidence())) {
            return ExitCode.COVERAGE;
        }
        return answers.stream().anyMatch(answer -> !answer.unwitnessed().isEmpty())
                ? ExitCode.NOT_ENOUGH_EVIDENCE
                : ExitCode.CLEAN;
    }
}
