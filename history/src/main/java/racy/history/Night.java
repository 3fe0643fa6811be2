// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A night: one run of the whole plan, on one machine or several, on one JDK or several.
 *
 * @param id its name; sorts by time for nights of one machine, unique everywhere
 * @param started when its first part began
 * @param ended when it was sealed
 * @param revision of the sources, as git describes them
 * @param plan digest of the frozen plan; equal for all shards
 * @param shards how many the plan was cut into, at least 1
 * @param missing numbers of the shards, from 1, that never came
 * @param seed decides the order of compile modes and the JVMs' stress seeds
 * @param parts one for each shard and JDK that came
 */
public record Night(
        String id,
        Origin origin,
        NightState state,
        Instant started,
        Instant ended,
        String revision,
        String plan,
        int shards,
        List<Integer> missing,
        long seed,
        Duration budget,
        List<Part> parts) {
    public Night {
        missing = List.copyOf(missing);
        parts = List.copyOf(parts);
    }

    /** Whether it began before another night; of two that began at once, the name decides. */
    public boolean isBefore(Night other) {
        int byTime = started.compareTo(other.started);
        return byTime != 0 ? byTime < 0 : id.compareTo(other.id) < 0;
    }

    /**
     * What one shard did on one JDK.
     *
     * @param jdk label of the JDK, unique within a night and stable over updates, such as {@code 17}
     * @param fingerprint digest of the environment, see {@link racy.history.bundle.Fingerprint}
     * @param planned tests it was to run
     * @param covered tests that had at least one fork
     * @param forks stress forks that ran
     * @param plannedBenchmarks benchmarks of the plan; a night measures as many of them as its budget has room for
     */
    public record Part(
            int shard,
            String jdk,
            String fingerprint,
            int planned,
            int covered,
            int forks,
            int plannedBenchmarks,
            int measuredBenchmarks) {}
}
