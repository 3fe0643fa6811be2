// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import racy.outside.Limits;
import racy.outside.OutsideFile;

/**
 * A JMH result file that grows. It is always one JSON array of complete results, each in the exact text that JMH wrote.
 * New results are added before the closing bracket, and the file is replaced in one step.
 */
final class BenchFile {
    private static final String EMPTY = "[\n]\n";

    private final Path path;
    private String text;

    private BenchFile(Path path, String text) {
        this.path = path;
        this.text = text;
    }

    /** Makes an empty file, whatever was there before. */
    static BenchFile create(Path path) throws IOException {
        BenchFile file = new BenchFile(path, EMPTY);
        file.write();
        return file;
    }

    /** Opens a file, or makes it if it is not there. */
    static BenchFile open(Path path) throws IOException {
        return OutsideFile.isThere(path)
                ? new BenchFile(path, new String(OutsideFile.bytes(path, Limits.DOCUMENT), StandardCharsets.UTF_8))
                : create(path);
    }

    /** Full names of the benchmarks that have a result. */
    Set<String> benchmarks() throws IOException {
        Set<String> names = new LinkedHashSet<>();
        BenchRun.tree(text.getBytes(StandardCharsets.UTF_8))
                .forEach(result -> names.add(result.path("benchmark").asText()));
        return names;
    }

    void append(Collection<RunResult> results) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, stream).writeOut(results);
        }
        String before = inside(text);
        String added = inside(bytes.toString(StandardCharsets.UTF_8));
        text = "[\n" + before + (before.isEmpty() || added.isEmpty() ? "" : ",\n") + added + "\n]\n";
        write();
    }

    private static String inside(String array) {
        return array.substring(array.indexOf('[') + 1, array.lastIndexOf(']')).strip();
    }

    private void write() throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new IOException("cannot write " + path + ": " + e.getMessage() + "; it is as it was before", e);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
