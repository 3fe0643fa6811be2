// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.time.Duration;
import java.util.Set;

/**
 * What engines are asked for.
 *
 * @param questions ids
 * @param variants ids; empty for all
 * @param budget how long an engine may take
 */
public record EvidenceRequest(Set<String> questions, Set<String> variants, Duration budget) {
    public EvidenceRequest {
        questions = Set.copyOf(questions);
        variants = Set.copyOf(variants);
    }

    /** Whether a test of these questions on this variant is asked for; an idea, which has none, always may be. */
    public boolean wants(Set<String> itsQuestions, String itsVariant) {
        return itsQuestions.stream().anyMatch(questions::contains)
                && (variants.isEmpty() || itsVariant.isEmpty() || variants.contains(itsVariant));
    }
}
