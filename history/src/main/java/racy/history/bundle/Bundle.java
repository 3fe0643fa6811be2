// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import racy.bench.BenchRun;
import racy.history.NightState;
import racy.outside.Limits;
import racy.outside.OutsideFile;
import racy.review.Engines;
import racy.review.Observation;
import racy.stress.runner.StressException;
import racy.stress.runner.StressRun;
import racy.text.ShellCommand;

/**
 * A sealed bundle, read and verified.
 *
 * @param plan what the whole night was to run
 * @param requests what each shard that came was asked for, by its number
 */
public record Bundle(
        Path directory,
        BundleManifest manifest,
        Seal seal,
        Plan plan,
        SortedMap<Integer, Asked> requests,
        List<Part> parts) {
    /** Long enough for what is wrong with a file, and not for a text that it brought. */
    private static final int REASON = 300;

    public Bundle {
        requests = Collections.unmodifiableSortedMap(new TreeMap<>(requests));
        parts = List.copyOf(parts);
    }

    /**
     * One shard on one JDK.
     *
     * @param evidence what the deterministic engines observed
     * @param confirm the re-run of alarming benchmarks
     */
    public record Part(
            PartManifest manifest,
            Path directory,
            Optional<StressRun> stress,
            List<Observation> evidence,
            Optional<BenchRun> bench,
            Optional<BenchRun> confirm) {}

    /**
     * Reads a bundle, every line of it, and compares each file with the digest in the seal. What the seal says of the
     * night is compared with what is there.
     *
     * @throws BundleException if anything is not as the writer left it, or is more than can be read
     */
    public static Bundle read(Path directory) throws BundleException {
        try {
            return readAll(directory);
        } catch (OutOfMemoryError e) {
            throw BundleException.outOfMemory(directory, e);
        }
    }

    private static Bundle readAll(Path directory) throws BundleException {
        BundleManifest manifest = readManifest(directory);
        Path sealFile = directory.resolve(BundleFiles.SEAL);
        if (!OutsideFile.isThere(sealFile)) {
            throw new BundleException(directory + " is not sealed: its night is running or was broken off"
                    + ShellCommand.racy("nightly --resume --out")
                            .path(directory)
                            .in("; finish it with ", "", ""));
        }
        Seal seal = BundleFiles.read(sealFile, Seal.class);
        BundleChecks.check(sealFile, seal, manifest);
        Map<String, String> there = BundleFiles.digests(directory);
        String difference = BundleFiles.difference(there, seal.files());
        if (difference != null) {
            throw new BundleException(directory + ": " + difference);
        }
        Plan plan = readPlan(directory, manifest);
        Coverage coverage = new Coverage(plan);
        SortedMap<Integer, Asked> requests = Requests.read(directory, manifest, there.keySet());
        List<Part> parts = readParts(directory, manifest);
        if (Requests.areLost(manifest, requests)) {
            if (seal.state() == NightState.COMPLETE) {
                throw new BundleException(directory
                        + " is said to be complete and has no request of any shard, so nobody can say which JDKs are missing;"
                        + " merge its shards again");
            }
            requests = Requests.guess(manifest, seal, parts);
        }
        for (Part part : parts) {
            BundleChecks.check(part, plan, coverage, requests);
        }
        BundleChecks.checkSameTests(parts);
        BundleChecks.check(sealFile, seal, manifest, coverage, requests, parts);
        return new Bundle(directory, manifest, seal, plan, requests, parts);
    }

    private static Plan readPlan(Path directory, BundleManifest manifest) throws BundleException {
        Path file = directory.resolve(BundleFiles.PLAN);
        if (!OutsideFile.isThere(file)) {
            throw new BundleException(directory + " has no " + BundleFiles.PLAN
                    + ": without it nobody can say what is missing from the night");
        }
        Plan plan = Plan.read(file);
        BundleChecks.check(directory.resolve(BundleFiles.BUNDLE), manifest, plan);
        return plan;
    }

    /** Reads the parts side by side; of what is wrong the first is told. */
    private static List<Part> readParts(Path directory, BundleManifest manifest) throws BundleException {
        record Read(Part part, BundleException failure) {}
        List<Read> all = entries(directory.resolve(BundleFiles.PARTS)).parallelStream()
                .map(path -> {
                    try {
                        return new Read(readPart(path, manifest), null);
                    } catch (BundleException e) {
                        return new Read(null, e);
                    }
                })
                .toList();
        for (Read read : all) {
            if (read.failure() != null) {
                throw read.failure();
            }
        }
        return all.stream().map(Read::part).toList();
    }

    /** What is in a folder of a bundle; nothing if there is no such folder. */
    private static List<Path> entries(Path folder) throws BundleException {
        try {
            return OutsideFile.isThere(folder) ? OutsideFile.entries(folder, Limits.ENTRIES) : List.of();
        } catch (IOException e) {
            throw BundleFiles.cannotRead(folder, e);
        }
    }

    /** Reads what a bundle says it is; it need not be sealed. */
    public static BundleManifest readManifest(Path directory) throws BundleException {
        Path file = directory.resolve(BundleFiles.BUNDLE);
        if (!OutsideFile.isThere(file)) {
            throw new BundleException(directory + " is no bundle: it has no " + BundleFiles.BUNDLE);
        }
        BundleManifest manifest = BundleFiles.read(file, BundleManifest.class);
        if (manifest.version() < BundleManifest.VERSION_1 || manifest.version() > BundleManifest.VERSION) {
            throw new BundleException(file + " is of version " + manifest.version() + "; this Racy reads version "
                    + BundleManifest.VERSION);
        }
        BundleChecks.check(file, manifest);
        return manifest;
    }

    private static Part readPart(Path path, BundleManifest bundle) throws BundleException {
        Path file = path.resolve(BundleFiles.PART);
        PartManifest manifest = BundleFiles.read(file, PartManifest.class);
        BundleChecks.check(file, manifest, bundle);
        if (!path.getFileName().toString().equals(BundleFiles.partName(manifest))) {
            throw new BundleException(file + " belongs into " + BundleFiles.partName(manifest));
        }
        Path other =
                path.resolve(bundle.version() == BundleManifest.VERSION_1 ? BundleFiles.EVIDENCE : BundleFiles.SCRIPTS);
        if (OutsideFile.isThere(other)) {
            throw new BundleException(other + " is evidence that a bundle of version " + bundle.version()
                    + " does not keep there; nobody would read it");
        }
        return new Part(
                manifest,
                path,
                readStress(path.resolve(BundleFiles.STRESS)),
                bundle.version() == BundleManifest.VERSION_1
                        ? readScripts(path.resolve(BundleFiles.SCRIPTS))
                        : readEvidence(path.resolve(BundleFiles.EVIDENCE)),
                readBench(path.resolve(BundleFiles.BENCH)),
                readBench(path.resolve(BundleFiles.CONFIRM)));
    }

    private static Optional<StressRun> readStress(Path directory) throws BundleException {
        if (!OutsideFile.isThere(directory)) {
            return Optional.empty();
        }
        try {
            StressRun run = StressRun.read(directory);
            if (!run.warnings().isEmpty()) {
                throw new BundleException(run.warnings().get(0));
            }
            BundleChecks.check(
                    directory.resolve(BundleFiles.STRESS_MANIFEST), directory.resolve(BundleFiles.FORKS), run);
            return Optional.of(run);
        } catch (StressException e) {
            throw new BundleException(e.getMessage(), e);
        }
    }

    /** Each engine's file, by its name. */
    private static List<Observation> readEvidence(Path folder) throws BundleException {
        List<Observation> all = new ArrayList<>();
        for (Path file : entries(folder)) {
            List<Observation> its = BundleFiles.readLines(file, Observation.class);
            boolean proves = Engines.mayProve(BundleFiles.engine(file));
            for (int i = 0; i < its.size(); i++) {
                BundleChecks.check(file, i + 1, its.get(i), proves);
                all.add(withoutCommand(its.get(i)));
            }
        }
        return List.copyOf(all);
    }

    /** A command that a file names is not handed on: a reader would copy it into a shell. */
    private static Observation withoutCommand(Observation its) {
        return new Observation(its.engine(), its.subject(), its.effort(), its.finding(), its.failures(), "");
    }

    private static List<Observation> readScripts(Path file) throws BundleException {
        if (!OutsideFile.isThere(file)) {
            return List.of();
        }
        List<OldObservation> old = BundleFiles.readLines(file, OldObservation.class);
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < old.size(); i++) {
            BundleChecks.check(file, i + 1, old.get(i));
            observations.add(withoutCommand(old.get(i).today()));
        }
        return List.copyOf(observations);
    }

    private static Optional<BenchRun> readBench(Path file) throws BundleException {
        if (!OutsideFile.isThere(file)) {
            return Optional.empty();
        }
        try {
            BenchRun run = BenchRun.read(file);
            BundleChecks.check(file, run);
            return Optional.of(run);
        } catch (IOException | IllegalArgumentException e) {
            throw new BundleException(file + " is no JMH result file: " + OutsideFile.cut(reason(e), REASON), e);
        }
    }

    private static String reason(Exception e) {
        return e instanceof JsonProcessingException json ? json.getOriginalMessage() : String.valueOf(e.getMessage());
    }
}
