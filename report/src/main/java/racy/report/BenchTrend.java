// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import racy.history.BenchNight;
import racy.history.Night;
import racy.history.compare.LevelSpan;

/**
 * One benchmark on one JDK over the nights, and the levels that its scores keep to.
 *
 * @param nights one element for each night of the archive, null where it was not measured
 * @param levels that the means of the forks keep to, by night, null where it was not measured
 */
record BenchTrend(
        BenchNight.Key key,
        String jdk,
        String unit,
        List<BenchNight> nights,
        List<Double> levels,
        List<Change> changes) {
    /**
     * A change of level within one environment.
     *
     * @param place of the first night on the new level
     */
    record Change(BenchNight.Key key, String jdk, int place, Night night, String unit, double before, double after) {
        /** Of one night, the largest first. */
        static final Comparator<Change> NEWEST_FIRST = Comparator.comparingInt((Change change) -> -change.place())
                .thenComparingDouble(change -> -Math.abs(Math.log(change.ratio())));

        double ratio() {
            return after / before;
        }

        String words() {
            return "the level went from " + Text.number(before) + " to " + Text.number(after) + " " + unit + " ("
                    + Text.ratio(ratio()) + ")";
        }
    }

    /** The trends of some benchmarks, by benchmark and JDK. */
    static List<BenchTrend> of(Archive archive, List<BenchNight> benchmarks) {
        record Key(BenchNight.Key bench, String jdk) {}
        Map<Key, BenchNight[]> series = new LinkedHashMap<>();
        for (BenchNight bench : benchmarks) {
            archive.place(bench.night())
                    .ifPresent(place -> series.computeIfAbsent(
                                    new Key(bench.key(), bench.jdk()),
                                    key -> new BenchNight[archive.nights().size()])[place] = bench);
        }
        List<BenchTrend> trends = new ArrayList<>();
        series.forEach((key, nights) -> trends.add(of(archive, key.bench(), key.jdk(), nights)));
        trends.sort(Comparator.comparing(BenchTrend::key).thenComparing(BenchTrend::jdk));
        return trends;
    }

    private static BenchTrend of(Archive archive, BenchNight.Key key, String jdk, BenchNight[] nights) {
        List<BenchNight> measured =
                Arrays.stream(nights).filter(Objects::nonNull).toList();
        String unit = measured.get(measured.size() - 1).unit();
        Double[] levels = new Double[nights.length];
        List<Change> changes = new ArrayList<>();
        LevelSpan before = null;
        for (LevelSpan span : LevelSpan.of(measured)) {
            int first = archive.place(span.first()).orElseThrow();
            int last = archive.place(span.last()).orElseThrow();
            for (int place = first; place <= last; place++) {
                levels[place] = nights[place] == null ? null : Double.valueOf(span.level());
            }
            if (before != null && before.fingerprint().equals(span.fingerprint())) {
                changes.add(
                        new Change(key, jdk, first, archive.nights().get(first), unit, before.level(), span.level()));
            }
            before = span;
        }
        return new BenchTrend(
                key,
                jdk,
                unit,
                Collections.unmodifiableList(Arrays.asList(nights)),
                Collections.unmodifiableList(Arrays.asList(levels)),
                changes);
    }
}
