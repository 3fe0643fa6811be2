// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.evidence;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import racy.driver.variant.Variants;
import racy.review.EvidenceEngine;
import racy.review.EvidenceException;
import racy.review.EvidenceRequest;
import racy.review.Observation;
import racy.review.Questions;
import racy.review.Watch;
import racy.stress.runner.Catalogue;
import racy.stress.runner.StressEngine;
import racy.stress.runner.StressException;
import racy.stress.runner.StressRequest;
import racy.stress.runner.StressRun;
import racy.stress.runner.StressTest;

/** JCStress on this machine. {@link WantedTests} says which tests get the budget. */
public final class StressEvidence implements EvidenceEngine {
    /** The part of the budget that a test gets, so that a race that its first fork does not show has another chance. */
    private static final Duration PER_TEST = Duration.ofMillis(1200);

    @Override
    public String id() {
        return StressObservations.ENGINE;
    }

    @Override
    public String limits() {
        return "samples executions on this machine's CPU and JVM. A witness is certain; what was not seen may still"
                + " happen elsewhere, or here more rarely than the bound.";
    }

    @Override
    public boolean isDeterministic() {
        return false;
    }

    /** Keeps the run in the directory that the request must name, one line for each fork. */
    @Override
    public List<Observation> observe(EvidenceRequest request, Watch watch) throws EvidenceException {
        Catalogue catalogue = Catalogue.load();
        warn(catalogue, watch);
        List<StressTest> wanted = WantedTests.withTwins(catalogue.tests(), request);
        if (wanted.isEmpty()) {
            return List.of();
        }
        Path directory = request.keep().orElseThrow(() -> new IllegalArgumentException("stress keeps its run"));
        List<StressTest> ranked = WantedTests.ranked(wanted, request.questions());
        int affordable = (int) Math.max(1, request.budget().dividedBy(PER_TEST));
        List<StressTest> now = ranked.subList(0, Math.min(affordable, ranked.size()));
        StressRequest run = new StressRequest(
                now,
                request.budget(),
                request.budget(),
                StressRequest.ENOUGH_HITS,
                request.seed(),
                StressEngine.settings());
        StressEngine engine = new StressEngine(progress -> watch.progress(StressObservations.progress(progress)));
        watch.onStop(engine::stop);
        try {
            List<Observation> observations = new ArrayList<>(
                    StressObservations.of(engine.run(run, directory).summaries(), request));
            ranked.subList(now.size(), ranked.size())
                    .forEach(test -> observations.add(StressObservations.notReached(test)));
            return observations;
        } catch (StressException e) {
            throw new EvidenceException(e.getMessage(), e, kept(directory, e, request));
        }
    }

    /** A test whose question or variant is misspelt is never asked for. Without a warning nobody would notice. */
    private static void warn(Catalogue catalogue, Watch watch) {
        catalogue.problems().forEach(watch::warn);
        for (StressTest test : catalogue.tests()) {
            test.questions().stream()
                    .filter(id -> Questions.find(id).isEmpty())
                    .forEach(id -> watch.warn(test.name() + ": no question is called " + id));
            if (!test.variant().isEmpty() && Variants.find(test.variant()).isEmpty()) {
                watch.warn(test.name() + ": no variant is called " + test.variant());
            }
        }
    }

    @Override
    public EvidenceEngine stored(Path directory) throws EvidenceException {
        return StoredRun.of(directory);
    }

    /**
     * After a failure in the middle of a run: what the ledger holds. Empty if it is another run's or cannot be read.
     */
    private static List<Observation> kept(Path directory, StressException failure, EvidenceRequest request) {
        try {
            return failure.isRunKept()
                    ? StressObservations.of(StressRun.read(directory).summaries(), request)
                    : List.of();
        } catch (StressException unreadable) {
            failure.addSuppressed(unreadable);
            return List.of();
        }
    }
}
