// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import racy.history.BenchNight;
import racy.history.Night;
import racy.history.stats.ChangePoints;

/**
 * One benchmark on one JDK over the nights, and the levels that its scores keep to.
 *
 * @param nights one element for each night of the archive, null where it was not measured
 * @param levels of the scores, by night; empty for a series too short to know
 */
record Trend(
        BenchNight.Key key, String jdk, String unit, List<BenchNight> nights, List<Double> levels, List<Step> steps) {
    /**
     * A change of level.
     *
     * @param place of the first night on the new level
     * @param isBreak whether the environment changed there too, so that it says nothing of the code
     */
    record Step(
            BenchNight.Key key,
            String jdk,
            int place,
            Night night,
            String unit,
            double before,
            double after,
            boolean isBreak) {
        /** Of one night, the largest first. */
        static final Comparator<Step> NEWEST_FIRST = Comparator.comparingInt((Step step) -> -step.place())
                .thenComparingDouble(step -> -Math.abs(Math.log(step.ratio())));

        double ratio() {
            return after / before;
        }

        String words() {
            return "the level went from " + Text.number(before) + " to " + Text.number(after) + " " + unit + " ("
                    + Text.ratio(ratio()) + ")"
                    + (isBreak ? "; the environment changed there too, so it says nothing of the code" : "");
        }
    }

    /** The trends of some benchmarks, by benchmark and JDK. */
    static List<Trend> of(Archive archive, List<BenchNight> benchmarks) {
        record Key(BenchNight.Key bench, String jdk) {}
        Map<Key, BenchNight[]> series = new LinkedHashMap<>();
        for (BenchNight bench : benchmarks) {
            archive.place(bench.night())
                    .ifPresent(place -> series.computeIfAbsent(
                                    new Key(bench.key(), bench.jdk()),
                                    key -> new BenchNight[archive.nights().size()])[place] = bench);
        }
        List<Trend> trends = new ArrayList<>();
        series.forEach((key, nights) -> trends.add(of(archive, key.bench(), key.jdk(), nights)));
        trends.sort(Comparator.comparing(Trend::key).thenComparing(Trend::jdk));
        return trends;
    }

    private static Trend of(Archive archive, BenchNight.Key key, String jdk, BenchNight[] nights) {
        List<Integer> places = new ArrayList<>();
        String unit = "";
        for (int i = 0; i < nights.length; i++) {
            if (nights[i] != null) {
                unit = nights[i].unit();
                if (Double.isFinite(nights[i].score()) && nights[i].score() > 0) {
                    places.add(i);
                }
            }
        }
        Double[] levels = new Double[places.size() < ChangePoints.LEAST_VALUES ? 0 : nights.length];
        List<Step> steps = new ArrayList<>();
        if (levels.length > 0) {
            double[] logs = places.stream()
                    .mapToDouble(place -> Math.log(nights[place].score()))
                    .toArray();
            List<Integer> starts = new ArrayList<>(ChangePoints.of(logs));
            starts.add(0, 0);
            for (int i = 0; i < starts.size(); i++) {
                int from = starts.get(i);
                int to = i + 1 < starts.size() ? starts.get(i + 1) : logs.length;
                double level = Math.exp(ChangePoints.median(Arrays.copyOfRange(logs, from, to)));
                places.subList(from, to).forEach(place -> levels[place] = level);
                if (i > 0) {
                    int place = places.get(from);
                    int last = places.get(from - 1);
                    boolean isBreak =
                            archive.breaks(jdk).stream().anyMatch(each -> each.place() > last && each.place() <= place);
                    steps.add(
                            new Step(key, jdk, place, archive.nights().get(place), unit, levels[last], level, isBreak));
                }
            }
        }
        return new Trend(
                key,
                jdk,
                unit,
                java.util.Collections.unmodifiableList(Arrays.asList(nights)),
                java.util.Collections.unmodifiableList(Arrays.asList(levels)),
                steps);
    }
}
