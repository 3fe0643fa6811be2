// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history;

import java.util.Optional;
import racy.kernel.Violation;
import racy.review.Verdict;

/**
 * What one engine said in one night about one question on one variant; {@link racy.review.Evidence} as it was drawn from
 * that night's observations on all its JDKs.
 *
 * @param violation the one with the most witnesses; empty if there is none
 * @param bound with no hit: the share of forks that may show it and did not here, at 95%; empty otherwise
 */
public record EvidenceNight(
        String night,
        String question,
        String variant,
        String engine,
        Verdict verdict,
        Optional<Violation> violation,
        long hits,
        long samples,
        int forks,
        Optional<Double> bound,
        double seconds) {}
