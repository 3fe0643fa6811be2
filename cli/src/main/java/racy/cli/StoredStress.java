// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import racy.review.EvidenceException;
import racy.review.EvidenceRequest;
import racy.review.EvidenceSource;
import racy.review.Observation;
import racy.stress.evidence.StressEvidence;

/**
 * Stress evidence that an earlier run kept.
 *
 * @param directory of that run
 * @param warn told what in it cannot be read
 */
record StoredStress(Path directory, Consumer<String> warn) implements EvidenceSource {
    @Override
    public String engine() {
        return StressEvidence.ENGINE;
    }

    @Override
    public String limits() {
        return "from the stored run " + directory + ", which sampled executions on the CPU and JVM in its manifest. A"
                + " witness is certain; what was not seen may still happen elsewhere, or more rarely than the bound.";
    }

    @Override
    public List<Observation> observe(EvidenceRequest request) throws EvidenceException {
        return StressEvidence.read(directory, request, warn);
    }
}
