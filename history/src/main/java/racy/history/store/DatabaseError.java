// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.postgresql.util.PSQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Why a database did not do what it was asked, and what can be done about it. */
final class DatabaseError {
    private static final String DISK_FULL = "the disk is full; free some space and try again";
    private static final String MAY_NOT =
            "this user may not write it; change its permissions, or name another --history";
    private static final String DAMAGED =
            "the file is damaged or is no history; racy history rebuild with another --history makes it anew";
    private static final String IO = "the disk reports an error; see the system's log";

    /** By SQLite's primary code, which is the lower byte of the extended one. */
    private static final Map<Integer, String> SQLITE = Map.of(
            SQLiteErrorCode.SQLITE_FULL.code, DISK_FULL,
            SQLiteErrorCode.SQLITE_IOERR.code, IO,
            SQLiteErrorCode.SQLITE_READONLY.code, MAY_NOT,
            SQLiteErrorCode.SQLITE_PERM.code, MAY_NOT,
            SQLiteErrorCode.SQLITE_CANTOPEN.code, "the file cannot be opened; look at its folder and its permissions",
            SQLiteErrorCode.SQLITE_BUSY.code, "another process writes it; try again when that has ended",
            SQLiteErrorCode.SQLITE_CORRUPT.code, DAMAGED,
            SQLiteErrorCode.SQLITE_NOTADB.code, DAMAGED);

    /** By PostgreSQL's state, or the class that its first two characters are. */
    private static final Map<String, String> POSTGRESQL = Map.of(
            "53100", "the disk of the server is full; free some space there and try again",
            "53", "the server has too little of something; its log says of what",
            "58", "the server's disk reports an error; its log says more",
            "42501", "this user of the database may not write it",
            "25006", "the database is read-only",
            "57", "the server was stopped; try again when it runs",
            "08", "the server cannot be reached");

    private static final int PRIMARY = 0xFF;

    /** With less than this left, an I/O error on a disk is the end of its space. */
    private static final long NO_SPACE = 64 << 10;

    private DatabaseError() {}

    /**
     * One line: what can be done, and what the database said.
     *
     * @param file of SQLite; null for another database
     */
    static String reason(Throwable thrown, Path file) {
        Throwable cause = thrown;
        while (!(cause instanceof SQLException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String said = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ").strip();
        String advice = null;
        if (cause instanceof SQLiteException sqlite) {
            int code = sqlite.getResultCode().code & PRIMARY;
            boolean full = code == SQLiteErrorCode.SQLITE_IOERR.code || code == SQLiteErrorCode.SQLITE_CANTOPEN.code;
            advice = full && isFull(file) ? DISK_FULL : SQLITE.get(code);
        } else if (cause instanceof PSQLException postgresql) {
            String state = String.valueOf(postgresql.getSQLState());
            advice = POSTGRESQL.getOrDefault(state, POSTGRESQL.get(state.substring(0, Math.min(2, state.length()))));
        }
        return advice == null ? said : advice + " (" + said + ")";
    }

    private static boolean isFull(Path file) {
        try {
            Path folder = file == null ? null : file.toAbsolutePath().getParent();
            return folder != null && Files.getFileStore(folder).getUsableSpace() < NO_SPACE;
        } catch (IOException e) {
            return false;
        }
    }
}
