// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a run: the manifest once, then a line for each fork, on the disk before the next fork starts. */
final class Ledger implements AutoCloseable {
    static final String MANIFEST = "manifest.json";
    static final String FORKS = "forks.jsonl";

    private final Path forks;
    private final FileChannel channel;

    private Ledger(Path forks, FileChannel channel) {
        this.forks = forks;
        this.channel = channel;
    }

    static Ledger create(Path directory, Manifest manifest) throws StressException {
        try {
            Files.createDirectories(directory);
            Path forks = directory.resolve(FORKS);
            FileChannel channel = FileChannel.open(forks, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Json.MAPPER
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(directory.resolve(MANIFEST).toFile(), manifest);
            return new Ledger(forks, channel);
        } catch (FileAlreadyExistsException e) {
            throw new StressException(directory + " holds a run already; choose another directory", e);
        } catch (IOException e) {
            throw new StressException("cannot write the run to " + directory + ": " + reason(e), e);
        }
    }

    void append(ForkRecord fork) throws StressException {
        try {
            String line = Json.MAPPER.writeValueAsString(fork) + "\n";
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(false);
        } catch (IOException e) {
            throw StressException.brokenOff(
                    "cannot write to " + forks + ": " + reason(e) + "; the forks before this one are kept", e);
        }
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
