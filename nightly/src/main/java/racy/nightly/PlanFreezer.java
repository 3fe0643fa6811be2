// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.Plan;
import racy.history.bundle.Plan.Item;
import racy.history.bundle.Plan.Kind;
import racy.stress.runner.StressTest;

/**
 * Cuts a night into the shards of a {@link Plan}.
 *
 * <p>What is assigned is a group, not an item. A test and its seeded twin are one group, because a "not seen" counts
 * only where the twin was witnessed, and another machine's twin says nothing about this machine. All benchmarks are one
 * group: a ratio is to floors of the same run, and a series of ratios is of one class of machine. They are on shard
 * {@value #BENCHMARK_SHARD}, so that an engine can pin that shard and let the others go anywhere.
 *
 * <p>Groups with a measured cost go longest first to the shard with the least to do. Those without go where a stable
 * hash of their name says, first, and weigh as the mean: a test that is added moves no other test that was never
 * measured.
 */
public final class PlanFreezer {
    /** Number of the shard that has the benchmarks. */
    public static final int BENCHMARK_SHARD = 1;

    private PlanFreezer() {}

    /**
     * Cuts.
     *
     * @param tests in any order
     * @param benchmarks full names, in any order
     */
    public static Plan freeze(
            String architecture,
            Collection<StressTest> tests,
            Collection<String> benchmarks,
            Timings timings,
            int shards,
            long seed) {
        if (shards < 1 || shards > Plan.MOST_SHARDS) {
            throw new IllegalArgumentException(shards + " shards; a plan has 1 to " + Plan.MOST_SHARDS);
        }
        List<Group> groups = new ArrayList<>();
        List<String> testNames = tests.stream().map(StressTest::name).toList();
        double testMean = timings.mean(testNames);
        for (List<String> names : withTwins(tests)) {
            groups.add(Group.of(Kind.TEST, names, timings, testMean));
        }
        groups.sort(Comparator.comparing(Group::name));
        double[] load = new double[shards];
        List<Item> items = new ArrayList<>();
        if (!benchmarks.isEmpty()) {
            Group all = Group.of(Kind.BENCHMARK, benchmarks, timings, timings.mean(benchmarks));
            place(all, BENCHMARK_SHARD, load, items);
        }
        groups.stream().filter(group -> !group.isMeasured()).forEach(group -> {
            place(group, 1 + (int) Long.remainderUnsigned(hash(group.name()), shards), load, items);
        });
        groups.stream().filter(Group::isMeasured).sorted(Group.LONGEST_FIRST).forEach(group -> {
            int least = IntStream.range(0, shards)
                    .boxed()
                    .min(Comparator.comparingDouble(shard -> load[shard]))
                    .orElseThrow();
            place(group, least + 1, load, items);
        });
        return Plan.of(architecture, shards, seed, items);
    }

    private static void place(Group group, int shard, double[] load, List<Item> items) {
        load[shard - 1] += group.seconds();
        group.members()
                .forEach(item -> items.add(new Item(item.kind(), item.name(), item.seconds(), item.measured(), shard)));
    }

    /** The tests' names, those that share a twin together. */
    private static Collection<List<String>> withTwins(Collection<StressTest> tests) {
        Map<String, String> leader = new HashMap<>();
        tests.forEach(test -> leader.put(test.name(), test.name()));
        for (StressTest test : tests) {
            if (leader.containsKey(test.twin())) {
                leader.put(find(leader, test.name()), find(leader, test.twin()));
            }
        }
        return leader.keySet().stream()
                .collect(Collectors.groupingBy(name -> find(leader, name)))
                .values();
    }

    private static String find(Map<String, String> leader, String name) {
        String above = leader.get(name);
        return above.equals(name) ? name : find(leader, above);
    }

    /** What goes to one shard together; the members' shards mean nothing yet. */
    private record Group(List<Item> members) {
        static final Comparator<Group> LONGEST_FIRST =
                Comparator.comparingDouble(Group::seconds).reversed().thenComparing(Group::name);

        static Group of(Kind kind, Collection<String> names, Timings timings, double mean) {
            return new Group(names.stream()
                    .distinct()
                    .sorted()
                    .map(name -> {
                        OptionalDouble seconds = timings.seconds(name);
                        double rounded = Math.round(seconds.orElse(mean) * 1000) / 1000.0;
                        return new Item(kind, name, rounded, seconds.isPresent(), 1);
                    })
                    .toList());
        }

        String name() {
            return members.get(0).name();
        }

        double seconds() {
            return members.stream().mapToDouble(Item::seconds).sum();
        }

        boolean isMeasured() {
            return members.stream().anyMatch(Item::measured);
        }
    }

    private static long hash(String name) {
        String digest = BundleFiles.sha256(name.getBytes(StandardCharsets.UTF_8));
        return Long.parseUnsignedLong(digest, 0, 16, 16);
    }
}
