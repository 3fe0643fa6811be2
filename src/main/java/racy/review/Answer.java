// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;

/**
 * The answer to one question.
 *
 * @param verdict of the patch as posted, or, if that was not asked for, of the variants that were
 * @param evidence one element for each variant and engine, as posted first
 * @param ideas what was seen of the idea isolated, without a driver
 * @param unexpected a witness against what was declared safe: the loudest thing an answer can say
 * @param unwitnessed seeded races that were not witnessed: the engine's teeth are missing
 * @param untried tests that the budget did not reach
 */
public record Answer(
        Question question,
        Verdict verdict,
        List<Evidence> evidence,
        List<Observation> ideas,
        List<Observation> unexpected,
        List<Observation> unwitnessed,
        List<Observation> untried) {
    public Answer {
        evidence = List.copyOf(evidence);
        ideas = List.copyOf(ideas);
        unexpected = List.copyOf(unexpected);
        unwitnessed = List.copyOf(unwitnessed);
        untried = List.copyOf(untried);
    }

    /** What was seen and tried on one variant, by all engines. */
    public List<Evidence> on(String variant) {
        return evidence.stream().filter(each -> each.variant().equals(variant)).toList();
    }

    /** Whether anything was tried at all. */
    public boolean hasEvidence() {
        return !evidence.isEmpty() || !ideas.isEmpty();
    }
}
