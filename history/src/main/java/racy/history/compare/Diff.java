// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.compare;

import java.util.List;
import java.util.Optional;
import racy.history.Night;

/**
 * A night compared with an earlier one.
 *
 * @param before the earlier night; empty if there is none that compares, when every list is empty
 * @param incomparable why parts of the two were not compared, one sentence each: JDKs whose environments differ, and in
 *     what
 * @param changes of the stress tests, the loudest first
 * @param benchmarks all benchmarks measured in both, slower first
 */
public record Diff(
        Optional<Night> before,
        Night after,
        List<String> incomparable,
        List<Change> changes,
        List<BenchChange> benchmarks) {
    public Diff {
        incomparable = List.copyOf(incomparable);
        changes = List.copyOf(changes);
        benchmarks = List.copyOf(benchmarks);
    }
}
