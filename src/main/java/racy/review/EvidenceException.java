// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;

/** An engine cannot work. The message says why and what to do. */
public final class EvidenceException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Observation> kept;

    /** @param kept what was observed before the engine stopped */
    public EvidenceException(String message, Throwable cause, List<Observation> kept) {
        super(message, cause);
        this.kept = List.copyOf(kept);
    }

    /** What was observed before the engine stopped. */
    public List<Observation> kept() {
        return kept;
    }
}
