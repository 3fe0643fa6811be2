// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SortedMap;
import java.util.TreeMap;
import racy.outside.Limits;
import racy.outside.OutsideFile;

/** Looks at everything in a bundle, its kind and its size, and opens nothing. */
final class Inventory extends SimpleFileVisitor<Path> {
    private final Path directory;
    private final Path start;
    private final SortedMap<String, Path> files = new TreeMap<>();
    private int entries;
    private long records;
    private Path at;

    private Inventory(Path directory) {
        this.directory = directory;
        start = OutsideFile.given(directory);
        at = directory;
    }

    /**
     * Every file of a bundle but the seal, by its path with slashes.
     *
     * @throws BundleException naming the first that is neither a file nor a folder, or is too much
     */
    static SortedMap<String, Path> of(Path directory) throws BundleException {
        Inventory inventory = new Inventory(directory);
        try {
            Files.walkFileTree(inventory.start, inventory);
            return inventory.files;
        } catch (IOException e) {
            throw new BundleException(
                    inventory.at + " cannot be in a bundle that is read: " + BundleFiles.reason(e), e);
        }
    }

    private void enter(Path path) throws IOException {
        at = directory.resolve(start.relativize(path));
        if (++entries > Limits.ENTRIES) {
            at = directory;
            throw new IOException("it holds more than " + Limits.ENTRIES + " files");
        }
        if (start.relativize(path).getNameCount() > Limits.FOLDERS) {
            throw new IOException("it lies deeper than " + Limits.FOLDERS + " folders");
        }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes its) throws IOException {
        enter(folder);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes its) throws IOException {
        enter(file);
        OutsideFile.checkFile(its);
        String name = file.getFileName().toString();
        OutsideFile.checkSize(its.size(), BundleFiles.sizeLimit(name));
        if (name.endsWith(BundleFiles.LINES)) {
            // What all lines say is kept in memory together.
            records += its.size();
            at = directory;
            OutsideFile.checkSize(records, Limits.records());
        }
        String path = start.relativize(file).toString().replace('\\', '/');
        if (!path.equals(BundleFiles.SEAL)) {
            files.put(path, file);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        at = directory.resolve(start.relativize(file));
        throw e;
    }
}
