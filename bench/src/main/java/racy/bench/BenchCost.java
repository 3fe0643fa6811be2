// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The time that a benchmark needs, computed from its annotations: forks with their warm-up and measurement, for all
 * parameters.
 */
final class BenchCost {
    /** The time to start and end a fork's JVM on a busy machine. */
    private static final Duration JVM = Duration.ofMillis(1_500);

    private BenchCost() {}

    /** The cost of all entries of one benchmark; there is one entry for each mode. */
    static Duration of(Collection<BenchmarkListEntry> entries) {
        return entries.stream().map(BenchCost::of).reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration of(BenchmarkListEntry entry) {
        Duration warmup = iterations(
                entry.getWarmupIterations().orElse(Defaults.WARMUP_ITERATIONS),
                entry.getWarmupTime().orElse(Defaults.WARMUP_TIME));
        Duration measurement = iterations(
                entry.getMeasurementIterations().orElse(Defaults.MEASUREMENT_ITERATIONS),
                entry.getMeasurementTime().orElse(Defaults.MEASUREMENT_TIME));
        int forks = Math.max(1, entry.getForks().orElse(Defaults.MEASUREMENT_FORKS))
                + entry.getWarmupForks().orElse(Defaults.WARMUP_FORKS);
        long values = entry.getParams().hasValue()
                ? entry.getParams().get().values().stream()
                        .mapToLong(each -> each.length)
                        .reduce(1, Math::multiplyExact)
                : 1;
        return JVM.plus(warmup).plus(measurement).multipliedBy(Math.multiplyExact(forks, values));
    }

    private static Duration iterations(int count, TimeValue time) {
        return Duration.ofNanos(time.convertTo(TimeUnit.NANOSECONDS)).multipliedBy(count);
    }
}
