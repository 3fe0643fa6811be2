// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import racy.outside.OutsideFile;

/**
 * What a night runs, cut into shards once and for all: every machine that holds the file does the same part of the same
 * whole. A plan is of one architecture; nights of another are another series.
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

    /** More machines than anyone has; a number beyond is a mistake. */
    public static final int MOST_SHARDS = 10_000;

    private static final int HEX_DIGITS = 16;
    private static final Comparator<Item> ORDER =
            Comparator.comparing(Item::kind).thenComparing(Item::name);

    /** A plan of these items, in any order, with the id that they give it. */
    public static Plan of(String architecture, int shards, long seed, Collection<Item> items) {
        List<Item> sorted = items.stream().sorted(ORDER).toList();
        return new Plan(VERSION, digest(architecture, shards, seed, sorted), architecture, shards, seed, sorted);
    }

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
                throw new IllegalArgumentException(
                        OutsideFile.excerpt(item.name()) + " is on shard " + item.shard() + " of " + shards);
            }
            if (i > 0 && ORDER.compare(items.get(i - 1), item) >= 0) {
                throw new IllegalArgumentException(
                        OutsideFile.excerpt(item.name()) + " is there twice or out of order");
            }
        }
        String digest = digest(architecture, shards, seed, items);
        if (!digest.equals(id)) {
            throw new IllegalArgumentException(
                    "a plan of this content has the id " + digest + ", not " + OutsideFile.excerpt(id));
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
                throw new IllegalArgumentException(OutsideFile.excerpt(name) + " costs " + seconds + " seconds");
            }
            if (shard < 1) {
                throw new IllegalArgumentException(OutsideFile.excerpt(name) + " is on shard " + shard);
            }
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

    /** Full names of what each shard has of a kind; without the shards that have none. */
    Map<Integer, Set<String>> byShard(Kind kind) {
        return items.stream()
                .filter(item -> item.kind() == kind)
                .collect(Collectors.groupingBy(Item::shard, Collectors.mapping(Item::name, Collectors.toSet())));
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
        return BundleFiles.sha256(content.getBytes(StandardCharsets.UTF_8)).substring(0, HEX_DIGITS);
    }
}
