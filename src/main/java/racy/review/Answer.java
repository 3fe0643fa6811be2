// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;

/**
 * The answer to one question.
 *
 * @param verdict about the patch as posted; about the other variants if the patch as posted was not asked for
 * @param evidence one element for each variant and engine; the patch as posted comes first
 * @param ideas what was seen of the isolated ideas, without a driver
 * @param contradictions where one engine saw what another one excludes; then nothing else in the answer can be relied
 *     on
 * @param unexpected witnesses against tests that were declared safe
 * @param unwitnessed seeded races that were not witnessed: the engine's teeth are missing
 * @param untried tests that the budget did not reach
 * @param outOfModel tests that an engine was asked about and cannot look at
 */
public record Answer(
        Question question,
        Verdict verdict,
        List<Evidence> evidence,
        List<Observation> ideas,
        List<Contradiction> contradictions,
        List<Observation> unexpected,
        List<Observation> unwitnessed,
        List<Observation> untried,
        List<Observation> outOfModel) {
    public Answer {
        evidence = List.copyOf(evidence);
        ideas = List.copyOf(ideas);
        contradictions = List.copyOf(contradictions);
        unexpected = List.copyOf(unexpected);
        unwitnessed = List.copyOf(unwitnessed);
        untried = List.copyOf(untried);
        outOfModel = List.copyOf(outOfModel);
    }

    /** What all engines saw and tried on one variant. */
    public List<Evidence> on(String variant) {
        return evidence.stream().filter(each -> each.variant().equals(variant)).toList();
    }

    /** What the verdict is about: the patch as posted if it was tried, else all variants that were tried. */
    public List<Evidence> relevant() {
        return AsPosted.orElseAll(evidence, Evidence::variant);
    }

    /** Whether no driver was tried, and some would have been with more time: then no engine has said "out of model". */
    public boolean isNotReached() {
        return verdict.equals(Verdict.OUT_OF_MODEL)
                && untried.stream().anyMatch(each -> !each.variant().isEmpty());
    }

    /** The verdict in words; what was not reached is not out of model. */
    public String inWords() {
        return isNotReached() ? "no evidence yet" : verdict.toString();
    }

    /** Whether any engine tried anything. */
    public boolean hasEvidence() {
        return !evidence.isEmpty() || !ideas.isEmpty();
    }
}
