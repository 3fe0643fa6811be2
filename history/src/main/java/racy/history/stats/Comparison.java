// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.stats;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Two samples of fork means, and what the gate says of them.
 *
 * <p><b>The gate.</b> They differ if three things hold at once: the exact Mann-Whitney test has p &lt; 0.05, the interval of
 * the ratio excludes 1, and the ratio is more than 3% from 1. They are the same only if the interval lies inside ±3%.
 * Everything else is not enough evidence, and so is everything with fewer than five forks on a side: the smallest p of three
 * forks against three is 0.1.
 *
 * @param ratio of the second sample's mean to the first's; NaN if a number is not positive and finite
 * @param low lower end of the 95% bootstrap interval of the ratio; NaN with a single fork on a side
 * @param p of the Mann-Whitney test; empty with too few forks
 */
public record Comparison(double ratio, double low, double high, Optional<Double> p, Finding finding) {
    /** Fewer forks than this on a side say nothing. */
    public static final int FORKS = 5;

    /** The margin around 1 within which a ratio does not matter. */
    public static final double MARGIN = 0.03;

    private static final double LEVEL = 0.05;
    private static final int RESAMPLES = 4000;
    private static final long SEED = 20_260_101;

    /** What may be said. */
    public enum Finding {
        /** The second sample is higher. */
        HIGHER,
        /** The second sample is lower. */
        LOWER,
        /** Equal within the margin. */
        SAME,
        /** Neither can be claimed. */
        NOT_ENOUGH_EVIDENCE
    }

    /** Compares. */
    public static Comparison of(double[] before, double[] after) {
        if (!measured(before) || !measured(after)) {
            return new Comparison(Double.NaN, Double.NaN, Double.NaN, Optional.empty(), Finding.NOT_ENOUGH_EVIDENCE);
        }
        double ratio = mean(after) / mean(before);
        double[] interval = interval(before, after);
        double low = interval[0];
        double high = interval[1];
        if (Math.min(before.length, after.length) < FORKS) {
            return new Comparison(ratio, low, high, Optional.empty(), Finding.NOT_ENOUGH_EVIDENCE);
        }
        double p = MannWhitney.p(before, after);
        return new Comparison(ratio, low, high, Optional.of(p), finding(ratio, low, high, p));
    }

    private static Finding finding(double ratio, double low, double high, double p) {
        if (p < LEVEL && low > 1 && ratio > 1 + MARGIN) {
            return Finding.HIGHER;
        }
        // The margin is one of ratios: 3% below is the same distance seen from the other side.
        if (p < LEVEL && high < 1 && ratio < 1 / (1 + MARGIN)) {
            return Finding.LOWER;
        }
        return low > 1 / (1 + MARGIN) && high < 1 + MARGIN ? Finding.SAME : Finding.NOT_ENOUGH_EVIDENCE;
    }

    private static boolean measured(double[] forks) {
        return forks.length > 0 && Arrays.stream(forks).allMatch(mean -> Double.isFinite(mean) && mean > 0);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /**
     * The bootstrap interval of the ratio of means. Quantiles of resampled means are too narrow for few forks: their variance
     * lacks the factor n / (n - 1), and the normal's quantile stands for Student's; so they are taken as much further out.
     */
    private static double[] interval(double[] before, double[] after) {
        int least = Math.min(before.length, after.length);
        if (least < 2) {
            return new double[] {Double.NaN, Double.NaN};
        }
        double t = TDistribution.of(before.length + after.length - 2).inverseSurvivalProbability(LEVEL / 2);
        double outside = NormalDistribution.of(0, 1).survivalProbability(t * Math.sqrt((double) least / (least - 1)));
        SplittableRandom random = new SplittableRandom(SEED);
        double[] ratios = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            ratios[i] = resampledMean(after, random) / resampledMean(before, random);
        }
        Arrays.sort(ratios);
        int beyond = (int) (outside * RESAMPLES);
        return new double[] {ratios[beyond], ratios[RESAMPLES - 1 - beyond]};
    }

    private static double resampledMean(double[] values, SplittableRandom random) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[random.nextInt(values.length)];
        }
        return sum / values.length;
    }
}
