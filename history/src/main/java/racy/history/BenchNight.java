// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one night measured of one benchmark on one JDK.
 *
 * @param error half of JMH's 99.9% interval; NaN if there were too few iterations for one
 * @param forkMeans the mean of each fork's iterations: the fork is the statistical unit
 * @param floor methods of the same class whose scores, added up, are what it cannot be cheaper than; empty for a floor
 */
public record BenchNight(
        String night,
        String jdk,
        String fingerprint,
        Key key,
        String unit,
        double score,
        double error,
        List<Double> forkMeans,
        List<String> floor) {
    public BenchNight {
        forkMeans = List.copyOf(forkMeans);
        floor = List.copyOf(floor);
    }

    /**
     * What identifies a benchmark over the nights.
     *
     * @param type the benchmark class, without its package
     * @param method the method, or {@code group:method} for a part of a group
     */
    public record Key(String type, String method, SortedMap<String, String> params) implements Comparable<Key> {
        public Key {
            params = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(params));
        }

        /** As users write it: {@code FenceSignalBenchmark.locked[callbacks=8]}. */
        @Override
        public String toString() {
            String values = params.entrySet().stream()
                    .map(param -> param.getKey() + "=" + param.getValue())
                    .collect(Collectors.joining(","));
            return type + "." + method + (values.isEmpty() ? "" : "[" + values + "]");
        }

        @Override
        public int compareTo(Key other) {
            return toString().compareTo(other.toString());
        }
    }
}
