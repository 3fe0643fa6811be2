// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import racy.bench.BenchRun;
import racy.history.BenchNight;
import racy.history.compare.BenchChange.Decision;
import racy.history.stats.Comparison;
import racy.history.stats.Comparison.Finding;

/**
 * Benchmarks measured twice.
 *
 * @param changes the loudest first
 * @param incomparable why some were not compared, one sentence each
 */
public record Benchmarks(List<BenchChange> changes, List<String> incomparable) {
    public Benchmarks {
        changes = List.copyOf(changes);
        incomparable = List.copyOf(incomparable);
    }

    /**
     * Compares what was measured on one JDK before and after.
     *
     * @param confirmations what was measured again after the alarm: slower there too confirms it
     */
    public static Benchmarks compare(List<BenchNight> before, List<BenchNight> after, List<BenchNight> confirmations) {
        Map<BenchNight.Key, BenchNight> earlier = byKey(before);
        Map<BenchNight.Key, BenchNight> again = byKey(confirmations);
        List<BenchChange> changes = new ArrayList<>();
        List<String> incomparable = new ArrayList<>();
        byKey(after).forEach((key, now) -> {
            BenchNight then = earlier.get(key);
            if (then != null && then.unit().equals(now.unit())) {
                changes.add(change(then, now, Optional.ofNullable(again.get(key))));
            } else if (then != null) {
                incomparable.add(key + ": measured in " + then.unit() + " before, in " + now.unit() + " now");
            }
        });
        changes.sort(BenchChange.LOUDEST_FIRST);
        return new Benchmarks(changes, incomparable);
    }

    /** A run that is no night yet, or never was one. */
    public static List<BenchNight> of(BenchRun run, String name, String jdk, String fingerprint) {
        return run.results().stream()
                .map(result -> new BenchNight(
                        name,
                        jdk,
                        fingerprint,
                        new BenchNight.Key(result.type(), result.method(), new TreeMap<>(result.params())),
                        result.unit(),
                        result.score(),
                        result.error(),
                        result.forkMeans(),
                        List.of()))
                .toList();
    }

    private static Map<BenchNight.Key, BenchNight> byKey(List<BenchNight> benchmarks) {
        return benchmarks.stream()
                .collect(Collectors.toMap(BenchNight::key, Function.identity(), (a, b) -> b, TreeMap::new));
    }

    private static BenchChange change(BenchNight before, BenchNight after, Optional<BenchNight> again) {
        Comparison comparison = Comparison.of(forks(before), forks(after));
        Finding slower = isRate(after) ? Finding.LOWER : Finding.HIGHER;
        Decision decision = switch (comparison.finding()) {
            case SAME -> Decision.SAME;
            case NOT_ENOUGH_EVIDENCE -> Decision.NOT_ENOUGH_EVIDENCE;
            case HIGHER, LOWER ->
                comparison.finding() != slower
                        ? Decision.FASTER
                        : again.filter(twice -> twice.unit().equals(before.unit()))
                                        .map(twice -> Comparison.of(forks(before), forks(twice)))
                                        .filter(twice -> twice.finding() == slower)
                                        .isPresent()
                                ? Decision.SLOWER
                                : Decision.SLOWER_UNCONFIRMED;
        };
        return new BenchChange(
                after.jdk(),
                before,
                after,
                comparison.ratio(),
                comparison.low(),
                comparison.high(),
                comparison.p(),
                decision);
    }

    /** Of a rate more is better; of a time less. */
    private static boolean isRate(BenchNight benchmark) {
        return benchmark.unit().startsWith("ops/");
    }

    private static double[] forks(BenchNight benchmark) {
        return benchmark.forkMeans().stream().mapToDouble(Double::doubleValue).toArray();
    }
}
