// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import racy.history.History;
import racy.history.Night;
import racy.history.compare.Diff;
import racy.text.IoReason;

/** Writes a night to a file. */
public final class Exports {
    private Exports() {}

    /**
     * Writes a night in one format: the file is there whole or as it was before. With nothing to tell there is no file
     * afterwards, so that nobody sends yesterday's mail again.
     *
     * @param diff of the night and an earlier one
     * @return whether there is a file
     * @throws IOException if it cannot be written; its message names the file and says why
     * @throws racy.history.HistoryException if the history cannot be read
     */
    public static boolean write(Format format, History history, Night night, Diff diff, Path file) throws IOException {
        Optional<String> text = format.text(NightFacts.of(history, night, diff));
        try {
            return write(text, file);
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + IoReason.of(e), e);
        }
    }

    private static boolean write(Optional<String> text, Path file) throws IOException {
        boolean special = Files.exists(file) && !Files.isRegularFile(file);
        if (text.isEmpty()) {
            if (!special) {
                Files.deleteIfExists(file);
            }
            return false;
        }
        if (special) {
            Files.writeString(file, text.get());
        } else {
            replace(Files.exists(file) ? file.toRealPath() : file.toAbsolutePath(), text.get());
        }
        return true;
    }

    /**
     * Removes at a night's beginning what an earlier one left there, so that nobody takes it for this one's, whatever becomes
     * of it; a device stays. What cannot be removed cannot be written either, and that is told at the end.
     */
    public static void forget(Path file) {
        try {
            if (Files.isRegularFile(file)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // See above.
        }
    }

    private static void replace(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
