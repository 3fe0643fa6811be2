// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.util.List;
import java.util.Map;
import racy.history.AnswerNight;
import racy.history.BenchNight;
import racy.history.EvidenceNight;
import racy.history.ForkNight;
import racy.history.Night;
import racy.history.TestNight;
import racy.review.Observation;
import racy.stress.runner.ForkRecord;

/**
 * A bundle as the history's readers see it: what is stored, in the order in which it is told. Depends on the bundle alone,
 * so that a history made again from its bundles is the same history.
 *
 * <p>All shards of a JDK are one run: their forks are added up in the order of the shards.
 *
 * @param seal SHA-256 of the bundle's seal
 * @param environments what is compared of each, by fingerprint
 * @param witnesses those with an interleaving first
 */
record NightIndex(
        Night night,
        String seal,
        Map<String, Map<String, String>> environments,
        List<Test> tests,
        List<ForkNight> notableForks,
        List<AnswerNight> answers,
        List<EvidenceNight> evidence,
        List<Witnessed> witnesses,
        List<BenchNight> benchmarks,
        List<BenchNight> confirmations) {
    /**
     * One test on one JDK.
     *
     * @param code digest of its class; null if no part says
     */
    record Test(TestNight summary, String code, List<PlacedFork> forks) {}

    /** A fork, and where it is: the line counts from 1. */
    record PlacedFork(int shard, int line, ForkRecord fork) {}

    /** An observation with a hit, and where it was made. */
    record Witnessed(String jdk, Observation observation) {}
}
