// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.stress.runner.StressTest;

/**
 * What a night runs, cut into shards once and for all: every machine that holds the file does the same part of the same
 * whole. A plan is of one architecture; nights of another are another series.
 *
 * <p>What is assigned is a group, not an item. A test and its seeded twin are one group, because a "not seen" counts
 * only where the twin was witnessed, and another machine's twin says nothing about this machine. All benchmarks are one
 * group: a ratio is to floors of the same run, and a series of ratios is of one class of machine. They are on shard
 * {@value #BENCHMARK_SHARD}, so that an engine can pin that shard and let the others go anywhere.
 *
 * <p>Groups with a measured cost go longest first to the shard with the least to do. Those without go where a stable
 * hash of their name says, first, and weigh as the mean: a test that is added moves no other test that was never
 * measured.
 *
 * @param version of this format
 * @param id digest of everything else
 * @param architecture as the property {@code os.arch} names it
 * @param shards how many; one may have nothing to do
 * @param seed of the night, the same on every shard
 * @param items by kind and name
 */
public record Plan(int version, String id, String architecture, int shards, long seed, List<Item> items) {
    /** Of the format that this code writes and reads. */
    public static final int VERSION = 1;

    /** Number of the shard that has the benchmarks. */
    public static final int BENCHMARK_SHARD = 1;

    /** More machines than anyone has; a number beyond is a mistake. */
    public static final int MOST_SHARDS = 10_000;

    private static final int HEX_DIGITS = 16;
    private static final Comparator<Item> ORDER =
            Comparator.comparing(Item::kind).thenComparing(Item::name);

    public Plan {
        if (version != VERSION) {
            throw new IllegalArgumentException("plan of version " + version + "; this Racy reads version " + VERSION);
        }
        if (architecture == null || architecture.isBlank()) {
            throw new IllegalArgumentException("a plan names its architecture");
        }
        if (shards < 1 || shards > MOST_SHARDS) {
            throw new IllegalArgumentException(shards + " shards; a plan has 1 to " + MOST_SHARDS);
        }
        if (items == null || items.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("a plan lists its items");
        }
        items = List.copyOf(items);
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            if (item.shard() > shards) {
                throw new IllegalArgumentException(item.name() + " is on shard " + item.shard() + " of " + shards);
            }
            if (i > 0 && ORDER.compare(items.get(i - 1), item) >= 0) {
                throw new IllegalArgumentException(item.name() + " is there twice or out of order");
            }
        }
        String digest = digest(architecture, shards, seed, items);
        if (!digest.equals(id)) {
            throw new IllegalArgumentException("a plan of this content has the id " + digest + ", not " + id);
        }
    }

    /** What an item is. */
    public enum Kind {
        TEST,
        BENCHMARK
    }

    /**
     * Something to run.
     *
     * @param name full name of the test or the benchmark
     * @param seconds what it costs: measured, or the mean of its kind's measured ones; 0 if none was
     * @param shard from 1
     */
    public record Item(Kind kind, String name, double seconds, boolean measured, int shard) {
        public Item {
            if (kind == null || name == null || name.isBlank()) {
                throw new IllegalArgumentException("an item has a kind and a name");
            }
            if (!(seconds >= 0 && seconds < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(name + " costs " + seconds + " seconds");
            }
            if (shard < 1) {
                throw new IllegalArgumentException(name + " is on shard " + shard);
            }
        }
    }

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
        if (shards < 1 || shards > MOST_SHARDS) {
            throw new IllegalArgumentException(shards + " shards; a plan has 1 to " + MOST_SHARDS);
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
        items.sort(ORDER);
        return new Plan(
                VERSION, digest(architecture, shards, seed, items), architecture, shards, seed, List.copyOf(items));
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

    /** Full names of the tests of a shard, sorted. */
    public List<String> tests(int shard) {
        return names(Kind.TEST, shard);
    }

    /** Full names of the benchmarks of a shard, sorted. */
    public List<String> benchmarks(int shard) {
        return names(Kind.BENCHMARK, shard);
    }

    private List<String> names(Kind kind, int shard) {
        return items.stream()
                .filter(item -> item.kind() == kind && item.shard() == shard)
                .map(Item::name)
                .toList();
    }

    /** What each shard costs in seconds, the first shard first. */
    public List<Double> loads() {
        Map<Integer, Double> load =
                items.stream().collect(Collectors.groupingBy(Item::shard, Collectors.summingDouble(Item::seconds)));
        return IntStream.rangeClosed(1, shards)
                .mapToObj(shard -> load.getOrDefault(shard, 0.0))
                .toList();
    }

    /** The slowest shard over the mean, 1 at best; empty if nothing was measured. */
    public OptionalDouble balance() {
        double sum = loads().stream().mapToDouble(Double::doubleValue).sum();
        return sum == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        loads().stream().mapToDouble(Double::doubleValue).max().orElseThrow() * shards / sum);
    }

    /**
     * Refuses to run a part of this plan where it does not belong.
     *
     * @param shard from 1
     * @param of how many shards the caller believes the plan to have
     * @param here the architecture of this machine
     */
    public void check(int shard, int of, String here) throws BundleException {
        if (of != shards) {
            throw new BundleException("plan " + id + " has " + shards + " shards, not " + of);
        }
        if (shard < 1 || shard > shards) {
            throw new BundleException("plan " + id + " has shards 1 to " + shards + ", not " + shard);
        }
        if (!here.equals(architecture)) {
            throw new BundleException("plan " + id + " is for " + architecture + ", and this machine is " + here
                    + ": freeze another plan here, its nights are a series of their own");
        }
    }

    /** Reads a plan. */
    public static Plan read(Path file) throws BundleException {
        return BundleFiles.read(file, Plan.class);
    }

    /** Writes the plan, whole or not at all. */
    public void write(Path file) throws BundleException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new BundleException(
                    "cannot write the plan to " + file + ": it is a folder or a device, which no file may replace");
        }
        try {
            Path parent = file.toAbsolutePath().getParent();
            Files.createDirectories(parent);
            BundleFiles.writeDurably(file, this);
        } catch (IOException e) {
            throw new BundleException("cannot write the plan to " + file + ": " + BundleFiles.reason(e), e);
        }
    }

    private static String digest(String architecture, int shards, long seed, List<Item> items) {
        Function<Item, String> line = item -> String.join(
                "\0",
                item.kind().name(),
                item.name(),
                Double.toString(item.seconds()),
                Boolean.toString(item.measured()),
                Integer.toString(item.shard()));
        String content = VERSION + "\0" + architecture + "\0" + shards + "\0" + seed + "\n"
                + items.stream().map(line).collect(Collectors.joining("\n"));
        return HexFormat.of().formatHex(sha256(content)).substring(0, HEX_DIGITS);
    }

    private static long hash(String name) {
        return ByteBuffer.wrap(sha256(name)).getLong();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
