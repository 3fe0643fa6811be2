// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history;

import java.time.Duration;
import java.util.List;
import racy.review.Teeth;
import racy.stress.runner.Outcome;
import racy.stress.runner.StressTest;

/**
 * What one night showed of one stress test on one JDK.
 *
 * @param test the test and what it was evidence for in that night
 * @param forks forks that ran to their end
 * @param failedForks forks that crashed, hung or failed
 * @param forksWithHits of the forks that ran to their end
 * @param samples executions looked at, see {@link racy.stress.runner.ForkRecord#samples}
 * @param time spent on it, failed forks included
 * @param secondsToFirst of that, until the end of the first fork with a hit; null without one
 * @param outcomes every outcome seen, in the order of their ids
 */
public record StressNight(
        String night,
        String jdk,
        String fingerprint,
        StressTest test,
        int forks,
        int failedForks,
        int forksWithHits,
        long hits,
        long samples,
        Duration time,
        Double secondsToFirst,
        List<OutcomeNight> outcomes) {
    public StressNight {
        outcomes = List.copyOf(outcomes);
    }

    /**
     * One outcome of the test in that night.
     *
     * @param total its samples, added up over the forks, with the grade they had when they were measured
     * @param forks forks that ran to their end and showed it
     */
    public record OutcomeNight(Outcome total, int forks) {}

    /** Whether it failed that night: an outcome that may not happen, or no fork that ran to its end. */
    public boolean isFailure() {
        return outcomes.stream().anyMatch(outcome -> outcome.total().fails()) || (forks == 0 && failedForks > 0);
    }

    /** Whether what the test looks for was seen. */
    public boolean isWitnessed() {
        return hits > 0;
    }

    /** Whether it is a seeded race that was tried. */
    public boolean isTriedRace() {
        return Teeth.isTriedRace(test.expectation(), forks > 0);
    }

    /** Whether it is a seeded race that was tried and seen. */
    public boolean isWitnessedRace() {
        return Teeth.isWitnessedRace(test.expectation(), forks > 0, isWitnessed());
    }

    /** Whether it is a seeded race that was tried and not seen: what was not seen beside it counts for nothing. */
    public boolean isMissedRace() {
        return Teeth.isMissedRace(test.expectation(), forks > 0, isWitnessed());
    }

    /** What identifies its series over the nights. */
    public Key key() {
        return new Key(test.name(), jdk);
    }

    /** A test on a JDK. */
    public record Key(String test, String jdk) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byTest = test.compareTo(other.test);
            return byTest != 0 ? byTest : jdk.compareTo(other.jdk);
        }
    }
}
