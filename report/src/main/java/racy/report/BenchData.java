// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Scores over the nights, for the charts of a benchmark class. */
final class BenchData {
    private BenchData() {}

    /**
     * {@code series}: by benchmark and JDK, {@code s} the score of each night and {@code f} its fork means, null where it
     * was not measured, {@code level} the level it keeps to, and {@code steps}, the places where that changed though
     * the environment did not, in words. Numbers have four significant digits.
     */
    static Map<String, Object> json(Archive archive, List<BenchTrend> trends) {
        Map<String, String> units = new TreeMap<>();
        Map<String, Map<String, Object>> series = new TreeMap<>();
        for (BenchTrend trend : trends) {
            units.put(trend.key().toString(), trend.unit());
            series.computeIfAbsent(trend.key().toString(), key -> new TreeMap<>())
                    .put(trend.jdk(), series(trend));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("nights", NightsData.nights(archive));
        json.put("jdks", archive.jdks());
        json.put("breaks", NightsData.breaks(archive));
        json.put("units", units);
        json.put("series", series);
        return json;
    }

    private static Map<String, Object> series(BenchTrend trend) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "s",
                trend.nights().stream()
                        .map(night -> night == null ? null : rounded(night.score()))
                        .toList());
        json.put(
                "f",
                trend.nights().stream()
                        .map(night -> night == null
                                ? null
                                : night.forkMeans().stream()
                                        .map(BenchData::rounded)
                                        .toList())
                        .toList());
        json.put(
                "level",
                trend.levels().stream()
                        .map(level -> level == null ? null : rounded(level))
                        .toList());
        json.put(
                "steps",
                trend.changes().stream()
                        .map(change -> List.<Object>of(change.place(), change.words()))
                        .toList());
        return json;
    }

    private static BigDecimal rounded(double value) {
        return Double.isFinite(value) ? Text.rounded(value) : null;
    }
}
