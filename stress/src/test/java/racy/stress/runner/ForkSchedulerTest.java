// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;
import racy.review.Expectation;
import racy.review.Level;

/** Which test is next, without running a fork. */
class ForkSchedulerTest {
    private static final StressTest RACE = test("race", Expectation.SEEDED);
    private static final StressTest OTHER_RACE = test("other", Expectation.SEEDED);
    private static final StressTest SAFE = test("safe", Expectation.SAFE);
    private static final StressTest OPEN = test("open", Expectation.OPEN);
    private static final Duration BUDGET = Duration.ofMinutes(10);
    private static final ForkSettings SETTINGS = ForkSettings.standard(SpinLoopStyle.THREAD_YIELD);

    @Test
    void noPriorities_inOrderThenRoundRobin_aRaceInsistsOnce() {
        ForkScheduler scheduler = new ForkScheduler(request(List.of(OPEN, RACE, SAFE), Map.of()));
        assertEquals(
                "open race race race race race race safe open safe open safe open safe open safe open safe open race",
                turns(scheduler, 20, Set.of()));
    }

    @Test
    void priorities_changedThenRacesThenForbiddenThenRest() {
        List<StressTest> tests = List.of(OPEN, SAFE, RACE, OTHER_RACE);
        Map<String, Priority> priorities = Map.of(
                "open", Priority.CHANGED, "safe", Priority.of(SAFE), "race", Priority.of(RACE), "other", Priority.RACE);
        ForkScheduler scheduler = new ForkScheduler(request(tests, priorities));
        assertEquals(
                "open open open race other other other other other other safe race",
                turns(scheduler, 12, Set.of("race")));
    }

    /** The other tests take turns. A race that was not seen has several forks in each round. */
    @Test
    void priorities_raceNotSeen_insistsInEveryRound() {
        ForkScheduler scheduler = new ForkScheduler(
                request(List.of(SAFE, RACE), Map.of("race", Priority.RACE, "safe", Priority.FORBIDDEN)));
        assertEquals(
                "race race race race race race safe race race race race race race safe",
                turns(scheduler, 14, Set.of()));
    }

    @Test
    void seenOftenEnough_leavesTheTimeToTheOthers() {
        ForkScheduler scheduler = new ForkScheduler(request(List.of(SAFE, RACE), Map.of("race", Priority.RACE)));
        for (int i = 0; i < StressRequest.ENOUGH_HITS; i++) {
            scheduler.add(fork(RACE, 1));
        }
        assertEquals("safe safe safe", turns(scheduler, 3, Set.of()));
    }

    /** On a busy machine a fork may end before its samples count. */
    @Test
    void forksWithoutSamples_areNoLook_andTheTestGetsSomeMoreAtOnce() {
        ForkScheduler scheduler = new ForkScheduler(request(List.of(SAFE, OPEN), Map.of()));
        List<ForkRecord> forks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    "safe", scheduler.next(Duration.ZERO).orElseThrow().test().name());
            forks.add(fork(SAFE, 0, 0));
            scheduler.add(forks.get(i));
            assertEquals(
                    i == 0 ? 0 : 1,
                    scheduler.progress(forks.get(i), Duration.ZERO).covered());
            scheduler.add(fork(OPEN, 0));
        }
        assertEquals(0, TestSummary.of(SAFE, forks).forks());
        forks.add(fork(SAFE, 0));
        assertEquals(1, TestSummary.of(SAFE, forks).forks());
    }

    @Test
    void budgetOver_onlyARaceThatWasBegun() {
        ForkScheduler scheduler = new ForkScheduler(request(List.of(SAFE, RACE), Map.of("race", Priority.RACE)));
        assertTrue(scheduler.next(BUDGET).isEmpty());
        scheduler.add(fork(RACE, 0));
        assertEquals("race", scheduler.next(BUDGET).orElseThrow().test().name());
        scheduler.add(fork(RACE, 1));
        assertTrue(scheduler.next(BUDGET).isEmpty());
    }

    private static String turns(ForkScheduler scheduler, int count, Set<String> witnessed) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StressTest next = scheduler.next(Duration.ZERO).orElseThrow().test();
            names.add(next.name());
            scheduler.add(fork(next, witnessed.contains(next.name()) ? 1 : 0));
        }
        return String.join(" ", names);
    }

    private static StressRequest request(List<StressTest> tests, Map<String, Priority> priorities) {
        return new StressRequest(tests, BUDGET, BUDGET, StressRequest.ENOUGH_HITS, 1, SETTINGS, priorities);
    }

    private static ForkRecord fork(StressTest test, long hits) {
        return fork(test, hits, 9);
    }

    private static ForkRecord fork(StressTest test, long hits, long samples) {
        ForkSpec spec = new ForkSpec(test.name(), 0, 0, List.of(), SETTINGS);
        List<Outcome> outcomes =
                hits == 0 ? List.of() : List.of(new Outcome("x", hits, Expect.ACCEPTABLE, true, true, "seen"));
        return new ForkRecord(spec, "", Status.NORMAL, 9, samples, outcomes, 0, 1, List.of(), List.of());
    }

    private static StressTest test(String name, Expectation expectation) {
        return new StressTest(name, List.of("a", "b"), List.of("xchg"), "", "", Set.of(), expectation, Level.IDEA, "");
    }
}
