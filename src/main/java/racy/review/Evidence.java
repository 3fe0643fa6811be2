// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;
import java.util.Optional;
import racy.kernel.Violation;

/**
 * What one engine says about one question on one variant.
 *
 * @param violation the one with the most witnesses; null if there is none
 * @param hits executions that show it
 * @param efforts the efforts of the observations that count for the verdict, one for each kind of effort
 * @param observations all observations that the evidence rests on
 */
public record Evidence(
        String question,
        String variant,
        String engine,
        Verdict verdict,
        Violation violation,
        long hits,
        List<Effort> efforts,
        List<Observation> observations) {
    public Evidence {
        efforts = List.copyOf(efforts);
        observations = List.copyOf(observations);
    }

    /** How many executions were looked at. */
    public long executions() {
        return efforts.stream().mapToLong(Effort::executions).sum();
    }

    /** What was sampled, if anything was. */
    public Optional<Effort.Sampled> sampled() {
        return Effort.sampled(efforts);
    }

    /** Time spent. */
    public double seconds() {
        return efforts.stream().mapToDouble(Effort::seconds).sum();
    }
}
