// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import racy.outside.Limits;
import racy.outside.OutsideFile;

/** Writes a run: the manifest once, then a line for each fork. A line is on the disk before the next fork starts. */
final class Ledger implements AutoCloseable {
    static final String MANIFEST = "manifest.json";
    static final String FORKS = "forks.jsonl";

    private final Path forks;
    private final FileChannel channel;

    private Ledger(Path forks, FileChannel channel) {
        this.forks = forks;
        this.channel = channel;
    }

    /** Begins a run. The complete manifest is there before the first fork, so a run without a manifest has no forks. */
    static Ledger create(Path directory, Manifest manifest) throws StressException {
        Path forks = directory.resolve(FORKS);
        Path fresh = directory.resolve(MANIFEST + ".tmp");
        try {
            Files.createDirectories(directory);
            FileChannel channel = FileChannel.open(forks, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (FileChannel whole = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                write(whole, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
            }
            Files.move(fresh, directory.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
            return new Ledger(forks, channel);
        } catch (FileAlreadyExistsException e) {
            throw new StressException(directory + " holds a run already; choose another directory", e);
        } catch (IOException e) {
            throw new StressException("cannot write the run to " + directory + ": " + reason(e), e);
        }
    }

    /**
     * What the run in a directory was asked for. Empty, and without a ledger, if the run was stopped while it began.
     */
    static Optional<Manifest> begun(Path directory) throws StressException {
        if (Files.exists(directory.resolve(MANIFEST))) {
            return Optional.of(StressRun.readManifest(directory));
        }
        try {
            Path forks = directory.resolve(FORKS);
            if (Files.exists(forks) && Files.size(forks) == 0) {
                Files.delete(forks);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new StressException("cannot begin a run in " + directory + ": " + reason(e), e);
        }
    }

    /** Continues a run. If the last line was cut off while it was written, that line is removed. */
    static Ledger resume(Path directory) throws StressException {
        Path forks = directory.resolve(FORKS);
        try {
            byte[] bytes = OutsideFile.bytes(forks, Limits.records());
            int whole = bytes.length;
            while (whole > 0 && bytes[whole - 1] != '\n') {
                whole--;
            }
            FileChannel channel = FileChannel.open(forks, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            channel.truncate(whole);
            channel.position(whole);
            return new Ledger(forks, channel);
        } catch (IOException e) {
            throw new StressException("cannot go on with the run in " + forks + ": " + reason(e), e);
        }
    }

    Path directory() {
        return forks.getParent();
    }

    void append(ForkRecord fork) throws StressException {
        try {
            String line = Json.MAPPER.writeValueAsString(fork) + "\n";
            write(channel, line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw StressException.brokenOff(
                    "cannot write to " + forks + ": " + reason(e) + "; the forks before this one are kept", e);
        }
    }

    private static void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        channel.force(false);
    }

    @Override
    public void close() throws StressException {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StressException("cannot close " + forks + ": " + reason(e), e);
        }
    }

    static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        return e.getClass() == IOException.class ? message : e.getClass().getSimpleName() + ": " + message;
    }
}
