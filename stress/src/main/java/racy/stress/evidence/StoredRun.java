// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.evidence;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import racy.review.EvidenceEngine;
import racy.review.EvidenceException;
import racy.review.EvidenceRequest;
import racy.review.Observation;
import racy.review.Watch;
import racy.stress.runner.StressException;
import racy.stress.runner.StressRun;

/** Stress evidence that an earlier run kept. */
final class StoredRun implements EvidenceEngine {
    private static final String MANIFEST = "manifest.json";

    private final Path directory;

    private StoredRun(Path directory) {
        this.directory = directory;
    }

    /** @throws EvidenceException if the directory holds no run */
    static StoredRun of(Path directory) throws EvidenceException {
        if (!Files.isRegularFile(directory.resolve(MANIFEST))) {
            throw new EvidenceException(directory + " holds no run, because it has no " + MANIFEST, null, List.of());
        }
        return new StoredRun(directory);
    }

    @Override
    public String id() {
        return StressObservations.ENGINE;
    }

    @Override
    public String limits() {
        return "from the stored run " + directory + ", which sampled executions on the CPU and JVM in its manifest. A"
                + " witness is certain; what was not seen may still happen elsewhere, or more rarely than the bound.";
    }

    @Override
    public boolean isDeterministic() {
        return false;
    }

    /** Warns of lines that cannot be read. */
    @Override
    public List<Observation> observe(EvidenceRequest request, Watch watch) throws EvidenceException {
        try {
            StressRun run = StressRun.read(directory);
            run.warnings().forEach(watch::warn);
            return StressObservations.of(run.summaries(), request);
        } catch (StressException e) {
            throw new EvidenceException(e.getMessage(), e, List.of());
        }
    }
}
