// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;
import racy.kernel.Violation;

/**
 * What one engine says about one question on one variant.
 *
 * @param violation the one with the most witnesses; null if there is none
 * @param hits executions that show it
 * @param samples executions in which it was looked for
 * @param forks JVMs, see {@link Observation}
 * @param bound see {@link Observation}; null with a witness
 * @param observations what it rests on
 */
public record Evidence(
        String question,
        String variant,
        Violation violation,
        String engine,
        Verdict verdict,
        long hits,
        long samples,
        int forks,
        Double bound,
        double seconds,
        List<Observation> observations) {
    public Evidence {
        observations = List.copyOf(observations);
    }
}
