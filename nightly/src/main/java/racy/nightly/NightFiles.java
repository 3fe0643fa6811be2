// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;
import racy.history.bundle.BundleManifest;
import racy.history.bundle.PartManifest;
import racy.outside.Limits;
import racy.outside.OutsideFile;
import racy.stress.runner.StressException;
import racy.stress.runner.StressRun;

/** What a night adds to its bundle beside the parts, the nights in a folder, and who writes to one. */
public final class NightFiles {
    static final String LOG = "log.txt";

    private NightFiles() {}

    /**
     * The newest night in a folder that was begun and not sealed.
     *
     * @param leftOut told of each that cannot be read, and why
     */
    public static Optional<Path> newestUnsealed(Path folder, Consumer<String> leftOut) throws BundleException {
        return newestFirst(folder, leftOut).stream()
                .filter(NightFiles::isUnsealed)
                .findFirst();
    }

    /** Whether a directory is a night that was begun and not sealed. */
    public static boolean isUnsealed(Path night) {
        return Files.exists(night.resolve(BundleFiles.REQUEST)) && !Files.exists(night.resolve(BundleFiles.SEAL));
    }

    /** Whether a directory is a night that is over. */
    public static boolean isSealed(Path night) {
        return Files.exists(night.resolve(BundleFiles.BUNDLE)) && Files.exists(night.resolve(BundleFiles.SEAL));
    }

    /** The digests of the code that each test had in a night, see {@link PartManifest#code}. */
    public static Map<String, Set<String>> code(Path night) throws BundleException {
        Map<String, Set<String>> code = new HashMap<>();
        Path folder = night.resolve(BundleFiles.PARTS);
        if (!OutsideFile.isThere(folder)) {
            return Map.of();
        }
        try {
            for (Path part : OutsideFile.entries(folder, Limits.ENTRIES)) {
                // A link would be followed to its file.
                OutsideFile.entries(part, Limits.ENTRIES);
                BundleFiles.read(part.resolve(BundleFiles.PART), PartManifest.class)
                        .code()
                        .forEach((test, digest) -> code.computeIfAbsent(test, name -> new HashSet<>())
                                .add(digest));
            }
        } catch (IOException e) {
            throw new BundleException("cannot read " + night + ": " + BundleFiles.reason(e), e);
        }
        return code;
    }

    /**
     * The sealed nights in a folder, the newest first; {@code leftOut} is told of each that cannot be read, and why.
     */
    public static List<Path> sealed(Path folder, Consumer<String> leftOut) throws BundleException {
        return newestFirst(folder, leftOut).stream()
                .filter(night -> Files.exists(night.resolve(BundleFiles.SEAL)))
                .toList();
    }

    private static List<Path> newestFirst(Path folder, Consumer<String> leftOut) throws BundleException {
        record Night(Path path, BundleManifest manifest) {}
        List<Night> nights = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.exists(entry.resolve(BundleFiles.BUNDLE))) {
                    try {
                        nights.add(new Night(entry, Bundle.readManifest(entry)));
                    } catch (BundleException e) {
                        leftOut.accept(e.getMessage());
                    }
                }
            }
        } catch (IOException e) {
            throw new BundleException("cannot read " + folder + ": " + BundleFiles.reason(e), e);
        }
        return nights.stream()
                .sorted(Comparator.comparing((Night night) -> night.manifest().started())
                        .thenComparing(Night::path)
                        .reversed())
                .map(Night::path)
                .toList();
    }

    /**
     * Leaves of what killed writers began only what is whole: no file that was to replace another, no part without its
     * manifest, no line that was cut off. Nobody may be writing.
     */
    static void tidy(Path bundle) throws BundleException {
        try {
            for (Path path : below(bundle)) {
                if (path.toString().endsWith(".tmp")) {
                    Files.delete(path);
                }
            }
            Path parts = bundle.resolve(BundleFiles.PARTS);
            if (!Files.exists(parts)) {
                return;
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(parts)) {
                for (Path part : entries) {
                    if (!Files.exists(part.resolve(BundleFiles.PART))) {
                        Files.delete(part);
                    } else {
                        StressRun.mend(part.resolve(BundleFiles.STRESS));
                    }
                }
            }
        } catch (IOException e) {
            throw new BundleException("cannot tidy " + bundle + ": " + BundleFiles.reason(e), e);
        } catch (StressException e) {
            throw new BundleException(e.getMessage(), e);
        }
    }

    /**
     * Forgets what a night left that was killed before it was begun. Nobody may be writing. A directory that holds anything
     * else is left as it is.
     */
    static void forgetUnbegun(Path bundle) throws BundleException {
        try {
            if (!Files.exists(bundle.resolve(BundleFiles.BUNDLE))
                    && !Files.exists(bundle.resolve(tmp(BundleFiles.BUNDLE)))) {
                return;
            }
            Set<String> unbegun = new HashSet<>(Set.of(BundleFiles.BUNDLE, BundleFiles.PLAN, tmp(BundleFiles.REQUEST)));
            unbegun.addAll(Set.of(tmp(BundleFiles.BUNDLE), tmp(BundleFiles.PLAN)));
            List<Path> files = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(bundle)) {
                entries.forEach(files::add);
            }
            if (files.stream()
                    .allMatch(file -> unbegun.contains(file.getFileName().toString()))) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new BundleException("cannot begin " + bundle + ": " + BundleFiles.reason(e), e);
        }
    }

    private static String tmp(String file) {
        return file + ".tmp";
    }

    /**
     * Refuses a bundle whose files have names elsewhere too: what is written to them would change there. Reading is safe, so
     * a sealed bundle may have them.
     */
    static void checkOwnFiles(Path bundle) throws BundleException {
        try (Stream<Path> walk = Files.walk(bundle)) {
            for (Path path : (Iterable<Path>) walk::iterator) {
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && names(path) > 1) {
                    throw new BundleException(path + " has a second name outside of the bundle; copy the bundle");
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new BundleException("cannot read " + bundle + ": " + e.getMessage(), e);
        }
    }

    /** How many names a file has; 1 where the system does not say. */
    private static int names(Path file) throws IOException {
        try {
            return (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return 1;
        }
    }

    /** The size of what a part has measured: it grows with each fork, engine and benchmark. */
    static long measured(Path part) throws BundleException {
        if (!Files.exists(part)) {
            return 0;
        }
        try {
            long size = 0;
            for (Path path : below(part)) {
                boolean isMeasured = !path.endsWith(LOG) && !path.toString().endsWith(".tmp");
                size += isMeasured && Files.isRegularFile(path) ? Files.size(path) : 0;
            }
            return size;
        } catch (IOException e) {
            throw new BundleException("cannot read " + part + ": " + BundleFiles.reason(e), e);
        }
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.toList();
        }
    }

    /**
     * The right to write to a bundle, until it is closed or the process ends. It is a lock on a file beside the bundle,
     * so that the bundle holds nothing but results; a kill leaves the file, and nobody holding it.
     */
    record Lock(Path bundle, Path file, FileChannel channel) implements AutoCloseable {
        /** Who locks which byte of the file: a worker may outlive its parent by the fork in hand. */
        enum Role {
            PARENT,
            WORKER
        }

        /** Takes it, waiting for at most so long for another who has it. */
        static Lock take(Path bundle, Role role, Duration patience) throws BundleException {
            Path absolute = bundle.toAbsolutePath().normalize();
            if (absolute.getFileName() == null) {
                throw new BundleException(bundle + " holds the whole system; choose another directory for the bundle");
            }
            Path file = absolute.resolveSibling("." + absolute.getFileName() + ".lock");
            long start = System.nanoTime();
            try {
                Files.createDirectories(file.getParent());
                // A link may lead anywhere, and to open a pipe waits for ever.
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new BundleException(file + " is no regular file; it is to be the lock of " + bundle);
                }
                FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                while (!isTaken(channel, role)) {
                    if (System.nanoTime() - start > patience.toNanos()) {
                        channel.close();
                        throw new BundleException("another nightly is writing to " + bundle);
                    }
                    TimeUnit.MILLISECONDS.sleep(100);
                }
                return new Lock(bundle, file, channel);
            } catch (IOException e) {
                throw new BundleException("cannot lock " + file + ": " + BundleFiles.reason(e), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BundleException("interrupted while waiting for " + file, e);
            }
        }

        private static boolean isTaken(FileChannel channel, Role role) throws IOException {
            try {
                FileLock lock = channel.tryLock(role.ordinal(), 1, false);
                return lock != null;
            } catch (OverlappingFileLockException e) {
                return false;
            }
        }

        /** The bundle is sealed and nobody will write to it again. */
        void remove() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // An empty file is left, which nobody holds.
            }
        }

        @Override
        public void close() throws BundleException {
            try {
                channel.close();
            } catch (IOException e) {
                throw new BundleException("cannot unlock " + file + ": " + BundleFiles.reason(e), e);
            }
        }
    }
}
