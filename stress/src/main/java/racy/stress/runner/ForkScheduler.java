// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import racy.review.Teeth;

/** The tests of a run, the forks that each one has had so far, and the test that is due. */
final class ForkScheduler {
    /** The number of successive forks that a seeded race gets until it is seen. */
    static final int TRIES = 6;

    /**
     * First the pressing tests, then by priority those that have not had their first forks, then round robin. Equals
     * stay in the order of the request.
     */
    private static final Comparator<Lane> ORDER = Comparator.comparing((Lane lane) -> !lane.isPressing())
            .thenComparing(lane -> !lane.isBehind())
            .thenComparing(lane -> lane.isBehind() ? lane.priority.ordinal() : 0)
            .thenComparingInt(Lane::turn)
            .thenComparing(lane -> lane.priority);

    private final StressRequest request;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private int forks;

    ForkScheduler(StressRequest request) {
        this.request = request;
        request.tests().forEach(test -> lanes.put(test.name(), new Lane(test)));
    }

    /** Records a fork of one of the request's tests. */
    void add(ForkRecord fork) {
        forks++;
        lanes.get(fork.spec().test()).add(fork);
    }

    /** The test that is due among those that may get another fork. After the budget only a pressing test is due. */
    Optional<Lane> next(Duration elapsed) {
        boolean over = elapsed.compareTo(request.budget()) >= 0;
        return lanes.values().stream()
                .filter(lane -> over ? lane.isPressing() : lane.isLive())
                .min(ORDER);
    }

    StressProgress progress(ForkRecord last, Duration elapsed) {
        return new StressProgress(
                last,
                forks,
                count(lane -> lane.samples > 0),
                lanes.size(),
                count(Lane::isLive),
                count(lane -> lane.test.isSeeded()),
                count(Lane::isWitnessedRace),
                elapsed,
                request.budget());
    }

    private int count(Predicate<Lane> which) {
        return (int) lanes.values().stream().filter(which).count();
    }

    /** A test and the forks that it has had so far. */
    final class Lane {
        private final StressTest test;
        private final Priority priority;
        private int forks;
        private long samples;
        private long hits;
        private long millis;

        Lane(StressTest test) {
            this.test = test;
            this.priority = request.priorities().getOrDefault(test.name(), Priority.REST);
        }

        StressTest test() {
            return test;
        }

        int forks() {
            return forks;
        }

        private void add(ForkRecord fork) {
            forks++;
            millis += fork.wallMillis();
            samples += fork.isNormal() ? fork.samples() : 0;
            hits += fork.isNormal() ? fork.hits() : 0;
        }

        private boolean isWitnessedRace() {
            return Teeth.isWitnessedRace(test.expectation(), forks > 0, hits > 0);
        }

        private boolean isMissedRace() {
            return Teeth.isMissedRace(test.expectation(), forks > 0, hits > 0);
        }

        /** A seeded race that was tried and not seen, during one of its turns of several forks. */
        private boolean isInsistent() {
            boolean everyTurn = !request.priorities().isEmpty();
            return isMissedRace() && (everyTurn || forks < TRIES);
        }

        /** A seeded race that was begun and not seen. Without it the "not seen" of other tests counts for nothing. */
        private boolean isPressing() {
            return isInsistent() && forks % TRIES != 0;
        }

        /** A test whose forks had no time for more than their calibration gets some more at once. */
        private boolean isBehind() {
            return forks < priority.firstForks() || samples == 0 && forks < TRIES;
        }

        /** The test with the smallest number is next. */
        private int turn() {
            return isInsistent() ? forks / TRIES : forks;
        }

        private boolean isLive() {
            boolean enough = isWitnessedRace() && hits >= request.stopAfterHits();
            return !enough && millis < request.perTest().toMillis();
        }
    }
}
