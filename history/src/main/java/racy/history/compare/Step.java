// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.compare;

import java.util.ArrayList;
import java.util.List;
import racy.history.BenchNight;
import racy.history.stats.ChangePoints;

/**
 * Nights in which a benchmark had one level. Two steps in turn with the same fingerprint have a change point between them;
 * with different ones they cannot be compared.
 *
 * @param first id of its first night
 * @param last id of its last night
 * @param fingerprint of the one environment of all of them
 * @param nights how many
 * @param level the median of the nights' means over forks, in the benchmark's unit
 */
public record Step(String first, String last, String fingerprint, int nights, double level) {
    /**
     * The steps of a series. Where an environment was there for fewer than {@value ChangePoints#LEAST_VALUES} nights on end
     * it is one step: too short to tell a change of level from noise.
     *
     * @param series one benchmark on one JDK, oldest first; nights without a positive number are left out
     */
    public static List<Step> of(List<BenchNight> series) {
        List<BenchNight> nights = series.stream()
                .filter(night -> Double.isFinite(mean(night)) && mean(night) > 0)
                .toList();
        List<Step> steps = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= nights.size(); i++) {
            if (i == nights.size()
                    || !nights.get(i).fingerprint().equals(nights.get(start).fingerprint())) {
                split(nights.subList(start, i), steps);
                start = i;
            }
        }
        return List.copyOf(steps);
    }

    /** @param nights of one environment */
    private static void split(List<BenchNight> nights, List<Step> steps) {
        List<Integer> bounds = new ArrayList<>(List.of(0));
        // Of logarithms: a change of level multiplies.
        bounds.addAll(ChangePoints.of(
                nights.stream().mapToDouble(night -> Math.log(mean(night))).toArray()));
        bounds.add(nights.size());
        for (int i = 0; i + 1 < bounds.size(); i++) {
            List<BenchNight> piece = nights.subList(bounds.get(i), bounds.get(i + 1));
            steps.add(new Step(
                    piece.get(0).night(),
                    piece.get(piece.size() - 1).night(),
                    piece.get(0).fingerprint(),
                    piece.size(),
                    ChangePoints.median(piece.stream().mapToDouble(Step::mean).toArray())));
        }
    }

    private static double mean(BenchNight night) {
        return night.forkMeans().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }
}
