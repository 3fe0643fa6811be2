// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

/** What a number of hits says about a rate, at 95% confidence. */
public final class Bounds {
    private static final double RISK = 0.05;
    private static final double Z = 1.959963984540054;
    private static final int WILSON_FROM = 10;

    private Bounds() {}

    /** An interval of rates. */
    public record Interval(double low, double high) {}

    /**
     * The one-sided upper bound after 0 hits in {@code n}: a rate that shows no hit with probability 5%. About 3/n.
     *
     * @return 1 for {@code n == 0}, because then nothing is known
     */
    public static double upperOfNone(long n) {
        return n == 0 ? 1 : -Math.expm1(Math.log(RISK) / n);
    }

    /**
     * The two-sided interval for {@code hits} in {@code n}: exact (Clopper-Pearson) below ten hits, Wilson from ten on.
     */
    public static Interval interval(long hits, long n) {
        if (hits < 0 || n < hits) {
            throw new IllegalArgumentException(hits + " of " + n);
        }
        if (n == 0) {
            return new Interval(0, 1);
        }
        return hits < WILSON_FROM ? exact((int) hits, n) : wilson(hits, n);
    }

    private static Interval wilson(long hits, long n) {
        double rate = (double) hits / n;
        double centre = rate + Z * Z / (2 * n);
        double spread = Z * Math.sqrt(rate * (1 - rate) / n + Z * Z / (4.0 * n * n));
        double scale = 1 + Z * Z / n;
        return new Interval(Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale));
    }

    private static Interval exact(int hits, long n) {
        double low = hits == 0 ? 0 : rateWhere(hits - 1, n, 1 - RISK / 2);
        double high = hits == n ? 1 : rateWhere(hits, n, RISK / 2);
        return new Interval(low, high);
    }

    /** The rate at which {@code hits} or fewer in {@code n} have this probability. Found by bisection. */
    private static double rateWhere(int hits, long n, double probability) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 200; i++) {
            double middle = (low + high) / 2;
            if (atMost(hits, n, middle) > probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double atMost(int hits, long n, double rate) {
        double sum = 0;
        double choices = 0;
        for (int k = 0; k <= hits; k++) {
            sum += Math.exp(choices + k * Math.log(rate) + (n - k) * Math.log1p(-rate));
            choices += Math.log(n - k) - Math.log(k + 1.0);
        }
        return sum;
    }
}
