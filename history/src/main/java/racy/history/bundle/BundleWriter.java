// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import racy.history.NightState;
import racy.outside.OutsideFile;

/** Writes a bundle: the manifest first, the parts, the seal last. What is inside a part its engines write themselves. */
public final class BundleWriter {
    private final Path directory;
    private final BundleManifest manifest;

    private BundleWriter(Path directory, BundleManifest manifest) {
        this.directory = directory;
        this.manifest = manifest;
    }

    /** Begins a bundle in a directory that does not exist or is empty. */
    public static BundleWriter create(Path directory, BundleManifest manifest) throws BundleException {
        if (!BundleFiles.NAME.matcher(manifest.night()).matches()) {
            throw new BundleException(
                    "'" + manifest.night() + "' cannot name a night: letters, digits and . _ + - only");
        }
        try {
            Files.createDirectories(directory);
            try (Stream<Path> entries = Files.list(directory)) {
                if (entries.findAny().isPresent()) {
                    throw new BundleException(directory + " is not empty; choose another directory for the bundle");
                }
            }
            BundleFiles.writeDurably(directory.resolve(BundleFiles.BUNDLE), manifest);
            return new BundleWriter(directory, manifest);
        } catch (IOException e) {
            throw cannotWrite(directory, e);
        }
    }

    /**
     * Goes on with a bundle that is not sealed. Somebody else may have begun it: it has no link through which a writer would
     * write elsewhere.
     */
    public static BundleWriter resume(Path directory) throws BundleException {
        if (OutsideFile.isThere(directory.resolve(BundleFiles.SEAL))) {
            throw new BundleException(directory + " is sealed: that night is over");
        }
        BundleManifest manifest = Bundle.readManifest(directory);
        Inventory.of(directory);
        return new BundleWriter(directory, manifest);
    }

    public BundleManifest manifest() {
        return manifest;
    }

    public Path directory() {
        return directory;
    }

    /** The directory of a part, begun if it was not. */
    public Path part(PartManifest part) throws BundleException {
        if (!BundleFiles.NAME.matcher(part.jdk()).matches()) {
            throw new BundleException("'" + part.jdk() + "' cannot label a JDK: letters, digits and . _ + - only");
        }
        Path path = directory.resolve(BundleFiles.PARTS).resolve(BundleFiles.partName(part));
        try {
            Files.createDirectories(path);
            if (!Files.exists(path.resolve(BundleFiles.PART))) {
                BundleFiles.writeDurably(path.resolve(BundleFiles.PART), part);
            }
            return path;
        } catch (IOException e) {
            throw cannotWrite(path, e);
        }
    }

    /** Ends the bundle, now; or when it began, if the clock was set back to before that. */
    public void seal(NightState state, List<Integer> missing) throws BundleException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant started = Instant.parse(manifest.started());
        seal(state, missing, (now.isBefore(started) ? started : now).toString());
    }

    /**
     * Ends the bundle.
     *
     * @param missing shards that never came
     * @param ended in UTC, ISO 8601
     */
    public void seal(NightState state, List<Integer> missing, String ended) throws BundleException {
        Seal seal = new Seal(manifest.version(), ended, state, missing, BundleFiles.digests(directory));
        try {
            BundleFiles.writeDurably(directory.resolve(BundleFiles.SEAL), seal);
        } catch (IOException e) {
            throw cannotWrite(directory, e);
        }
    }

    private static BundleException cannotWrite(Path path, IOException e) {
        return new BundleException("cannot write the bundle to " + path + ": " + BundleFiles.reason(e), e);
    }
}
