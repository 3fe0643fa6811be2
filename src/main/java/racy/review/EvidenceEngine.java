// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.nio.file.Path;
import java.util.List;

/**
 * An engine of evidence. A jar on the class path adds one by naming its implementation in {@code
 * META-INF/services/racy.review.EvidenceEngine}. {@link Engines} lists the engines, and nothing else names one.
 */
public interface EvidenceEngine {
    /** Its name in answers, in JSON and in files: one word of lower-case letters. */
    String id();

    /** What it can and cannot show, in one sentence. */
    String limits();

    /**
     * Whether the engine finds the same each time, on every machine. A night asks such an engine on one shard and keeps
     * the result.
     */
    boolean isDeterministic();

    /** Whether it can look at every execution: only such an engine may say {@link Effort.Exhausted}. */
    default boolean proves() {
        return false;
    }

    /**
     * Looks for violations. If the watch stops it or the budget ends, it returns what it found until then.
     *
     * @throws EvidenceException if the engine itself cannot work
     */
    List<Observation> observe(EvidenceRequest request, Watch watch) throws EvidenceException;

    /**
     * This engine, with the results of an earlier run that is kept in {@code directory}. A deterministic engine looks
     * again.
     *
     * @throws EvidenceException if the directory does not hold such a run
     */
    default EvidenceEngine stored(Path directory) throws EvidenceException {
        return this;
    }
}
