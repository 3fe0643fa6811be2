// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import racy.history.NightState;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.BundleManifest;
import racy.history.bundle.BundleWriter;
import racy.history.bundle.Seal;

/**
 * Makes one night of its shards.
 *
 * <p>Schedulers deliver at least once: a shard may come twice, from a node that was thought lost and from the one that
 * took over. One delivery is taken whole, so that no fork counts twice and no attempt is mixed with another: the first
 * complete one, or the most complete if none is. First is the lowest attempt, then the earliest end, then the smallest
 * digest: what is merged depends on what was delivered, not on the order of the arguments or on when it is merged.
 *
 * <p>The parts are copied as they are, the plan once, and each shard's log as {@code log-sI.txt}.
 *
 * <p>A night with a shard missing, broken off, or run on other JDKs than the others is partial.
 */
public final class Merge {
    private static final String ARCHITECTURE = "os.arch";

    /** A complete delivery before any other; among those the first; among the others the one that says most. */
    private static final Comparator<Bundle> BEST_FIRST = Comparator.comparing((Bundle bundle) -> !isComplete(bundle))
            .thenComparing(bundle -> isComplete(bundle) ? 0 : -covered(bundle))
            .thenComparing(bundle -> isComplete(bundle) ? 0 : -forks(bundle))
            .thenComparing(bundle -> bundle.manifest().attempt())
            .thenComparing(bundle -> bundle.seal().ended())
            .thenComparing(bundle -> new TreeMap<>(bundle.seal().files()).toString());

    private Merge() {}

    /**
     * A merged night.
     *
     * @param taken the deliveries it was made of, by shard
     * @param notes what was left out or is lacking, a line each
     */
    public record Result(Bundle bundle, SortedMap<Integer, Path> taken, List<String> notes) {
        public boolean isComplete() {
            return Merge.isComplete(bundle);
        }
    }

    /**
     * Merges.
     *
     * @param deliveries directories of bundles; those that are not sealed are left out
     * @param out does not exist, or is empty, or holds the result of the same merge
     * @throws BundleException if a delivery is broken or of another night; then nothing was written
     */
    public static Result merge(Collection<Path> deliveries, Path out) throws BundleException {
        List<String> notes = new ArrayList<>();
        List<Bundle> sealed = read(deliveries, notes);
        SortedMap<Integer, Bundle> taken = new TreeMap<>();
        sealed.stream()
                .collect(Collectors.groupingBy(bundle -> bundle.manifest().shard()))
                .forEach((shard, bundles) ->
                        taken.put(shard, bundles.stream().min(BEST_FIRST).orElseThrow()));
        checkDisjoint(taken.values());
        int shards = sealed.get(0).manifest().shards();
        List<Integer> missing = IntStream.rangeClosed(1, shards)
                .filter(shard -> !taken.containsKey(shard))
                .boxed()
                .toList();
        missing.forEach(shard -> notes.add("shard " + shard + " of " + shards + " is missing"));
        boolean complete = missing.isEmpty();
        for (Bundle bundle : taken.values()) {
            if (!isComplete(bundle)) {
                notes.add("shard " + bundle.manifest().shard() + " was broken off: " + bundle.directory());
                complete = false;
            }
        }
        complete &= haveSameJdks(taken.values(), notes);
        Bundle merged = write(taken.values(), complete ? NightState.COMPLETE : NightState.PARTIAL, missing, out);
        SortedMap<Integer, Path> paths = new TreeMap<>();
        taken.forEach((shard, bundle) -> paths.put(shard, bundle.directory()));
        return new Result(merged, paths, List.copyOf(notes));
    }

    private static List<Bundle> read(Collection<Path> deliveries, List<String> notes) throws BundleException {
        List<Bundle> sealed = new ArrayList<>();
        Path first = null;
        for (Path directory :
                deliveries.stream().map(Path::normalize).distinct().sorted().toList()) {
            BundleManifest manifest = Bundle.readManifest(directory);
            checkShard(directory, manifest);
            first = first == null ? directory : first;
            checkSameNight(first, Bundle.readManifest(first), directory, manifest);
            if (Files.exists(directory.resolve(BundleFiles.SEAL))) {
                sealed.add(Bundle.read(directory));
            } else {
                notes.add("shard " + manifest.shard() + ": " + directory + " was never sealed and is left out");
            }
        }
        if (sealed.isEmpty()) {
            throw new NothingSealed("nothing to merge: no sealed bundle among " + deliveries);
        }
        checkParts(sealed);
        return sealed;
    }

    /** All shards are missing. */
    public static final class NothingSealed extends BundleException {
        private static final long serialVersionUID = 1L;

        NothingSealed(String message) {
            super(message);
        }
    }

    private static void checkShard(Path directory, BundleManifest manifest) throws BundleException {
        if (manifest.shard() == 0) {
            throw new BundleException(directory + " is merged already; merge the shards it was made of");
        }
        if (manifest.shard() < 1 || manifest.shard() > manifest.shards()) {
            throw new BundleException(directory + " is shard " + manifest.shard() + " of " + manifest.shards());
        }
    }

    /** All that shards of one night share. */
    private static void checkSameNight(Path first, BundleManifest expected, Path directory, BundleManifest manifest)
            throws BundleException {
        Map<String, Function<BundleManifest, Object>> shared = new TreeMap<>(Map.of(
                "plan", BundleManifest::plan,
                "night", BundleManifest::night,
                "revision", BundleManifest::revision,
                "origin", BundleManifest::origin,
                "number of shards", BundleManifest::shards,
                "seed", BundleManifest::seed,
                "budget", BundleManifest::budgetMillis));
        for (Map.Entry<String, Function<BundleManifest, Object>> property : shared.entrySet()) {
            Object one = property.getValue().apply(expected);
            Object other = property.getValue().apply(manifest);
            if (!one.equals(other)) {
                throw new BundleException(directory + " is of another night: its " + property.getKey() + " is " + other
                        + ", that of " + first + " is " + one);
            }
        }
    }

    private static void checkParts(List<Bundle> bundles) throws BundleException {
        String expected = null;
        for (Bundle bundle : bundles) {
            for (Bundle.Part part : bundle.parts()) {
                if (part.manifest().shard() != bundle.manifest().shard()) {
                    throw new BundleException(part.directory() + " is of shard "
                            + part.manifest().shard() + " in a bundle of shard "
                            + bundle.manifest().shard());
                }
                String architecture = part.manifest().environment().getOrDefault(ARCHITECTURE, "missing");
                expected = expected == null ? architecture : expected;
                if (!architecture.equals(expected)) {
                    throw new BundleException(part.directory() + " was run on " + architecture + ", the others on "
                            + expected + ": one plan is of one architecture");
                }
            }
        }
    }

    /** What two shards both ran would count twice. */
    private static void checkDisjoint(Collection<Bundle> taken) throws BundleException {
        Map<String, Path> seen = new HashMap<>();
        for (Bundle bundle : taken) {
            for (Bundle.Part part : bundle.parts()) {
                for (String name : items(part)) {
                    Path before = seen.put(part.manifest().jdk() + "\0" + name, part.directory());
                    if (before != null) {
                        throw new BundleException(name + " is planned both in " + before + " and in " + part.directory()
                                + "; shards have nothing in common");
                    }
                }
            }
        }
    }

    private static Set<String> items(Bundle.Part part) {
        Set<String> items = new TreeSet<>(part.manifest().code().keySet());
        items.addAll(part.manifest().benchmarks());
        part.stress().ifPresent(run -> run.manifest().tests().forEach(test -> items.add(test.name())));
        return items;
    }

    /** Whether every shard that had something to do did it on the same JDKs. */
    private static boolean haveSameJdks(Collection<Bundle> taken, List<String> notes) {
        Set<String> all = new TreeSet<>();
        taken.forEach(bundle -> all.addAll(jdks(bundle)));
        boolean same = true;
        for (Bundle bundle : taken) {
            Set<String> lacking = new TreeSet<>(all);
            lacking.removeAll(jdks(bundle));
            if (!bundle.parts().isEmpty() && !lacking.isEmpty()) {
                notes.add("shard " + bundle.manifest().shard() + " was not run on JDK " + String.join(", ", lacking));
                same = false;
            }
        }
        return same;
    }

    private static Set<String> jdks(Bundle bundle) {
        return bundle.parts().stream().map(part -> part.manifest().jdk()).collect(Collectors.toSet());
    }

    private static boolean isComplete(Bundle bundle) {
        return bundle.seal().state() == NightState.COMPLETE;
    }

    /** Tests and benchmarks with a result, once for each JDK. */
    private static int covered(Bundle bundle) {
        return bundle.parts().stream()
                .mapToInt(part -> (int) (part.stress()
                                .map(run -> run.forks().stream()
                                        .map(fork -> fork.spec().test())
                                        .distinct()
                                        .count())
                                .orElse(0L)
                        + part.bench().map(run -> run.results().size()).orElse(0)))
                .sum();
    }

    private static int forks(Bundle bundle) {
        return bundle.parts().stream()
                .mapToInt(part -> part.stress().map(run -> run.forks().size()).orElse(0))
                .sum();
    }

    private static Bundle write(Collection<Bundle> taken, NightState state, List<Integer> missing, Path out)
            throws BundleException {
        Path target = out.toAbsolutePath().normalize();
        if (target.getParent() == null) {
            throw new BundleException(out + " holds the whole system; choose another directory for the bundle");
        }
        Path fresh = null;
        try {
            Files.createDirectories(target.getParent());
            fresh = Files.createDirectory(target.resolveSibling(".merging-" + UUID.randomUUID()));
            BundleWriter writer = BundleWriter.create(fresh, manifest(taken));
            for (Bundle bundle : taken) {
                for (Bundle.Part part : bundle.parts()) {
                    copy(part.directory(), fresh.resolve(bundle.directory().relativize(part.directory())));
                }
                copyIfThere(bundle.directory().resolve(NightFiles.PLAN), fresh.resolve(NightFiles.PLAN));
                copyIfThere(
                        bundle.directory().resolve(NightFiles.LOG),
                        fresh.resolve("log-s" + bundle.manifest().shard() + ".txt"));
            }
            String ended = taken.stream()
                    .map(bundle -> bundle.seal().ended())
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            writer.seal(state, missing, ended);
            Bundle merged = Bundle.read(fresh);
            checkCopied(taken, merged.seal());
            if (!holdsAlready(target, merged)) {
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            }
            return Bundle.read(out);
        } catch (IOException | UncheckedIOException e) {
            throw new BundleException("cannot write the merged bundle to " + out + ": " + e, e);
        } finally {
            delete(fresh);
        }
    }

    private static BundleManifest manifest(Collection<Bundle> taken) {
        BundleManifest any = taken.iterator().next().manifest();
        String started = taken.stream()
                .map(bundle -> bundle.manifest().started())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        return new BundleManifest(
                any.version(),
                any.night(),
                any.origin(),
                started,
                any.revision(),
                any.plan(),
                0,
                any.shards(),
                1,
                any.seed(),
                any.budgetMillis());
    }

    /** The plan is the same in every shard; the first is as good as any. */
    private static void copyIfThere(Path from, Path to) throws IOException {
        if (Files.exists(from) && !Files.exists(to)) {
            copy(from, to);
        }
    }

    /** Copies a file, or a folder and all below it, byte for byte, onto the disk. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                Path copy = to.resolve(from.relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy);
                    try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                        channel.force(true);
                    }
                }
            }
        }
    }

    /** What was copied is what the deliveries' seals vouch for. */
    private static void checkCopied(Collection<Bundle> taken, Seal seal) throws BundleException {
        for (Bundle bundle : taken) {
            for (Map.Entry<String, String> file : bundle.seal().files().entrySet()) {
                if (file.getKey().startsWith(BundleFiles.PARTS + "/")
                        && !file.getValue().equals(seal.files().get(file.getKey()))) {
                    throw new BundleException(
                            bundle.directory().resolve(file.getKey()) + " changed while it was merged");
                }
            }
        }
    }

    /** Whether the same merge was done before, by a job that was run again say. */
    private static boolean holdsAlready(Path target, Bundle merged) throws BundleException, IOException {
        if (!Files.exists(target)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(target)) {
            if (entries.findAny().isEmpty()) {
                return false;
            }
        }
        Bundle there = Bundle.read(target);
        if (!there.manifest().equals(merged.manifest()) || !there.seal().equals(merged.seal())) {
            throw new BundleException(
                    target + " holds another bundle, and a sealed bundle never changes;" + " choose another directory");
        }
        return true;
    }

    private static void delete(Path folder) throws BundleException {
        if (folder == null || !Files.exists(folder)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new BundleException("cannot remove " + folder + ": " + BundleFiles.reason(e), e);
        }
    }
}
