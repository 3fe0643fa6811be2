// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.util.List;

/**
 * Findings that decide how a night ends, one sentence each. They are what the engines without forks found, and where
 * engines contradict each other. What forks found is in the ledgers.
 *
 * @param contradictions where one engine saw what another one excludes
 * @param unexpected what is declared safe and was seen
 * @param failures what broke
 * @param missedRaces seeded races that were tried and not seen
 */
public record EngineFindings(
        List<String> contradictions, List<String> unexpected, List<String> failures, List<String> missedRaces) {
    /** Nothing was found. */
    public static final EngineFindings NONE = new EngineFindings(List.of(), List.of(), List.of(), List.of());

    public EngineFindings {
        contradictions = List.copyOf(contradictions);
        unexpected = List.copyOf(unexpected);
        failures = List.copyOf(failures);
        missedRaces = List.copyOf(missedRaces);
    }
}
