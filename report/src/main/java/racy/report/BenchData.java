// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import racy.history.BenchNight;

/** Scores over the nights, for the charts of a benchmark class. */
final class BenchData {
    private final Archive archive;
    private final List<BenchNight> benchmarks;

    BenchData(Archive archive, List<BenchNight> benchmarks) {
        this.archive = archive;
        this.benchmarks = benchmarks;
    }

    /**
     * {@code series}: by benchmark and JDK, {@code s} the score of each night and {@code f} its fork means, null where it
     * was not measured; four significant digits. {@code steps}: places where the level changed, and the levels.
     */
    Map<String, Object> json() {
        Map<String, Map<String, Series>> series = new TreeMap<>();
        Map<String, String> units = new TreeMap<>();
        for (BenchNight bench : benchmarks) {
            archive.place(bench.night()).ifPresent(place -> {
                Series its = series.computeIfAbsent(bench.key().toString(), key -> new TreeMap<>())
                        .computeIfAbsent(
                                bench.jdk(), jdk -> new Series(archive.nights().size()));
                its.scores[place] = finite(bench.score());
                its.forks.set(
                        place, bench.forkMeans().stream().map(BenchData::finite).toList());
                units.put(bench.key().toString(), bench.unit());
            });
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("nights", NightsData.nights(archive));
        json.put("jdks", archive.jdks());
        json.put("breaks", NightsData.breaks(archive));
        json.put("units", units);
        Map<String, Map<String, Object>> all = new TreeMap<>();
        series.forEach((key, byJdk) -> byJdk.forEach(
                (jdk, its) -> all.computeIfAbsent(key, each -> new TreeMap<>()).put(jdk, its.json())));
        json.put("series", all);
        return json;
    }

    private static BigDecimal finite(double value) {
        return Double.isFinite(value) ? Text.rounded(value) : null;
    }

    private static final class Series {
        private final BigDecimal[] scores;
        private final List<List<BigDecimal>> forks;

        Series(int nights) {
            scores = new BigDecimal[nights];
            forks = new ArrayList<>(Collections.nCopies(nights, null));
        }

        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("s", scores);
            json.put("f", forks);
            return json;
        }
    }
}
