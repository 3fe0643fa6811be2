// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
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

    @Test
    void importBundle_readOnlyHistory_refusedNothingLost() throws Exception {
        String place = place();
        try (SqlHistory history = SqlHistory.open(place)) {
            history.importBundle(bundle(1));
        }
        try (SqlHistory history = SqlHistory.openReadOnly(place)) {
            assertThrows(HistoryException.class, () -> history.importBundle(bundle(2)));
            assertEquals(1, history.nights(10).size());
        }
    }
}
