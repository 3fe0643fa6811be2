// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the engines are asked to look at.
 *
 * @param questions ids
 * @param variants ids; empty for all
 * @param budget how long an engine may take
 * @param seed decides everything that an engine leaves to chance
 * @param keep where an engine may keep its measurements; empty if it must keep nothing
 */
public record EvidenceRequest(
        Set<String> questions, Set<String> variants, Duration budget, long seed, Optional<Path> keep) {
    public EvidenceRequest {
        questions = Set.copyOf(questions);
        variants = Set.copyOf(variants);
    }

    /** A request for an engine that leaves nothing to chance and keeps nothing. */
    public EvidenceRequest(Set<String> questions, Set<String> variants, Duration budget) {
        this(questions, variants, budget, 0, Optional.empty());
    }

    /** All questions on all variants. */
    public static EvidenceRequest everything(Duration budget) {
        return new EvidenceRequest(
                Questions.all().stream().map(Question::id).collect(Collectors.toSet()), Set.of(), budget);
    }

    /**
     * Whether the request covers a test with these questions and this variant. An idea has no variant and is always
     * covered.
     */
    public boolean wants(Set<String> itsQuestions, String itsVariant) {
        return itsQuestions.stream().anyMatch(questions::contains)
                && (variants.isEmpty() || itsVariant.isEmpty() || variants.contains(itsVariant));
    }
}
