// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BoundsTest {
    @Test
    void upperOfNone_knownValues() {
        assertEquals(1, Bounds.upperOfNone(0));
        assertEquals(0.95, Bounds.upperOfNone(1), 1e-12);
        assertEquals(0.0487, Bounds.upperOfNone(60), 5e-5);
        assertEquals(2.9957e-9, Bounds.upperOfNone(1_000_000_000), 1e-12);
    }

    @Test
    void interval_fewHits_isExact() {
        // Clopper-Pearson values from tables of the beta distribution.
        assertInterval(0.0, 0.3085, Bounds.interval(0, 10));
        assertInterval(0.0025, 0.4450, Bounds.interval(1, 10));
        assertInterval(0.1871, 0.8129, Bounds.interval(5, 10));
        assertInterval(0.5550, 0.9975, Bounds.interval(9, 10));
    }

    @Test
    void interval_manyHits_isWilson() {
        assertInterval(0.4038, 0.5962, Bounds.interval(50, 100));
        assertInterval(0.7225, 1.0, Bounds.interval(10, 10));
    }

    @Test
    void interval_atTheSwitch_agrees() {
        Bounds.Interval exact = Bounds.interval(9, 10_000);
        Bounds.Interval wilson = Bounds.interval(10, 10_000);
        assertEquals(exact.low(), wilson.low(), 2e-4);
        assertEquals(exact.high(), wilson.high(), 2e-4);
    }

    @Test
    void interval_nothingTried_nothingKnown() {
        assertInterval(0, 1, Bounds.interval(0, 0));
        assertThrows(IllegalArgumentException.class, () -> Bounds.interval(2, 1));
    }

    private static void assertInterval(double low, double high, Bounds.Interval actual) {
        assertEquals(low, actual.low(), 6e-5);
        assertEquals(high, actual.high(), 6e-5);
    }
}
