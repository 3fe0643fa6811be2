// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.compare;

import java.util.ArrayList;
import java.util.List;
import racy.history.BenchNight;
import racy.history.stats.ChangePoints;

/**
 * Nights on end in which a benchmark had one level. Two spans in turn with the same fingerprint have a change point between
 * them; with different ones they cannot be compared.
 *
 * @param first id of its first night
 * @param last id of its last night
 * @param fingerprint of the one environment of all of them
 * @param nights how many
 * @param level the median of the nights' means over forks, in the benchmark's unit
 */
public record LevelSpan(String first, String last, String fingerprint, int nights, double level) {
    /**
     * The spans of a series. Where an environment was there for fewer than {@value ChangePoints#LEAST_VALUES} nights on end
     * it is one span: too short to tell a change of level from noise.
     *
     * @param series one benchmark on one JDK, oldest first; nights without a positive number are left out
     */
    public static List<LevelSpan> of(List<BenchNight> series) {
        List<BenchNight> nights = series.stream()
                .filter(night -> Double.isFinite(mean(night)) && mean(night) > 0)
                .toList();
        List<LevelSpan> spans = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= nights.size(); i++) {
            if (i == nights.size()
                    || !nights.get(i).fingerprint().equals(nights.get(start).fingerprint())) {
                split(nights.subList(start, i), spans);
                start = i;
            }
        }
        return List.copyOf(spans);
    }

    /** @param nights of one environment */
    private static void split(List<BenchNight> nights, List<LevelSpan> spans) {
        List<Integer> bounds = new ArrayList<>(List.of(0));
        // Of logarithms: a change of level multiplies.
        bounds.addAll(ChangePoints.of(
                nights.stream().mapToDouble(night -> Math.log(mean(night))).toArray()));
        bounds.add(nights.size());
        for (int i = 0; i + 1 < bounds.size(); i++) {
            List<BenchNight> piece = nights.subList(bounds.get(i), bounds.get(i + 1));
            spans.add(new LevelSpan(
                    piece.get(0).night(),
                    piece.get(piece.size() - 1).night(),
                    piece.get(0).fingerprint(),
                    piece.size(),
                    ChangePoints.median(
                            piece.stream().mapToDouble(LevelSpan::mean).toArray())));
        }
    }

    private static double mean(BenchNight night) {
        return night.forkMeans().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }
}
