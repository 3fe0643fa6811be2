// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangePointsTest {
    private static final int SERIES = 400;

    private static double[] series(Random random, int nights, double noise, IntToDoubleFunction level) {
        return IntStream.range(0, nights)
                .mapToDouble(night -> level.applyAsDouble(night) + noise * random.nextGaussian())
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 60, 120})
    void constantSeries_hasNoStep(int nights) {
        Random random = new Random(1);
        long stepped = IntStream.range(0, SERIES)
                .filter(i -> !ChangePoints.of(series(random, nights, 0.01, night -> 0))
                        .isEmpty())
                .count();
        assertTrue(stepped <= SERIES / 50, stepped + " of " + SERIES);
    }

    @Test
    void stepOfFivePercent_isFoundWhereItIs() {
        Random random = new Random(2);
        long found = IntStream.range(0, SERIES)
                .mapToObj(i -> ChangePoints.of(series(random, 60, 0.01, night -> night < 40 ? 0 : Math.log(1.05))))
                .filter(starts -> starts.size() == 1 && Math.abs(starts.get(0) - 40) <= 1)
                .count();
        assertTrue(found >= SERIES * 0.95, found + " of " + SERIES);
    }

    @Test
    void lonelyOutliers_areNoSteps() {
        Random random = new Random(3);
        long stepped = IntStream.range(0, SERIES)
                .mapToObj(i -> ChangePoints.of(series(random, 60, 0.01, night -> night % 13 == 5 ? 0.4 : 0)))
                .filter(starts -> !starts.isEmpty())
                .count();
        assertTrue(stepped <= SERIES / 50, stepped + " of " + SERIES);
    }

    @Test
    void slowDrift_isSteps() {
        List<Integer> starts = ChangePoints.of(series(new Random(4), 60, 0.005, night -> night * 0.002));
        assertTrue(starts.size() >= 2, starts::toString);
    }

    @Test
    void upAndDown_bothAreFound() {
        assertEquals(
                List.of(20, 40),
                ChangePoints.of(series(new Random(5), 60, 0.01, night -> night >= 20 && night < 40 ? 0.2 : 0)));
    }

    @Test
    void noNoiseAtAll_onlyTheStep() {
        assertEquals(List.of(), ChangePoints.of(series(new Random(6), 40, 0, night -> 3)));
        assertEquals(List.of(25), ChangePoints.of(series(new Random(6), 40, 0, night -> night < 25 ? 3 : 4)));
        assertEquals(List.of(), ChangePoints.of(series(new Random(6), 40, 0, night -> night == 25 ? 4 : 3)));
    }

    @Test
    void fewerThanThirtyNights_neverStep() {
        assertEquals(List.of(), ChangePoints.of(series(new Random(7), 29, 0.001, night -> night < 15 ? 0 : 1)));
        assertEquals(List.of(15), ChangePoints.of(series(new Random(7), 30, 0.001, night -> night < 15 ? 0 : 1)));
    }
}
