// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import racy.stress.runner.ForkRecord;

/**
 * What a night, or one shard of it, lacks of what it was to have. This is the one rule for {@link
 * racy.history.NightState#COMPLETE}: a night that lacks anything is not complete. Whoever seals a night, merges shards or
 * reads a bundle asks here, so what a seal says need not be believed.
 *
 * <p>A shard has all that it was to have if no JDK is absent and, on every JDK that was asked for, every test that the
 * plan gives it has a fork that ran to its end and has samples. Shard {@value #EVIDENCE_SHARD} also has what the
 * deterministic engines saw. A shard to which the plan gives nothing needs no part. All shards that
 * have something to do have the same JDKs.
 */
public final class Coverage {
    /** The shard that asks the deterministic engines. */
    public static final int EVIDENCE_SHARD = 1;

    /**
     * What a shard has on a JDK.
     *
     * @param tests those with a fork that has samples
     * @param evidence whether a deterministic engine said anything
     */
    public record Had(Set<String> tests, boolean evidence) {}

    private final Map<Integer, Set<String>> tests;
    private final Map<Integer, Set<String>> benchmarks;
    private final int shards;

    /** The rule for the nights of a plan. */
    public Coverage(Plan plan) {
        tests = plan.byShard(Plan.Kind.TEST);
        benchmarks = plan.byShard(Plan.Kind.BENCHMARK);
        shards = plan.shards();
    }

    Set<String> tests(int shard) {
        return tests.getOrDefault(shard, Set.of());
    }

    Set<String> benchmarks(int shard) {
        return benchmarks.getOrDefault(shard, Set.of());
    }

    private boolean hasNothingToDo(int shard) {
        return tests(shard).isEmpty() && benchmarks(shard).isEmpty();
    }

    /**
     * What a shard lacks, a sentence each.
     *
     * @param had for each JDK that has a part, what is in it
     */
    public List<String> lackedBy(int shard, Asked asked, Map<String, Had> had) {
        List<String> lacks = new ArrayList<>(asked.absent());
        if (hasNothingToDo(shard)) {
            return lacks;
        }
        List<String> jdks = asked.jdks();
        if (jdks.isEmpty() && lacks.isEmpty()) {
            lacks.add("shard " + shard + " was asked for no JDK");
        }
        for (String jdk : jdks) {
            if (!had.containsKey(jdk)) {
                lacks.add("shard " + shard + " has no part of JDK " + jdk);
                continue;
            }
            if (shard == EVIDENCE_SHARD && !had.get(jdk).evidence()) {
                lacks.add("shard " + shard + " has nothing of what the engines without forks saw on JDK " + jdk);
            }
            Set<String> without = new TreeSet<>(tests(shard));
            without.removeAll(had.get(jdk).tests());
            if (!without.isEmpty()) {
                lacks.add("shard " + shard + " has no whole fork with samples of "
                        + without.iterator().next()
                        + (without.size() == 1 ? "" : " and " + (without.size() - 1) + " other tests") + " on JDK "
                        + jdk);
            }
        }
        return lacks;
    }

    /**
     * The shards that never came.
     *
     * @param came what each shard that came was asked for
     */
    public List<Integer> missing(Map<Integer, Asked> came) {
        return IntStream.rangeClosed(1, shards)
                .filter(shard -> !came.containsKey(shard))
                .boxed()
                .toList();
    }

    /** Which shards were asked for other JDKs than the rest, a sentence each. */
    public List<String> unequalJdks(SortedMap<Integer, Asked> came) {
        Set<String> all = new TreeSet<>();
        came.forEach((shard, asked) -> {
            if (!hasNothingToDo(shard)) {
                all.addAll(asked.jdks());
            }
        });
        List<String> unequal = new ArrayList<>();
        came.forEach((shard, asked) -> {
            Set<String> without = new TreeSet<>(all);
            without.removeAll(asked.jdks());
            if (!hasNothingToDo(shard) && !without.isEmpty()) {
                unequal.add("shard " + shard + " was not run on JDK " + String.join(", ", without));
            }
        });
        return unequal;
    }

    /** What a bundle lacks, a sentence each; empty if its night, or its shard of one, is complete. */
    public List<String> lackedBy(SortedMap<Integer, Asked> came, List<Bundle.Part> parts) {
        Map<Integer, Map<String, Had>> had = had(parts);
        List<String> lacks = new ArrayList<>(unequalJdks(came));
        came.forEach((shard, asked) -> lacks.addAll(lackedBy(shard, asked, had.getOrDefault(shard, Map.of()))));
        return lacks;
    }

    private static Map<Integer, Map<String, Had>> had(List<Bundle.Part> parts) {
        Map<Integer, Map<String, Had>> had = new TreeMap<>();
        for (Bundle.Part part : parts) {
            Set<String> its = new TreeSet<>();
            part.stress()
                    .ifPresent(run -> run.forks().stream()
                            .filter(ForkRecord::hasSampled)
                            .forEach(fork -> its.add(fork.spec().test())));
            had.computeIfAbsent(part.manifest().shard(), shard -> new TreeMap<>())
                    .put(part.manifest().jdk(), new Had(its, !part.evidence().isEmpty()));
        }
        return had;
    }
}
