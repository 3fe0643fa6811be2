// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import racy.history.HistoryException;

/** Where a history is, and what the two databases do not share. Every use has a connection of its own, closed after it. */
abstract sealed class Database {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";

    private final String name;

    private Database(String name) {
        this.name = name;
    }

    /**
     * The database of a URL or, without one, of a file's path.
     *
     * @throws HistoryException if it is the URL of another database
     */
    static Database at(String urlOrPath) {
        if (urlOrPath.startsWith(POSTGRESQL)) {
            return new Postgresql(urlOrPath);
        }
        String path = urlOrPath.startsWith(SQLITE) ? urlOrPath.substring(SQLITE.length()) : urlOrPath;
        if (path.startsWith("jdbc:") || path.contains("://")) {
            throw new HistoryException("'" + withoutSecrets(urlOrPath)
                    + "' is no history: give a file, jdbc:sqlite:FILE or jdbc:postgresql://HOST/DATABASE");
        }
        if (path.isBlank() || path.startsWith(":") || path.startsWith("file:") || path.indexOf('\0') >= 0) {
            throw new HistoryException("'" + urlOrPath + "' names no file to keep a history in");
        }
        return new Sqlite(Path.of(path).toAbsolutePath().normalize());
    }

    private static String withoutSecrets(String url) {
        return url.replaceFirst("[?;].*", "").replaceFirst("//[^/@]*@", "//");
    }

    /** As users are told of it: without a password. */
    @Override
    public final String toString() {
        return name;
    }

    /** For {@link Schema}: connections that may write. */
    abstract DataSource writing();

    /** The type of text that is compared, in the order of its code points. */
    abstract String textType();

    /** Makes room for a database that is not there yet. */
    abstract void prepare();

    /** Asks; all that {@code query} reads is of one moment. */
    final <T> T read(Function<Handle, T> query) {
        try {
            return ask(query);
        } catch (JdbiException e) {
            throw new HistoryException("cannot read the history in " + name + ": " + reason(e), e);
        }
    }

    abstract <T> T ask(Function<Handle, T> query);

    /** Writes, all or nothing. */
    final <T, X extends Exception> T write(HandleCallback<T, X> change) throws X {
        try {
            return Jdbi.create(writing()).inTransaction(change);
        } catch (JdbiException e) {
            throw new HistoryException("cannot write the history in " + name + ": " + reason(e), e);
        }
    }

    static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).strip().replaceAll("\\s*[\\p{Cc}]+\\s*", "; ");
    }

    private static <T> T snapshot(DataSource source, Function<Handle, T> query) {
        return Jdbi.create(source)
                .inTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> query.apply(handle));
    }

    /** A file, which readers read while one writes. */
    private static final class Sqlite extends Database {
        private static final int BUSY_MILLIS = 120_000;
        private static final int ATTEMPTS = 3;

        private final Path file;

        Sqlite(Path file) {
            super(file.toString());
            this.file = file;
        }

        /** What is the same as long as nobody writes. */
        private record State(FileTime changed, long size, boolean log) {}

        @Override
        DataSource writing() {
            SQLiteConfig config = config();
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
            return source(config, "");
        }

        private static SQLiteConfig config() {
            SQLiteConfig config = new SQLiteConfig();
            config.setBusyTimeout(BUSY_MILLIS);
            config.enforceForeignKeys(true);
            return config;
        }

        private DataSource reading(String parameters) {
            SQLiteConfig config = config();
            config.setReadOnly(true);
            return source(config, parameters);
        }

        private DataSource source(SQLiteConfig config, String parameters) {
            SQLiteDataSource source = new SQLiteDataSource(config);
            source.setUrl(SQLITE + file.toUri() + parameters);
            return source;
        }

        @Override
        String textType() {
            return "TEXT";
        }

        @Override
        void prepare() {
            try {
                if (Files.isDirectory(file)) {
                    throw new HistoryException(file + " is a directory; the history is a file");
                }
                Files.createDirectories(file.getParent());
            } catch (FileAlreadyExistsException e) {
                throw new HistoryException(
                        "cannot make a history in " + file + ": " + e.getMessage() + " is no directory", e);
            } catch (IOException e) {
                throw new HistoryException("cannot make a history in " + file + ": " + e, e);
            }
        }

        @Override
        <T> T ask(Function<Handle, T> query) {
            if (!Files.isRegularFile(file)) {
                throw new HistoryException(
                        "there is no history in " + file + "; racy nightly makes one, and racy history import");
            }
            try {
                return snapshot(reading(""), query);
            } catch (JdbiException e) {
                if (!cannotShare(e)) {
                    throw e;
                }
                return askUnshared(query, e);
            }
        }

        /**
         * Readers tell writers of themselves in a file beside the database. Where they cannot make it, they can still read
         * what nobody writes meanwhile.
         */
        private <T> T askUnshared(Function<Handle, T> query, JdbiException why) {
            for (int i = 0; i < ATTEMPTS; i++) {
                State before = state();
                if (before.log()) {
                    throw why;
                }
                T answer = snapshot(reading("?immutable=1"), query);
                if (before.equals(state())) {
                    return answer;
                }
            }
            throw new HistoryException(
                    file + " is being written, and cannot be read meanwhile by those who may not write"
                            + " beside it; try again");
        }

        private State state() {
            try {
                Path log = file.resolveSibling(file.getFileName() + "-wal");
                return new State(
                        Files.getLastModifiedTime(file), Files.size(file), Files.exists(log) && Files.size(log) > 0);
            } catch (IOException e) {
                throw new HistoryException("cannot read " + file + ": " + e, e);
            }
        }

        private static boolean cannotShare(Throwable e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLiteException sqlite) {
                    int primary = sqlite.getResultCode().code & 0xff;
                    return primary == SQLiteErrorCode.SQLITE_CANTOPEN.code
                            || primary == SQLiteErrorCode.SQLITE_READONLY.code;
                }
            }
            return false;
        }
    }

    /** A server, which many write to. */
    private static final class Postgresql extends Database {
        private static final Pattern SECRET = Pattern.compile("\\?.*");

        private final String url;

        Postgresql(String url) {
            super(SECRET.matcher(withoutSecrets(url)).replaceFirst(""));
            this.url = url;
        }

        @Override
        DataSource writing() {
            PGSimpleDataSource source = new PGSimpleDataSource();
            try {
                source.setURL(url);
            } catch (IllegalArgumentException e) {
                throw new HistoryException("'" + this + "' is no history: give jdbc:postgresql://HOST/DATABASE", e);
            }
            source.setApplicationName("racy");
            source.setReWriteBatchedInserts(true);
            return source;
        }

        @Override
        String textType() {
            return "TEXT COLLATE \"C\"";
        }

        @Override
        void prepare() {
            // The server has the database, or says that it has not.
        }

        @Override
        <T> T ask(Function<Handle, T> query) {
            return snapshot(writing(), query);
        }
    }
}
