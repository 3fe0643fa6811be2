// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import racy.history.stats.Comparison.Finding;

class ComparisonTest {
    private static final int PAIRS = 2000;

    /** Fork means: each fork has a level of its own, lognormal about the benchmark's. */
    private static double[] forks(Random random, int forks, double cv, double level) {
        double[] means = new double[forks];
        for (int i = 0; i < forks; i++) {
            means[i] = level * Math.exp(cv * random.nextGaussian());
        }
        return means;
    }

    private static boolean alarms(Comparison comparison) {
        return comparison.finding() == Finding.HIGHER || comparison.finding() == Finding.LOWER;
    }

    @ParameterizedTest
    @CsvSource({"5, 0.02", "5, 0.05", "10, 0.02", "10, 0.05"})
    void unchanged_confirmedAlarms_atMostTwoInAHundred(int forks, double cv) {
        Random random = new Random(7);
        int alarms = 0;
        int confirmed = 0;
        int covered = 0;
        for (int i = 0; i < PAIRS; i++) {
            double[] before = forks(random, forks, cv, 50);
            Comparison first = Comparison.of(before, forks(random, forks, cv, 50));
            covered += first.low() <= 1 && 1 <= first.high() ? 1 : 0;
            if (alarms(first)) {
                alarms++;
                Comparison again = Comparison.of(before, forks(random, forks, cv, 50));
                confirmed += again.finding() == first.finding() ? 1 : 0;
            }
        }
        // Were the rate 2 in 100, 2000 pairs would show 27 or fewer with a probability of 1%.
        assertTrue(confirmed <= 27, confirmed + " confirmed alarms in " + PAIRS);
        assertTrue(alarms <= PAIRS * 0.05, alarms + " alarms in " + PAIRS);
        assertTrue(covered >= PAIRS * 0.93, "the interval covers the truth in " + covered + " of " + PAIRS);
    }

    /** At fork noise of 2% the gate finds 5% at ten forks; at 5% of noise it says that it cannot tell. */
    @Test
    void slowerByFivePercent_tenForks_isFoundAndConfirmed() {
        Random random = new Random(8);
        int found = 0;
        for (int i = 0; i < PAIRS; i++) {
            double[] before = forks(random, 10, 0.02, 50);
            if (Comparison.of(before, forks(random, 10, 0.02, 52.5)).finding() == Finding.HIGHER
                    && Comparison.of(before, forks(random, 10, 0.02, 52.5)).finding() == Finding.HIGHER) {
                found++;
            }
        }
        // Were the rate 9 in 10, 2000 pairs would show 1832 or more with a probability of 1%.
        assertTrue(found >= 1832, found + " of " + PAIRS);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.05})
    void slowerByFivePercent_neverCalledTheSame(double cv) {
        Random random = new Random(9);
        int same = 0;
        for (int i = 0; i < PAIRS; i++) {
            Comparison comparison = Comparison.of(forks(random, 5, cv, 50), forks(random, 5, cv, 52.5));
            same += comparison.finding() == Finding.SAME ? 1 : 0;
        }
        assertTrue(same <= PAIRS / 100, same + " of " + PAIRS);
    }

    @ParameterizedTest
    @CsvSource({"4, 5", "5, 4", "1, 5", "2, 2"})
    void fewerThanFiveForks_howeverFarApart_sayNothing(int before, int after) {
        Comparison comparison =
                Comparison.of(forks(new Random(1), before, 0.001, 10), forks(new Random(2), after, 0.001, 20));
        assertEquals(Finding.NOT_ENOUGH_EVIDENCE, comparison.finding());
        assertEquals(Optional.empty(), comparison.p());
        assertEquals(2, comparison.ratio(), 0.1);
    }

    @Test
    void difference_belowTheMargin_isNoAlarm() {
        Comparison comparison =
                Comparison.of(forks(new Random(1), 10, 0.001, 100), forks(new Random(2), 10, 0.001, 102.5));
        assertTrue(comparison.low() > 1 && comparison.p().orElseThrow() < 0.001);
        assertEquals(Finding.SAME, comparison.finding());
    }

    @Test
    void interval_halfWithinTheMargin_isNotTheSame() {
        Comparison comparison = Comparison.of(forks(new Random(1), 5, 0.05, 100), forks(new Random(2), 5, 0.05, 100));
        assertTrue(comparison.high() > 1.03 || comparison.low() < 0.97, comparison::toString);
        assertEquals(Finding.NOT_ENOUGH_EVIDENCE, comparison.finding());
    }

    @Test
    void sidesSwapped_findingMirrored() {
        double[] low = forks(new Random(1), 5, 0.01, 100);
        double[] high = forks(new Random(2), 5, 0.01, 120);
        assertEquals(Finding.HIGHER, Comparison.of(low, high).finding());
        assertEquals(Finding.LOWER, Comparison.of(high, low).finding());
    }

    @Test
    void sameSamples_isTheSameAndDeterministic() {
        double[] forks = forks(new Random(1), 10, 0.01, 100);
        Comparison comparison = Comparison.of(forks, forks.clone());
        assertEquals(Finding.SAME, comparison.finding());
        assertEquals(1, comparison.ratio());
        assertEquals(comparison, Comparison.of(forks, forks.clone()));
        assertNotEquals(comparison.low(), comparison.high());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void numberThatIsNoTime_saysNothing(double broken) {
        double[] good = {1, 1, 1, 1, 1};
        double[] bad = {2, 2, broken, 2, 2};
        assertEquals(Finding.NOT_ENOUGH_EVIDENCE, Comparison.of(good, bad).finding());
        assertEquals(Finding.NOT_ENOUGH_EVIDENCE, Comparison.of(bad, good).finding());
        assertTrue(Double.isNaN(Comparison.of(good, bad).ratio()));
    }
}
