// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.stats;

import java.util.OptionalInt;
import org.apache.commons.statistics.inference.FisherExactTest;

/** Whether two shares of forks differ: Fisher's exact test, two-sided. */
public final class Fisher {
    /** A smaller p is evidence of a difference. */
    public static final double LEVEL = 0.05;

    private static final int FORKS_AT_MOST = 1_000_000;

    private Fisher() {}

    /**
     * The probability of shares at least as unlikely as these, were the rates equal.
     *
     * @param hits forks that showed it, of {@code n}
     * @param otherHits the same elsewhere, of {@code m}
     * @return 1 where nothing can differ: no fork on a side, or the same whole on both
     */
    public static double p(int hits, int n, int otherHits, int m) {
        if (hits < 0 || n < hits || otherHits < 0 || m < otherHits) {
            throw new IllegalArgumentException(hits + " of " + n + ", " + otherHits + " of " + m);
        }
        boolean degenerate = n == 0 || m == 0 || hits + otherHits == 0 || hits + otherHits == n + m;
        return degenerate
                ? 1
                : FisherExactTest.withDefaults()
                        .test(new int[][] {{hits, n - hits}, {otherHits, m - otherHits}})
                        .getPValue();
    }

    /**
     * The least number of forks that would tell, had none of them shown what {@code hits} of {@code n} did: the power that
     * is lacking, in forks. Empty if there is none below a million.
     */
    public static OptionalInt forksToTell(int hits, int n) {
        // With no hit on one side, p falls as that side grows.
        int tooFew = 0;
        int enough = 1;
        while (p(hits, n, 0, enough) >= LEVEL) {
            tooFew = enough;
            enough *= 2;
            if (enough > FORKS_AT_MOST) {
                return OptionalInt.empty();
            }
        }
        while (enough - tooFew > 1) {
            int middle = (tooFew + enough) / 2;
            if (p(hits, n, 0, middle) < LEVEL) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return OptionalInt.of(enough);
    }
}
