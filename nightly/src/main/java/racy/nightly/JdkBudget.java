// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What one JDK gets of a night's budget, and what of it the benchmarks get.
 *
 * <p>Each JDK gets the same. Of that, benchmarks get at most {@value #BENCH_PERCENT} percent, and only whole ones, the
 * cheapest first: so most of them are measured, the same ones every night, and each with its floors, which are the
 * cheapest. The stress tests get the rest.
 */
record JdkBudget(Duration time, List<String> benchmarks, Duration benchTime) {
    static final int BENCH_PERCENT = 40;

    /**
     * Divides.
     *
     * @param costs what each benchmark takes, by full name
     */
    static JdkBudget of(Duration budget, int jdks, Collection<String> benchmarks, Map<String, Duration> costs) {
        Duration time = budget.dividedBy(jdks);
        Duration most = time.multipliedBy(BENCH_PERCENT).dividedBy(100);
        List<String> chosen = new ArrayList<>();
        Duration sum = Duration.ZERO;
        for (String name : benchmarks.stream()
                .filter(costs::containsKey)
                .sorted(Comparator.comparing((String name) -> costs.get(name)).thenComparing(name -> name))
                .toList()) {
            Duration with = sum.plus(costs.get(name));
            if (with.compareTo(most) > 0) {
                break;
            }
            chosen.add(name);
            sum = with;
        }
        return new JdkBudget(time, List.copyOf(chosen), sum);
    }

    /** The budget that so many JDKs need for all benchmarks that cost so much. */
    static Duration budgetFor(Duration benchmarks, int jdks) {
        return benchmarks.multipliedBy(jdks).multipliedBy(100).dividedBy(BENCH_PERCENT);
    }

    /** What is left for stress tests when so much was used before they begin. */
    Duration stress(Duration used) {
        Duration left = time.minus(used).minus(benchTime);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
