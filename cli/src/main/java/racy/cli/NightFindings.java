// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import racy.history.bundle.EngineFindings;
import racy.nightly.NightSummary;
import racy.stress.runner.TestSummary;

/**
 * Of a night what decides how it ends.
 *
 * @param newForbidden outcomes that may not happen, were seen, and had not been before; without a history every one is
 * new
 * @param regressions benchmarks that are slower, confirmed by their re-run
 * @param failures what went wrong with JVMs, forks and benchmarks
 * @param coveredPercent of the planned tests, those with a fork, on the JDK with the fewest
 * @param missing shards that never came
 * @param unwitnessed seeded races that were tried on a JDK and not seen there
 * @param engines what the engines found beside what the forks say
 */
record NightFindings(
        List<String> newForbidden,
        List<String> regressions,
        List<String> failures,
        int coveredPercent,
        List<Integer> missing,
        List<String> unwitnessed,
        EngineFindings engines) {
    NightFindings {
        newForbidden = List.copyOf(newForbidden);
        regressions = List.copyOf(regressions);
        failures = List.copyOf(failures);
        missing = List.copyOf(missing);
        unwitnessed = List.copyOf(unwitnessed);
    }

    /** What a night says by itself, without a history. */
    static NightFindings of(NightSummary night) {
        List<String> forbidden = new ArrayList<>();
        List<String> failures = new ArrayList<>(night.failures());
        List<String> unwitnessed = new ArrayList<>();
        for (NightSummary.Part part : night.parts()) {
            for (TestSummary test : part.forbidden()) {
                test.forbidden().forEach(outcome -> forbidden.add(on(test, part) + ": " + outcome.id()));
            }
            if (part.failedForks() > 0) {
                failures.add("JDK " + part.jdk() + ": " + part.failedForks()
                        + " forks crashed or hung; their output is in the ledger");
            }
            part.unwitnessed().forEach(test -> unwitnessed.add(on(test, part)));
        }
        return new NightFindings(
                forbidden, List.of(), failures, night.coveredPercent(), List.of(), unwitnessed, night.engines());
    }

    private static String on(TestSummary test, NightSummary.Part part) {
        return test.test().shortName() + " on JDK " + part.jdk();
    }

    ExitCode exitCode(int coverageFloor) {
        ExitCode forks = ExitCode.of(Map.of(
                ExitCode.FORBIDDEN,
                !newForbidden.isEmpty() || !regressions.isEmpty(),
                ExitCode.INFRASTRUCTURE,
                !failures.isEmpty(),
                ExitCode.COVERAGE,
                !missing.isEmpty() || coveredPercent < coverageFloor,
                ExitCode.LOST_TEETH,
                !unwitnessed.isEmpty()));
        return ExitCode.first(Stream.of(forks, ExitCode.of(engines)));
    }
}
