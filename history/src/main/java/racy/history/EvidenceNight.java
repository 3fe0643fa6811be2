// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history;

import java.util.List;
import java.util.Optional;
import racy.kernel.Violation;
import racy.review.Effort;
import racy.review.Verdict;

/**
 * What one engine said in one night about one question on one variant; {@link racy.review.Evidence} as it was drawn from
 * that night's observations on all its JDKs.
 *
 * @param violation the one with the most witnesses; empty if there is none
 * @param efforts what was done, one for each kind of effort
 */
public record EvidenceNight(
        String night,
        String question,
        String variant,
        String engine,
        Verdict verdict,
        Optional<Violation> violation,
        long hits,
        List<Effort> efforts) {
    public EvidenceNight {
        efforts = List.copyOf(efforts);
    }
}
