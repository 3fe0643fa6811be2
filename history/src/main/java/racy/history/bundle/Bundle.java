// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import racy.bench.BenchRun;
import racy.review.Observation;
import racy.stress.runner.StressException;
import racy.stress.runner.StressRun;
import racy.text.ShellCommand;

/** A sealed bundle, read and verified. */
public record Bundle(Path directory, BundleManifest manifest, Seal seal, List<Part> parts) {
    public Bundle {
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
     * Reads a bundle, every line of it, and compares each file with the digest in the seal.
     *
     * @throws BundleException if anything is not as the writer left it
     */
    public static Bundle read(Path directory) throws BundleException {
        BundleManifest manifest = readManifest(directory);
        Path sealFile = directory.resolve(BundleFiles.SEAL);
        if (!Files.exists(sealFile)) {
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
        return new Bundle(directory, manifest, seal, readParts(directory.resolve(BundleFiles.PARTS), manifest));
    }

    /** Reads the parts side by side; of what is wrong the first is told. */
    private static List<Part> readParts(Path folder, BundleManifest manifest) throws BundleException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        record Read(Part part, BundleException failure) {}
        List<Read> all;
        try (Stream<Path> entries = Files.list(folder)) {
            all = entries.sorted().toList().parallelStream()
                    .map(path -> {
                        try {
                            return new Read(readPart(path, manifest), null);
                        } catch (BundleException e) {
                            return new Read(null, e);
                        }
                    })
                    .toList();
        } catch (IOException e) {
            throw new BundleException("cannot read " + folder + ": " + BundleFiles.reason(e), e);
        }
        for (Read read : all) {
            if (read.failure() != null) {
                throw read.failure();
            }
        }
        return all.stream().map(Read::part).toList();
    }

    /** Reads what a bundle says it is; it need not be sealed. */
    public static BundleManifest readManifest(Path directory) throws BundleException {
        Path file = directory.resolve(BundleFiles.BUNDLE);
        if (!Files.exists(file)) {
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
        if (Files.exists(other)) {
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
        if (!Files.exists(directory)) {
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
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.sorted().toList();
        } catch (IOException e) {
            throw new BundleException("cannot read " + folder + ": " + BundleFiles.reason(e), e);
        }
        List<Observation> all = new ArrayList<>();
        for (Path file : files) {
            List<Observation> its = BundleFiles.readLines(file, Observation.class);
            for (int i = 0; i < its.size(); i++) {
                BundleChecks.check(file, i + 1, its.get(i));
            }
            all.addAll(its);
        }
        return List.copyOf(all);
    }

    private static List<Observation> readScripts(Path file) throws BundleException {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<OldObservation> old = BundleFiles.readLines(file, OldObservation.class);
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < old.size(); i++) {
            BundleChecks.check(file, i + 1, old.get(i));
            observations.add(old.get(i).today());
        }
        return List.copyOf(observations);
    }

    private static Optional<BenchRun> readBench(Path file) throws BundleException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            BenchRun run = BenchRun.read(file);
            BundleChecks.check(file, run);
            return Optional.of(run);
        } catch (IOException | IllegalArgumentException e) {
            throw new BundleException(file + " is no JMH result file: " + e.getMessage(), e);
        }
    }
}
