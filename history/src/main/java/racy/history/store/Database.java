// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteJDBCLoader;
import racy.history.HistoryException;

/**
 * Where a history is kept: a SQLite file, or a PostgreSQL database.
 *
 * @param url for JDBC
 * @param file of SQLite; null for PostgreSQL
 */
record Database(String url, Path file) {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final int SCHEMA = 3;
    private static final String MIGRATIONS = "flyway_schema_history";
    private static final int ATTEMPTS = 5;
    private static final int BUSY_MILLIS = 60_000;

    /** So that an import finds the ends of the tables and their indexes in memory. */
    private static final int WRITER_KIB = 64 << 10;

    /** Any number will do that nobody else takes for a lock. */
    private static final long IMPORT_LOCK = 0x72616379;

    /** Understands a file's path or a JDBC address. */
    static Database of(String place) {
        if (place.startsWith(POSTGRESQL)) {
            return new Database(place, null);
        }
        if (place.startsWith("jdbc:") && !place.startsWith(SQLITE)) {
            throw new HistoryException(place + " is no history: use a file's path, jdbc:sqlite: or jdbc:postgresql:");
        }
        Path file = Path.of(place.startsWith(SQLITE) ? place.substring(SQLITE.length()) : place);
        return new Database(SQLITE + file, file);
    }

    boolean isSqlite() {
        return file != null;
    }

    /** The place without what follows its question mark, which may hold a password. */
    @Override
    public String toString() {
        return isSqlite() ? file.toString() : url.replaceFirst("\\?.*", "");
    }

    /** Opens it to write; makes it, and its schema, if need be. */
    Connection openToWrite() {
        if (isSqlite() && Files.exists(file) && !Files.isRegularFile(file)) {
            throw new HistoryException(file + " is no regular file, so it is no history; name another one");
        }
        try {
            if (isSqlite() && file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Connection connection = connect(false, url);
            try {
                make(connection);
                return connection;
            } catch (SQLException | HistoryException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException | IOException e) {
            throw new HistoryException("cannot open the history " + this + " to write: " + reason(e), e);
        }
    }

    /** Makes the schema, or brings it up to date, if need be. Another process may be doing that too. */
    private void make(Connection connection) throws SQLException {
        for (int attempt = 1; isOlder(schema(connection)); attempt++) {
            try {
                migrate();
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || tables(connection, "%") && !tables(connection, MIGRATIONS)) {
                    throw e;
                }
            }
        }
        check(schema(connection));
    }

    /**
     * A connection that reads.
     *
     * @param frozen the file as it must stay for what is read to be true; null if writers and readers know of each other
     */
    record Reader(Connection connection, FileState frozen) {}

    /** A file as a writer would change it. */
    record FileState(FileTime changed, long size) {}

    /** Opens it to read; it must be there. */
    Reader openToRead() {
        if (isSqlite() && !Files.isRegularFile(file)) {
            throw new HistoryException(
                    "there is no history at " + this + "; racy nightly makes one, or racy history import BUNDLE");
        }
        try {
            bringUpToDate();
            try {
                return new Reader(checked(connect(true, url)), null);
            } catch (SQLException e) {
                // Readers of a WAL database keep an index beside it. Where they cannot, they read what nobody writes.
                if (!isSqlite() || isWriting()) {
                    throw e;
                }
                FileState frozen = state();
                return new Reader(checked(connect(true, SQLITE + file.toUri() + "?immutable=1")), frozen);
            }
        } catch (SQLException e) {
            throw new HistoryException("cannot read the history " + this + ": " + reason(e), e);
        }
    }

    /** A history that an earlier Racy made. Where it cannot be written, {@link #check} says so. */
    private void bringUpToDate() {
        try {
            boolean older;
            try (Connection connection = connect(true, url)) {
                String version = schema(connection);
                older = version != null && isOlder(version);
            }
            if (older) {
                openToWrite().close();
            }
        } catch (SQLException | HistoryException e) {
            // The connection that is opened next reports the reason.
        }
    }

    private Connection checked(Connection connection) throws SQLException {
        try {
            String version = schema(connection);
            if (version == null) {
                throw new HistoryException(this + " holds no history; racy history import BUNDLE makes one");
            }
            check(version);
            return connection;
        } catch (SQLException | HistoryException e) {
            connection.close();
            throw e;
        }
    }

    /** Whether what was read of a frozen file since it was opened is true. */
    boolean isStill(FileState frozen) {
        return !isWriting() && frozen.equals(state());
    }

    private FileState state() {
        try {
            return new FileState(Files.getLastModifiedTime(file), Files.size(file));
        } catch (IOException e) {
            throw new HistoryException("cannot read the history " + this + ": " + e, e);
        }
    }

    /** Whether there is a log, which holds what is not in the file yet. */
    private boolean isWriting() {
        try {
            Path log = file.resolveSibling(file.getFileName() + "-wal");
            return Files.exists(log) && Files.size(log) > 0;
        } catch (IOException e) {
            throw new HistoryException("cannot read the history " + this + ": " + e, e);
        }
    }

    /** Begins a transaction in which all that is read is of one moment. */
    void beginToRead(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(isSqlite() ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        }
    }

    /** Why this database failed, and what can be done about it. */
    String reason(Throwable thrown) {
        return DatabaseError.reason(thrown, file);
    }

    /** Keeps all other importers out until the transaction ends. */
    void lock(Connection connection) throws SQLException {
        if (!isSqlite()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(" + IMPORT_LOCK + ")");
            }
        }
        // SQLite's transactions begin IMMEDIATE, see connect(): the first statement has waited for all other writers.
    }

    private Connection connect(boolean read, String address) throws SQLException {
        if (!isSqlite()) {
            Properties properties = new Properties();
            properties.setProperty("readOnly", Boolean.toString(read));
            Connection connection = DriverManager.getConnection(address, properties);
            // An importer that waited for another one's lock sees what that one wrote, whatever the server's default.
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            return connection;
        }
        loadSqlite();
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        config.setReadOnly(read);
        if (!read) {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
            config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
            config.setCacheSize(-WRITER_KIB);
        }
        return config.createConnection(address);
    }

    private static void loadSqlite() throws SQLException {
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception | LinkageError e) {
            throw new SQLException(
                    "SQLite's library cannot be unpacked into " + System.getProperty("java.io.tmpdir")
                            + ", which may be full; free some space, or name another folder with"
                            + " RACY_JAVA_OPTS=-Djava.io.tmpdir=DIR",
                    e);
        }
    }

    private static boolean tables(Connection connection, String pattern) throws SQLException {
        String[] types = {"TABLE"};
        try (ResultSet tables = connection.getMetaData().getTables(null, connection.getSchema(), pattern, types)) {
            return tables.next();
        }
    }

    /** Version of the schema; null if there is none. */
    private static String schema(Connection connection) throws SQLException {
        if (!tables(connection, MIGRATIONS)) {
            return null;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT version FROM " + MIGRATIONS
                        + " WHERE version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1")) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** Whether this Racy can bring it up to date; none at all is older too. */
    private static boolean isOlder(String version) {
        return version == null || version.matches("\\d{1,9}") && Integer.parseInt(version) < SCHEMA;
    }

    private void check(String version) {
        if (!version.equals(Integer.toString(SCHEMA))) {
            throw new HistoryException(
                    this + " has schema " + version
                            + (isOlder(version)
                                    ? ", which this Racy brings to schema " + SCHEMA + ", and may not write here"
                                    : ", which this Racy, of schema " + SCHEMA
                                            + ", does not know; use a newer Racy, or racy history rebuild with another --history"));
        }
    }

    private void migrate() throws SQLException {
        migrate(SCHEMA);
    }

    /** Makes the schema of this version, or brings an older one to it. */
    void migrate(int version) throws SQLException {
        try {
            Flyway.configure(Database.class.getClassLoader())
                    .loggers("slf4j")
                    .dataSource(url, null, null)
                    .locations("classpath:racy/history/store/schema")
                    .javaMigrations(new KeepWitnessesOnce())
                    .target(Integer.toString(version))
                    .placeholders(
                            isSqlite()
                                    ? Map.of("id", "INTEGER", "text", "TEXT")
                                    : Map.of("id", "BIGINT", "text", "TEXT COLLATE \"C\""))
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }
}
