// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.nio.file.Path;
import java.util.List;

/**
 * An engine of evidence. A jar on the class path that names its implementation in {@code
 * META-INF/services/racy.review.EvidenceEngine} adds one; {@link Engines} lists them, and nothing else names one.
 */
public interface EvidenceEngine {
    /** Its name in answers, in JSON and in files: one word of lower-case letters. */
    String id();

    /** What it can and cannot show, in one sentence. */
    String limits();

    /**
     * Whether it finds the same, on every machine, each time it looks. A night asks such an engine on one shard and keeps
     * what it said.
     */
    boolean isDeterministic();

    /**
     * Looks. Returns what was found so far if the watch stops it or the budget ends.
     *
     * @throws EvidenceException if the engine itself cannot work
     */
    List<Observation> observe(EvidenceRequest request, Watch watch) throws EvidenceException;

    /**
     * The engine as it looked in an earlier run that is kept in {@code directory}. A deterministic engine looks again.
     *
     * @throws EvidenceException if that is no run
     */
    default EvidenceEngine stored(Path directory) throws EvidenceException {
        return this;
    }
}
