// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Objects;
import org.openjdk.jcstress.infra.Status;

/**
 * One line of the ledger: one fork and what it showed.
 *
 * @param spec what was run
 * @param compile the compiler of each actor, in words
 * @param status how the fork ended; its outcomes count only if that is normal
 * @param total samples as JCStress counts them
 * @param samples with a hit, the total; without a hit, the total minus the most that may be stride calibration
 * @param startMillis when the fork started, counted from the start of the run
 * @param wallMillis how long the fork took, including the start of its JVM
 * @param messages what JCStress said about a failure
 * @param output the end of a failed fork's own output, with errors last
 */
public record ForkRecord(
        ForkSpec spec,
        String compile,
        Status status,
        long total,
        long samples,
        List<Outcome> outcomes,
        long startMillis,
        long wallMillis,
        List<String> messages,
        List<String> output) {
    public ForkRecord {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(status, "status");
        outcomes = List.copyOf(outcomes);
    }

    /** Whether it ran to its end. */
    @JsonIgnore
    public boolean isNormal() {
        return status == Status.NORMAL;
    }

    /** Whether it ran to its end and looked at something: calibration alone is no look. */
    @JsonIgnore
    public boolean hasSampled() {
        return isNormal() && samples > 0;
    }

    /** Samples that show what the test looks for. */
    @JsonIgnore
    public long hits() {
        long hits = 0;
        for (Outcome outcome : outcomes) {
            hits += outcome.hit() ? outcome.count() : 0;
        }
        return hits;
    }
}
