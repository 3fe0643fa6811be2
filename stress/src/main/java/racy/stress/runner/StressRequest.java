// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What to run.
 *
 * @param tests in the order in which they get their first fork
 * @param budget time for all tests, without the probe of the JVM; the current fork is finished after it, and a seeded
 *     race that was begun may take a few more forks
 * @param perTest the longest time for one test
 * @param stopAfterHits a seeded race with this many hits gets no more forks, and the other tests get the time
 * @param seed decides the order of the compile modes and the JVM's own stress seeds
 * @param priorities by name of the test; with them, a seeded race that is not witnessed yet has several forks in each
 *     of its turns, not only in its first one; empty for no priorities
 */
public record StressRequest(
        List<StressTest> tests,
        Duration budget,
        Duration perTest,
        int stopAfterHits,
        long seed,
        ForkSettings settings,
        Map<String, Priority> priorities) {
    public StressRequest {
        tests = List.copyOf(tests);
        priorities = Map.copyOf(priorities);
    }

    /** A request without priorities. */
    public StressRequest(
            List<StressTest> tests,
            Duration budget,
            Duration perTest,
            int stopAfterHits,
            long seed,
            ForkSettings settings) {
        this(tests, budget, perTest, stopAfterHits, seed, settings, Map.of());
    }

    /** The tests in an order that the seed decides. */
    public static List<StressTest> shuffled(List<StressTest> tests, long seed) {
        List<StressTest> order = new ArrayList<>(tests);
        Collections.shuffle(order, new Random(seed));
        return order;
    }

    /** The number of hits that is enough to call a race witnessed. */
    public static final int ENOUGH_HITS = 20;
}
