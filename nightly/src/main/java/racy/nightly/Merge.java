// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import racy.history.NightState;
import racy.history.bundle.Asked;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.BundleManifest;
import racy.history.bundle.BundleWriter;
import racy.history.bundle.Coverage;
import racy.history.bundle.Plan;
import racy.history.bundle.Seal;
import racy.history.bundle.SealedPlace;
import racy.outside.OutsideFile;

/**
 * Makes one night of its shards.
 *
 * <p>Schedulers deliver at least once: a shard may come twice, from a node that was thought lost and from the one that
 * took over. One delivery is taken whole, so that no fork counts twice and no attempt is mixed with another: the first
 * complete one, or the most complete if none is. First is the lowest attempt, then the earliest end, then the smallest
 * digest: what is merged depends on what was delivered, not on the order of the arguments or on when it is merged.
 *
 * <p>The parts are copied as they are, the plan once, and of each shard what it was asked for and its log, as {@code
 * request-sI.json} and {@code log-sI.txt}.
 *
 * <p>A night with a shard missing, broken off, or run on other JDKs than the others is partial; {@link
 * racy.history.bundle.Coverage} decides.
 */
public final class Merge {
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
     * @throws BundleException if a delivery is broken or of another night, or {@code out} lies in one; then nothing was
     *     written
     */
    public static Result merge(Collection<Path> deliveries, Path out) throws BundleException {
        checkApart(deliveries, out);
        List<String> notes = new ArrayList<>();
        List<Bundle> sealed = read(deliveries, notes);
        SortedMap<Integer, Bundle> taken = new TreeMap<>();
        sealed.stream()
                .collect(Collectors.groupingBy(bundle -> bundle.manifest().shard()))
                .forEach((shard, bundles) ->
                        taken.put(shard, bundles.stream().min(BEST_FIRST).orElseThrow()));
        Plan plan = sealed.get(0).plan();
        Coverage coverage = new Coverage(plan);
        SortedMap<Integer, Asked> asked = new TreeMap<>();
        taken.values().forEach(bundle -> asked.putAll(bundle.requests()));
        List<Integer> missing = coverage.missing(asked);
        missing.forEach(shard -> notes.add("shard " + shard + " of " + plan.shards() + " is missing"));
        boolean complete = missing.isEmpty();
        for (Bundle bundle : taken.values()) {
            if (!isComplete(bundle)) {
                notes.add("shard " + bundle.manifest().shard() + " was broken off: " + bundle.directory());
                complete = false;
            }
        }
        notes.addAll(coverage.unequalJdks(asked));
        List<Bundle.Part> parts = taken.values().stream()
                .flatMap(bundle -> bundle.parts().stream())
                .toList();
        complete &= coverage.lackedBy(asked, parts).isEmpty();
        Bundle merged = write(taken.values(), complete ? NightState.COMPLETE : NightState.PARTIAL, missing, out);
        SortedMap<Integer, Path> paths = new TreeMap<>();
        taken.forEach((shard, bundle) -> paths.put(shard, bundle.directory()));
        return new Result(merged, paths, List.copyOf(notes));
    }

    /** What is merged into a delivery, or around one, would change what is sealed. */
    private static void checkApart(Collection<Path> deliveries, Path out) throws BundleException {
        Path target = SealedPlace.real(out);
        for (Path delivery : deliveries) {
            Path real = SealedPlace.real(delivery);
            boolean isBundle = OutsideFile.isThere(real.resolve(BundleFiles.BUNDLE));
            if (isBundle && (target.startsWith(real) || real.startsWith(target))) {
                throw new BundleException(out + " and " + delivery
                        + " lie in each other, and a delivery never changes; choose another --out");
            }
        }
        Optional<Path> sealed = SealedPlace.of(target).filter(bundle -> !bundle.equals(target));
        if (sealed.isPresent()) {
            throw new BundleException(
                    out + " lies in the sealed bundle " + sealed.get() + ", which never changes; choose another --out");
        }
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
            if (OutsideFile.isThere(directory.resolve(BundleFiles.SEAL))) {
                sealed.add(Bundle.read(directory));
            } else {
                notes.add("shard " + manifest.shard() + ": " + directory + " was never sealed and is left out");
            }
        }
        if (sealed.isEmpty()) {
            throw new NothingSealed("nothing to merge: no sealed bundle among " + deliveries);
        }
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
                "budget", BundleManifest::budgetMillis,
                "format", BundleManifest::version));
        for (Map.Entry<String, Function<BundleManifest, Object>> property : shared.entrySet()) {
            Object one = property.getValue().apply(expected);
            Object other = property.getValue().apply(manifest);
            if (!one.equals(other)) {
                throw new BundleException(directory + " is of another night: its " + property.getKey() + " is " + other
                        + ", that of " + first + " is " + one);
            }
        }
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
            throw new BundleException(out + " is no place for a bundle; choose another --out");
        }
        try (MergeFolder folder = MergeFolder.beside(target)) {
            Path fresh = folder.path();
            BundleWriter writer = BundleWriter.create(fresh, manifest(taken));
            for (Bundle bundle : taken) {
                for (Bundle.Part part : bundle.parts()) {
                    copy(part.directory(), fresh.resolve(bundle.directory().relativize(part.directory())));
                }
                int shard = bundle.manifest().shard();
                copyIfThere(bundle.directory().resolve(BundleFiles.PLAN), fresh.resolve(BundleFiles.PLAN));
                copyIfThere(
                        bundle.directory().resolve(BundleFiles.REQUEST), fresh.resolve(BundleFiles.requestName(shard)));
                copyIfThere(bundle.directory().resolve(NightFiles.LOG), fresh.resolve("log-s" + shard + ".txt"));
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
        if (OutsideFile.isThere(from) && !Files.exists(to)) {
            copy(from, to);
        }
    }

    /** Copies a file, or a folder and all below it, byte for byte, onto the disk. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                Path copy = to.resolve(from.relativize(path));
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy, LinkOption.NOFOLLOW_LINKS);
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
                boolean isCopied = file.getKey().startsWith(BundleFiles.PARTS + "/")
                        || file.getKey().equals(BundleFiles.PLAN);
                if (isCopied && !file.getValue().equals(seal.files().get(file.getKey()))) {
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
}
