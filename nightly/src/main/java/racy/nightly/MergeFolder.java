// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.nightly;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The folder in which a merge is put together, beside where it goes. A merge that was killed leaves its folder; the next
 * one removes it. A locked file beside each folder says that its merge still runs.
 */
record MergeFolder(Path path, Path lock, FileChannel channel) implements AutoCloseable {
    private static final String PREFIX = ".merging-";
    private static final String LOCK = ".lock";

    /** Makes one, after the folders that killed merges left are removed. */
    static MergeFolder beside(Path target) throws IOException {
        Path parent = Files.createDirectories(target.getParent());
        removeLeftOver(parent);
        while (true) {
            Path path = parent.resolve(PREFIX + UUID.randomUUID());
            Path lock = lockOf(path);
            FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (isTaken(channel)) {
                return new MergeFolder(Files.createDirectory(path), lock, channel);
            }
            // Another merge took it for left over, and removes it.
            channel.close();
        }
    }

    private static Path lockOf(Path path) {
        return path.resolveSibling(path.getFileName() + LOCK);
    }

    private static void removeLeftOver(Path parent) throws IOException {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(parent, PREFIX + "*" + LOCK)) {
            for (Path lock : locks) {
                try (FileChannel channel =
                        FileChannel.open(lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                    if (isTaken(channel)) {
                        String name = lock.getFileName().toString();
                        delete(lock.resolveSibling(name.substring(0, name.length() - LOCK.length())));
                        Files.deleteIfExists(lock);
                    }
                } catch (IOException e) {
                    // It stays, and harms nobody.
                }
            }
        }
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** Removes what was not moved away. */
    @Override
    public void close() throws IOException {
        try (channel) {
            delete(path);
            Files.deleteIfExists(lock);
        }
    }
}
