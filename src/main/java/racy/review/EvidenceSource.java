// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;

/** An engine of evidence. */
public interface EvidenceSource {
    /** Its name in answers and in JSON, one word. */
    String engine();

    /** What it can and cannot show, in one sentence. */
    String limits();

    /**
     * Looks. Returns what was seen so far if it is interrupted or the budget ends.
     *
     * @throws EvidenceException if the engine itself cannot work
     */
    List<Observation> observe(EvidenceRequest request) throws EvidenceException;
}
