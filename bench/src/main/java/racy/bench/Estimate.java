// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

/**
 * A score: the mean, and the smallest and largest mean of a fork. The fork is the statistical unit, so arithmetic keeps
 * this range.
 */
record Estimate(double mean, double low, double high) {
    Estimate plus(Estimate other) {
        return new Estimate(mean + other.mean, low + other.low, high + other.high);
    }

    Estimate minus(Estimate other) {
        return new Estimate(mean - other.mean, low - other.high, high - other.low);
    }

    Estimate dividedBy(double number) {
        return new Estimate(mean / number, low / number, high / number);
    }

    /** The ratio, with the widest range that the forks allow. NaN if the divisor may not be positive. */
    Estimate over(Estimate floor) {
        if (floor.low <= 0) {
            return new Estimate(mean / floor.mean, Double.NaN, Double.NaN);
        }
        return new Estimate(mean / floor.mean, low / floor.high, high / floor.low);
    }
}
