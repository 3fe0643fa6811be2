// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.compare;

import java.util.List;
import java.util.Optional;
import racy.history.Night;

/**
 * A night compared with earlier ones: with one, or each of its environments with the last that compares.
 *
 * @param before the newest of the earlier nights; empty if there is none that compares, when every list of differences is
 *     empty
 * @param baselines what was compared with what, by JDK
 * @param incomparable what was not compared and why, one sentence each: JDKs whose environments differ, and in what; or what
 *     was compared only because that was asked for
 * @param changes of the stress tests, the loudest first
 * @param benchmarks all benchmarks measured in both, slower first
 */
public record Diff(
        Optional<Night> before,
        Night after,
        List<Baseline> baselines,
        List<String> incomparable,
        List<Change> changes,
        List<BenchChange> benchmarks) {
    public Diff {
        baselines = List.copyOf(baselines);
        incomparable = List.copyOf(incomparable);
        changes = List.copyOf(changes);
        benchmarks = List.copyOf(benchmarks);
    }

    /**
     * What one JDK in one environment was compared with.
     *
     * @param fingerprint of the environment in the later night
     * @param before the earlier night
     */
    public record Baseline(String jdk, String fingerprint, Night before) {}
}
