// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import racy.history.HistoryException;
import racy.history.bundle.BundleException;

/**
 * One connection to a history, which threads take turns with. What is read at once is of one moment; what is written at once
 * is written whole or not at all. A connection that broke is made anew before the next use.
 */
final class HistorySession implements AutoCloseable {
    private static final int ATTEMPTS = 3;

    private final Database database;
    private final Supplier<Database.Reader> opening;
    private final Horizon horizon;
    private boolean closed;
    private Connection connection;
    private Handle handle;

    /** See {@link Database.Reader}. */
    private Database.FileState frozen;

    private HistorySession(Database database, InstantSource clock, Supplier<Database.Reader> opening) {
        this.database = database;
        this.opening = opening;
        horizon = new Horizon(clock);
        connect();
    }

    static HistorySession toWrite(Database database, InstantSource clock) {
        return new HistorySession(database, clock, () -> new Database.Reader(database.openToWrite(), null));
    }

    static HistorySession toRead(Database database, InstantSource clock) {
        return new HistorySession(database, clock, database::openToRead);
    }

    Database database() {
        return database;
    }

    Horizon horizon() {
        return horizon;
    }

    private void connect() {
        Database.Reader reader = opening.get();
        connection = reader.connection();
        frozen = reader.frozen();
        handle = Jdbi.create(connection).open();
    }

    /** After the connection broke: a driver closes it then. */
    private void connectAgain() throws SQLException {
        if (connection.isClosed() && !closed) {
            connect();
        }
    }

    /** A handle over a connection that was given to it leaves that open. */
    @Override
    public synchronized void close() {
        closed = true;
        disconnect();
    }

    private void disconnect() {
        try {
            handle.close();
            connection.close();
        } catch (SQLException e) {
            throw new HistoryException("cannot close the history " + database + ": " + database.reason(e), e);
        }
    }

    interface Reading<T> {
        T from(Handle handle);
    }

    /** Reads; all of it is of one moment. Reads again where a server was started anew, or a frozen file was changed. */
    synchronized <T> T read(Reading<T> reading) {
        try {
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                connectAgain();
                try {
                    T answer = readAtOnce(reading);
                    if (frozen == null || database.isStill(frozen)) {
                        return answer;
                    }
                    disconnect();
                } catch (SQLException | JdbiException e) {
                    if (!connection.isClosed() || closed || attempt == ATTEMPTS) {
                        throw e;
                    }
                }
            }
            throw new HistoryException("the history " + database + " is being written, and cannot be read meanwhile by"
                    + " those who may not write beside it; try again");
        } catch (SQLException | JdbiException e) {
            throw new HistoryException("cannot read the history " + database + ": " + database.reason(e), e);
        }
    }

    private <T> T readAtOnce(Reading<T> reading) throws SQLException {
        database.beginToRead(connection);
        try {
            return reading.from(handle);
        } finally {
            try (Statement statement = connection.createStatement()) {
                statement.execute("ROLLBACK");
            }
        }
    }

    interface Writing<T> {
        T to(Handle handle) throws BundleException, SQLException;
    }

    /** Writes, while no other importer does. It reads by the handle that it is given: {@link #read} is of another moment. */
    synchronized <T> T write(Writing<T> writing) throws BundleException {
        try {
            connectAgain();
            connection.setAutoCommit(false);
            T result;
            try {
                database.lock(connection);
                result = writing.to(handle);
                connection.commit();
            } catch (Throwable e) {
                // An Error too: the end of a transaction that is left open commits it.
                undo(e);
                throw e;
            }
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException | JdbiException e) {
            throw new HistoryException(
                    "cannot write the history " + database + ", which is as it was: " + database.reason(e), e);
        }
    }

    /**
     * Ends a transaction that failed. A database may have ended it by itself, as SQLite does on a full disk; then this fails
     * too, and says less than the first failure. The connection is made anew.
     */
    private void undo(Throwable failure) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            failure.addSuppressed(e);
            try {
                connection.close();
            } catch (SQLException closing) {
                failure.addSuppressed(closing);
            }
        }
    }
}
