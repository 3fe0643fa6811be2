// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import racy.history.HistoryException;

class SqliteHistoryTest extends HistoryContract {
    @TempDir
    private Path folder;

    private int files;

    @Override
    String place() {
        return folder.resolve("history-" + ++files + ".db").toString();
    }

    @Test
    void openReadOnly_noFile_saysHowToMakeOne() {
        HistoryException e = assertThrows(HistoryException.class, () -> SqlHistory.openReadOnly(place()));
        assertTrue(e.getMessage().contains("racy history import"), e.getMessage());
    }

    /** SQLite would open it, wait, and leave its log beside it. */
    @Test
    void open_pipe_refusedAndNothingLeft() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        HistoryException e = assertThrows(HistoryException.class, () -> SqlHistory.open(pipe.toString()));
        assertTrue(e.getMessage().contains("no regular file"), e.getMessage());
        assertEquals(List.of("pipe"), List.of(folder.toFile().list()));
    }

    @Test
    void open_notADatabase_refusedAndUntouched() throws Exception {
        Path file =
                Files.writeString(folder.resolve("notes.txt"), "these are notes, and longer than a header ".repeat(40));
        byte[] before = Files.readAllBytes(file);
        HistoryException e = assertThrows(HistoryException.class, () -> SqlHistory.open(file.toString()));
        assertTrue(e.getMessage().contains("notes.txt"), e.getMessage());
        assertEquals(-1, java.util.Arrays.mismatch(before, Files.readAllBytes(file)));
    }

    @Test
    void open_schemaOfANewerRacy_refused() throws Exception {
        String place = place();
        SqlHistory.open(place).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + place);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE flyway_schema_history SET version = '99'");
        }
        HistoryException e = assertThrows(HistoryException.class, () -> SqlHistory.open(place));
        assertTrue(e.getMessage().contains("99"), e.getMessage());
        assertThrows(HistoryException.class, () -> SqlHistory.openReadOnly(place));
    }

    /** SQLite itself ends the transaction then, and a rollback after that fails with words that hide the cause. */
    @Test
    void anyWrite_diskFull_saysSoNamesTheFile_andAllIsAsItWas() throws Exception {
        String place = place();
        try (HistorySession session = HistorySession.toWrite(Database.of(place), InstantSource.system())) {
            HistoryWriter writer = new HistoryWriter(session);
            writer.importBundle(bundle(1));
            Path next = bundle(2);
            assertFull(place, session, () -> writer.importBundle(next));
            assertFull(
                    place, session, () -> writer.importBundles(List.of(next), false, taken -> fail(), why -> fail()));
            assertFull(place, session, () -> writer.rebuild(List.of(bundle(1), next), why -> fail()));
            try (SqlHistory reader = SqlHistory.openReadOnly(place)) {
                assertEquals(1, reader.nights(9).size());
            }
            assertTrue(writer.importBundle(next).isNew());
        }
    }

    private static void assertFull(String place, HistorySession session, Executable write) throws Exception {
        session.write(handle -> handle.execute("PRAGMA max_page_count = 1"));
        HistoryException e = assertThrows(HistoryException.class, write);
        assertTrue(e.getMessage().contains("the disk is full") && e.getMessage().contains(place), e.getMessage());
        assertTrue(e.getMessage().contains("as it was") && !e.getMessage().contains("rollback"), e.getMessage());
    }

    @Test
    void importBundle_readOnlyHistory_refusedNothingLost() throws Exception {
        String place = place();
        try (SqlHistory history = SqlHistory.open(place)) {
            history.importBundle(bundle(1));
        }
        try (SqlHistory history = SqlHistory.openReadOnly(place)) {
            HistoryException e = assertThrows(HistoryException.class, () -> history.importBundle(bundle(2)));
            assertTrue(
                    e.getMessage().contains("may not write") && e.getMessage().contains(place), e.getMessage());
            assertEquals(1, history.nights(10).size());
        }
    }

    /** The link leads nowhere: a reader's index can no more be made than in a folder without write permission, by root, too. */
    @Test
    void openReadOnly_nothingMayBeMadeBesideIt_readsAndSeesWhatIsNew() throws Exception {
        Path file = Path.of(place());
        Path index = file.resolveSibling(file.getFileName() + "-shm");
        try (SqlHistory history = SqlHistory.open(file.toString())) {
            history.importBundle(SmallNight.measured(1).write(folder));
        }
        Files.createSymbolicLink(index, folder.resolve("nowhere/index"));
        try (SqlHistory reader = SqlHistory.openReadOnly(file.toString())) {
            assertEquals(1, reader.nights(10).size());
            Files.delete(index);
            String bundle = SmallNight.measured(2).write(folder).toString();
            assertEquals(0, importing(file.toString(), List.of(bundle)).waitFor());
            assertEquals(2, reader.nights(10).size());
            assertEquals(6, reader.tests("night-2").size());
        }
    }

    @Test
    void openReadOnly_oddPath_isTheFile() throws Exception {
        Path file = Files.createDirectory(folder.resolve("a #%20&\u00e9")).resolve("history.db");
        SqlHistory.open(file.toString()).close();
        assertTrue(Files.size(file) > 0);
        try (SqlHistory reader = SqlHistory.openReadOnly(file.toString())) {
            assertEquals(0, reader.nights(1).size());
        }
    }
}
