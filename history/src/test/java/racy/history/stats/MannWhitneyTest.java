// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MannWhitneyTest {
    @ParameterizedTest
    @CsvSource({"3, 0.1", "4, 0.0285714285714", "5, 0.00793650793651", "10, 0.0000108250882"})
    void p_samplesApart_leastThatManyForksCanGive(int forks, double p) {
        double[] low = new Random(1).doubles(forks, 0, 1).toArray();
        double[] high = new Random(2).doubles(forks, 2, 3).toArray();
        assertEquals(p, MannWhitney.p(low, high), 1e-12);
        assertEquals(p, MannWhitney.p(high, low), 1e-12);
    }

    @Test
    void p_noTies_asTheLibrary() {
        Random random = new Random(3);
        MannWhitneyUTest library = MannWhitneyUTest.withDefaults().with(PValueMethod.EXACT);
        for (int i = 0; i < 300; i++) {
            double[] a = random.doubles(1 + random.nextInt(12)).toArray();
            double[] b = random.doubles(1 + random.nextInt(12), 0.2, 1.2).toArray();
            assertEquals(library.test(a, b).getPValue(), MannWhitney.p(a, b), 1e-12);
        }
    }

    @Test
    void p_ties_asEveryDivisionCounted() {
        Random random = new Random(4);
        for (int i = 0; i < 100; i++) {
            double[] a =
                    random.ints(1 + random.nextInt(6), 0, 4).asDoubleStream().toArray();
            double[] b =
                    random.ints(1 + random.nextInt(6), 1, 5).asDoubleStream().toArray();
            assertEquals(counted(a, b), MannWhitney.p(a, b), 1e-12);
        }
    }

    /** U counts pairs, a tie half; over every way to choose which values are the first sample's. */
    private static double counted(double[] a, double[] b) {
        double[] all = new double[a.length + b.length];
        System.arraycopy(a, 0, all, 0, a.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        double mean = a.length * b.length / 2.0;
        double distance = Math.abs(u(all, (1 << a.length) - 1) - mean);
        int ways = 0;
        int asFar = 0;
        for (int chosen = 0; chosen < 1 << all.length; chosen++) {
            if (Integer.bitCount(chosen) == a.length) {
                ways++;
                asFar += Math.abs(u(all, chosen) - mean) >= distance ? 1 : 0;
            }
        }
        return (double) asFar / ways;
    }

    private static double u(double[] values, int chosen) {
        double u = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values.length; j++) {
                if ((chosen >> i & 1) == 1 && (chosen >> j & 1) == 0) {
                    u += values[i] > values[j] ? 1 : values[i] == values[j] ? 0.5 : 0;
                }
            }
        }
        return u;
    }

    @Test
    void p_allEqual_isOne() {
        assertEquals(1, MannWhitney.p(new double[] {2, 2, 2, 2, 2}, new double[] {2, 2, 2, 2, 2}));
    }

    @Test
    void p_manyForks_nearTheExact() {
        double[] a = new Random(5).doubles(60).toArray();
        double[] b = new Random(6).doubles(60, 0.1, 1.1).toArray();
        double exact = MannWhitneyUTest.withDefaults()
                .with(PValueMethod.EXACT)
                .test(a, b)
                .getPValue();
        assertEquals(exact, MannWhitney.p(a, b), 0.01);
    }

    @Test
    void p_nothingOrNaN_refused() {
        assertThrows(IllegalArgumentException.class, () -> MannWhitney.p(new double[0], new double[] {1}));
        assertThrows(IllegalArgumentException.class, () -> MannWhitney.p(new double[] {Double.NaN}, new double[] {1}));
    }
}
