// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import racy.history.bundle.EngineFindings;
import racy.stress.runner.TestSummary;

/**
 * What a night came to.
 *
 * @param sealed whether it is over; if not, it can be resumed
 * @param failures what went wrong with JVMs and benchmarks, a sentence each; forks that failed are in the parts
 * @param engines what the engines found beside what the parts say
 * @param budgetForBenchmarks the budget in which all benchmarks would have fitted
 */
public record NightSummary(
        String night,
        Path bundle,
        boolean sealed,
        List<Part> parts,
        List<String> failures,
        EngineFindings engines,
        Duration budgetForBenchmarks) {
    public NightSummary {
        parts = List.copyOf(parts);
        failures = List.copyOf(failures);
    }

    /**
     * One JDK.
     *
     * @param planned tests it was to run
     * @param forks that ran to their end and have samples
     * @param failedForks that did not
     * @param tests what each planned test showed
     */
    public record Part(
            String jdk,
            int planned,
            int forks,
            int failedForks,
            List<TestSummary> tests,
            int plannedBenchmarks,
            int measuredBenchmarks) {
        public Part {
            tests = List.copyOf(tests);
        }

        /** Tests with at least one fork that ran to its end and has samples. */
        public int covered() {
            return (int) tests.stream().filter(test -> test.forks() > 0).count();
        }

        /** Their names. */
        Set<String> covering() {
            return tests.stream()
                    .filter(test -> test.forks() > 0)
                    .map(test -> test.test().name())
                    .collect(Collectors.toSet());
        }

        /** Seeded races that were tried. */
        public List<TestSummary> triedRaces() {
            return tests.stream().filter(TestSummary::isTriedRace).toList();
        }

        /** Seeded races that were tried and not seen. */
        public List<TestSummary> unwitnessed() {
            return tests.stream().filter(TestSummary::isMissedRace).toList();
        }

        /** Tests that showed an outcome that may not happen. */
        public List<TestSummary> forbidden() {
            return tests.stream().filter(test -> !test.forbidden().isEmpty()).toList();
        }

        /** Of the planned tests, those covered, in percent, rounded down; 100 if nothing was planned. */
        public int coveredPercent() {
            return planned == 0 ? 100 : 100 * covered() / planned;
        }
    }

    /** The least of the parts' coverages, in percent. */
    public int coveredPercent() {
        return parts.stream().mapToInt(Part::coveredPercent).min().orElse(100);
    }
}
