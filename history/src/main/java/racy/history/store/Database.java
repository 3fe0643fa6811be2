// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConfig;
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
    private static final String SCHEMA = "1";
    private static final int BUSY_MILLIS = 60_000;

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
        try {
            if (isSqlite() && file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Connection connection = connect(false);
            try {
                String version = schema(connection);
                if (version == null) {
                    migrate();
                } else {
                    check(version);
                }
                return connection;
            } catch (SQLException | HistoryException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException | IOException e) {
            throw new HistoryException("cannot open the history " + this + " to write: " + e.getMessage(), e);
        }
    }

    /** Opens it to read; it must be there. */
    Connection openToRead() {
        if (isSqlite() && !Files.isRegularFile(file)) {
            throw new HistoryException(
                    "there is no history at " + this + "; racy nightly makes one, or racy history import BUNDLE");
        }
        try {
            Connection connection = connect(true);
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
        } catch (SQLException e) {
            throw new HistoryException("cannot read the history " + this + ": " + e.getMessage(), e);
        }
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

    private Connection connect(boolean read) throws SQLException {
        if (!isSqlite()) {
            Properties properties = new Properties();
            properties.setProperty("reWriteBatchedInserts", "true");
            properties.setProperty("readOnly", Boolean.toString(read));
            return DriverManager.getConnection(url, properties);
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        config.setReadOnly(read);
        if (!read) {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
            config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        }
        Path folder = file.toAbsolutePath().getParent();
        // A reader of a WAL database keeps an index beside it; where it cannot, nobody writes either.
        boolean immutable = read && folder != null && !Files.isWritable(folder);
        String address = immutable ? SQLITE + "file:" + file.toAbsolutePath() + "?immutable=1" : url;
        return config.createConnection(address);
    }

    /** Version of the schema; null if there is none. */
    private static String schema(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, null, "flyway_schema_history", null)) {
            if (!tables.next()) {
                return null;
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT version FROM flyway_schema_history"
                        + " WHERE version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1")) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private void check(String version) {
        if (!version.equals(SCHEMA)) {
            throw new HistoryException(this + " has schema " + version + ", which this Racy, of schema " + SCHEMA
                    + ", does not know; use a newer Racy, or racy history rebuild with another --history");
        }
    }

    private void migrate() throws SQLException {
        try {
            Flyway.configure(Database.class.getClassLoader())
                    .loggers("slf4j")
                    .dataSource(url, null, null)
                    .locations("classpath:racy/history/store")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }
}
