// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Where the level of a series changed: the partition into constant pieces with the least sum of absolute deviations from
 * each piece's median, plus a penalty for each piece, found exactly by dynamic programming. Absolute deviations, as a night
 * on a busy machine is far off and says nothing of the level; squares would cut it out as a piece of its own.
 */
public final class ChangePoints {
    /** Shorter series have no change points: too short to know their noise. */
    public static final int LEAST_VALUES = 30;

    /** A piece has at least this many values: one or two nights are weather. */
    private static final int LEAST_PIECE = 4;

    /** In units of the series' own noise and of the logarithm of its length. */
    private static final double PENALTY = 2.5;

    /** The median of absolute deviations of a normal distribution, in standard deviations. */
    private static final double MAD_OF_NORMAL = 0.6745;

    private ChangePoints() {}

    /**
     * The indices at which a new level starts; without the first value, in order. Nothing for a series shorter than
     * {@link #LEAST_VALUES}.
     *
     * @param values in their order, all finite; of what is multiplied, such as times, the logarithms
     */
    public static List<Integer> of(double[] values) {
        int n = values.length;
        if (n < LEAST_VALUES) {
            return List.of();
        }
        double penalty = PENALTY * noise(values) * Math.log(n);
        // best[end]: the least cost of the first end values; from[end]: where its last piece starts.
        double[] best = new double[n + 1];
        int[] from = new int[n + 1];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        best[0] = -penalty;
        for (int start = 0; start <= n - LEAST_PIECE; start++) {
            if (Double.isInfinite(best[start])) {
                continue;
            }
            Piece piece = new Piece();
            for (int end = start + 1; end <= n; end++) {
                piece.add(values[end - 1]);
                double cost = best[start] + piece.cost() + penalty;
                if (end - start >= LEAST_PIECE && cost < best[end]) {
                    best[end] = cost;
                    from[end] = start;
                }
            }
        }
        List<Integer> starts = new ArrayList<>();
        for (int start = from[n]; start > 0; start = from[start]) {
            starts.add(start);
        }
        Collections.reverse(starts);
        return starts;
    }

    /** The median of some values. */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** The standard deviation about the level, from neighbours' differences: a change of level disturbs one of them. */
    private static double noise(double[] values) {
        double[] differences = new double[values.length - 1];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = Math.abs(values[i + 1] - values[i]);
        }
        double typical = median(differences);
        // Coarse values mostly repeat; their noise is then what the others add up to.
        double deviation = typical > 0
                ? typical / MAD_OF_NORMAL
                : Arrays.stream(differences).average().orElse(0);
        return deviation / Math.sqrt(2);
    }

    /** A piece that grows at its end. */
    private static final class Piece {
        private final List<Double> sorted = new ArrayList<>();

        void add(double value) {
            int place = Collections.binarySearch(sorted, value);
            sorted.add(place < 0 ? -place - 1 : place, value);
        }

        /** The sum of absolute deviations from the median: the upper half less the lower half. */
        double cost() {
            double cost = 0;
            for (int low = 0, high = sorted.size() - 1; low < high; low++, high--) {
                cost += sorted.get(high) - sorted.get(low);
            }
            return cost;
        }
    }
}
