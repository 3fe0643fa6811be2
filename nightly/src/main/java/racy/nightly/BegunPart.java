// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.Fingerprint;
import racy.history.bundle.PartManifest;
import racy.stress.runner.ForkSettings;
import racy.stress.runner.Manifest;
import racy.stress.runner.StressException;
import racy.stress.runner.StressRequest;
import racy.stress.runner.StressRun;
import racy.stress.runner.StressTest;

/**
 * Whether a part that was begun may be gone on with here. It must say what this worker would have begun itself: it may be
 * of another machine, or of somebody who means harm.
 */
final class BegunPart {
    private BegunPart() {}

    /** This worker does not go on with the part. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }
    }

    /** A part is of one environment, one code and one plan, however often it is resumed. */
    static void check(Path directory, PartManifest now) throws BundleException, Refusal {
        PartManifest begun = BundleFiles.read(directory.resolve(BundleFiles.PART), PartManifest.class);
        Map<String, String> before = Fingerprint.compared(begun.environment());
        Map<String, String> after = Fingerprint.compared(now.environment());
        if (!before.equals(after)) {
            Set<String> names = new TreeSet<>(before.keySet());
            names.addAll(after.keySet());
            throw new Refusal(directory + " was begun in another environment: "
                    + names.stream()
                            .filter(name -> !String.valueOf(before.get(name)).equals(after.get(name)))
                            .map(name -> name + " was " + before.get(name) + " and is " + after.get(name))
                            .collect(Collectors.joining("; ")));
        }
        if (begun.shard() != now.shard()
                || !begun.jdk().equals(now.jdk())
                || !begun.benchmarks().equals(now.benchmarks())
                || !begun.floors().equals(now.floors())) {
            throw new Refusal(directory + " was begun with another plan; begin a new night");
        }
        if (!new TreeMap<>(begun.code()).equals(new TreeMap<>(now.code()))) {
            throw new Refusal(directory + " was begun with other tests: go on with the build that began it");
        }
    }

    /** Forks that were begun go on with what their manifest says: tests, seed, settings, budget. */
    static void checkForks(Path stress, List<StressTest> tests, long seed, Duration most)
            throws StressException, Refusal {
        Optional<Manifest> begun = StressRun.begun(stress);
        if (begun.isEmpty()) {
            return;
        }
        Manifest manifest = begun.get();
        ForkSettings settings = manifest.settings();
        boolean same = manifest.seed() == seed
                && manifest.stopAfterHits() == StressRequest.ENOUGH_HITS
                && manifest.budgetMillis() <= most.toMillis()
                && settings.equals(ForkSettings.standard(settings.spinStyle()))
                && Set.copyOf(manifest.tests()).equals(Set.copyOf(tests));
        if (!same) {
            throw new Refusal(stress + " was begun with other tests or settings; begin a new night");
        }
    }
}
