// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.bundle.Asked;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.BundleManifest;
import racy.history.bundle.BundleWriter;
import racy.history.bundle.Coverage;
import racy.history.bundle.Plan;
import racy.stress.runner.StressException;

/**
 * A bundle of a night that never was: the demonstration's, or a test's. What is not said is the same in every one: it is
 * the only shard, its plan is what its parts ran, and it is complete if it lacks nothing of it.
 */
public final class MadeUpBundle {
    private final String night;
    private final Origin origin;
    private final List<MadeUpPart> parts = new ArrayList<>();
    private Instant started = Instant.parse("2026-01-01T00:00:00Z");
    private Instant ended = started.plusSeconds(3600);
    private String revision = "r";
    private final List<Plan.Item> items = new ArrayList<>();
    private Plan plan;
    private int shard = 1;
    private int shards = 1;
    private int attempt = 1;
    private long seed = 1;
    private Duration budget = Duration.ofMinutes(1);
    private NightState state;
    private List<Integer> missing = List.of();

    public MadeUpBundle(String night, Origin origin) {
        this.night = night;
        this.origin = origin;
    }

    public MadeUpBundle time(Instant started, Instant ended) {
        this.started = started;
        this.ended = ended;
        return this;
    }

    public MadeUpBundle revision(String revision) {
        this.revision = revision;
        return this;
    }

    /** A plan that other shards have too; its seed is the night's. */
    public MadeUpBundle plan(Plan plan) {
        this.plan = plan;
        return this;
    }

    /** What a shard was to run that no part of this bundle did. */
    public MadeUpBundle planned(int shard, Plan.Kind kind, Collection<String> names) {
        names.forEach(name -> items.add(new Plan.Item(kind, name, 0, false, shard)));
        return this;
    }

    /** @param shard from 1; 0 for all that came, merged */
    public MadeUpBundle shard(int shard, int shards, int attempt) {
        this.shard = shard;
        this.shards = shards;
        this.attempt = attempt;
        return this;
    }

    public MadeUpBundle request(long seed, Duration budget) {
        this.seed = seed;
        this.budget = budget;
        return this;
    }

    public MadeUpBundle state(NightState state, List<Integer> missing) {
        this.state = state;
        this.missing = missing;
        return this;
    }

    /** Begins what a shard did on a JDK. */
    public MadeUpPart part(int shard, String jdk, Map<String, String> environment) {
        MadeUpPart part = new MadeUpPart(this, shard, jdk, environment);
        parts.add(part);
        return part;
    }

    Instant started() {
        return started;
    }

    Duration budget() {
        return budget;
    }

    /** Writes it to a directory that does not exist or is empty, and seals it. */
    public Path write(Path directory) throws BundleException {
        writeUnsealed(directory).seal(state(), missing, ended.toString());
        return directory;
    }

    /** As {@link #write}, as if it still ran. */
    public BundleWriter writeUnsealed(Path directory) throws BundleException {
        Plan its = plan();
        BundleManifest manifest = new BundleManifest(
                BundleManifest.VERSION,
                night,
                origin,
                started.toString(),
                revision,
                its.id(),
                shard,
                its.shards(),
                attempt,
                its.seed(),
                budget.toMillis());
        BundleWriter writer = BundleWriter.create(directory, manifest);
        its.write(directory.resolve(BundleFiles.PLAN));
        try {
            for (Map.Entry<Integer, Asked> asked : asked(its).entrySet()) {
                Path file =
                        directory.resolve(shard == 0 ? BundleFiles.requestName(asked.getKey()) : BundleFiles.REQUEST);
                BundleFiles.writeDurably(file, request(asked.getValue()));
            }
            for (MadeUpPart part : parts) {
                part.write(writer, its);
            }
        } catch (StressException | IOException e) {
            throw new BundleException("cannot write a made-up bundle to " + directory + ": " + e.getMessage(), e);
        }
        return writer;
    }

    private Plan plan() {
        if (plan != null) {
            return plan;
        }
        Map<List<Object>, Plan.Item> all = new LinkedHashMap<>();
        Stream.concat(items.stream(), parts.stream().flatMap(MadeUpPart::items))
                .forEach(item -> all.putIfAbsent(List.of(item.kind(), item.name(), item.shard()), item));
        String architecture =
                parts.stream().map(MadeUpPart::architecture).findFirst().orElse("amd64");
        return Plan.of(architecture, shards, seed, all.values());
    }

    /** A shard that came was asked for the JDKs that it has a part of. */
    private SortedMap<Integer, Asked> asked(Plan plan) {
        SortedMap<Integer, Asked> asked = new TreeMap<>();
        for (int each = 1; each <= plan.shards(); each++) {
            int number = each;
            if (shard == number || (shard == 0 && !missing.contains(number))) {
                List<String> jdks = parts.stream()
                        .filter(part -> part.shard() == number)
                        .map(MadeUpPart::jdk)
                        .toList();
                asked.put(number, new Asked(jdks, List.of(), true));
            }
        }
        return asked;
    }

    /** As a night writes what it was asked for. */
    private static Map<String, Object> request(Asked asked) {
        List<Map<String, String>> jdks = asked.jdks().stream()
                .map(label -> Map.of("label", label, "home", "", "version", label))
                .toList();
        return Map.of("jdks", jdks, "absent", asked.absent(), "benchmarks", asked.benchmarks(), "changed", List.of());
    }

    private NightState state() {
        if (state != null) {
            return state;
        }
        Plan its = plan();
        Coverage coverage = new Coverage(its);
        SortedMap<Integer, Asked> asked = asked(its);
        boolean lacks = !coverage.unequalJdks(asked).isEmpty();
        for (Map.Entry<Integer, Asked> each : asked.entrySet()) {
            Map<String, Coverage.Had> had = parts.stream()
                    .filter(part -> part.shard() == each.getKey())
                    .collect(Collectors.toMap(MadeUpPart::jdk, MadeUpPart::had));
            lacks |= !coverage.lackedBy(each.getKey(), each.getValue(), had).isEmpty();
        }
        return lacks || !missing.isEmpty() ? NightState.PARTIAL : NightState.COMPLETE;
    }
}
