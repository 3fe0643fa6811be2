// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.stats;

import java.util.Arrays;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * The Mann-Whitney test of two samples.
 *
 * <p>Libraries are exact only without ties, and fork means do tie: clocks and JMH's sums are coarse against an operation of
 * a nanosecond. So the permutation distribution of the rank sum is counted here, equal values sharing their mean rank.
 */
public final class MannWhitney {
    /** Beyond this many values in all the normal approximation is used. */
    private static final int EXACT_TO = 100;

    private MannWhitney() {}

    /**
     * Two-sided: the share of the ways to divide all values among the two samples whose rank sum is at least as far from its
     * mean. Exact to 100 values in all.
     *
     * @throws IllegalArgumentException if a sample is empty or holds a NaN
     */
    public static double p(double[] a, double[] b) {
        if (a.length == 0 || b.length == 0 || hasNaN(a) || hasNaN(b)) {
            throw new IllegalArgumentException("samples of " + a.length + " and " + b.length + " numbers");
        }
        if (a.length + b.length > EXACT_TO) {
            return MannWhitneyUTest.withDefaults().test(a, b).getPValue();
        }
        int[] ranks = doubledRanks(a, b);
        int sum = Arrays.stream(ranks, 0, a.length).sum();
        int mean = a.length * (a.length + b.length + 1);
        double[] ways = waysToReach(ranks, a.length);
        double all = 0;
        double asFar = 0;
        for (int s = 0; s < ways.length; s++) {
            all += ways[s];
            if (Math.abs(s - mean) >= Math.abs(sum - mean)) {
                asFar += ways[s];
            }
        }
        return asFar / all;
    }

    private static boolean hasNaN(double[] values) {
        return Arrays.stream(values).anyMatch(Double::isNaN);
    }

    /** Twice the rank of each value, those of {@code a} first: whole numbers, as the mean rank of a tie need not be. */
    private static int[] doubledRanks(double[] a, double[] b) {
        double[] values = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, values, a.length, b.length);
        int[] ranks = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            int below = 0;
            int equal = 0;
            for (double other : values) {
                below += other < values[i] ? 1 : 0;
                equal += other == values[i] ? 1 : 0;
            }
            ranks[i] = 2 * below + equal + 1;
        }
        return ranks;
    }

    /** For each sum, how many choices of {@code size} of the ranks have it. */
    private static double[] waysToReach(int[] ranks, int size) {
        int most = Arrays.stream(ranks).sum();
        double[][] ways = new double[size + 1][most + 1];
        ways[0][0] = 1;
        for (int rank : ranks) {
            // From the largest choice down, so that no rank is chosen twice.
            for (int chosen = size; chosen > 0; chosen--) {
                for (int s = most; s >= rank; s--) {
                    ways[chosen][s] += ways[chosen - 1][s - rank];
                }
            }
        }
        return ways[size];
    }
}
