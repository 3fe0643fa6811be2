// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** Rows on their way into a table, many at a time. */
final class Bulk implements AutoCloseable {
    private static final int BATCH = 1_000;

    private final PreparedStatement insert;
    private int waiting;

    Bulk(Handle handle, String table, String... columns) {
        try {
            insert = handle.getConnection()
                    .prepareStatement("INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES ("
                            + String.join(", ", Collections.nCopies(columns.length, "?")) + ")");
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** @param values one for each column; null, a number, a truth value or text */
    void add(Object... values) {
        try {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            insert.addBatch();
        } catch (SQLException e) {
            throw failed(e);
        }
        waiting++;
        if (waiting == BATCH) {
            flush();
        }
    }

    /** Sends what is on its way; to be called after the last row, too. */
    void flush() {
        try {
            insert.executeBatch();
        } catch (SQLException e) {
            throw failed(e);
        }
        waiting = 0;
    }

    private static UnableToExecuteStatementException failed(SQLException e) {
        return new UnableToExecuteStatementException(String.valueOf(e.getMessage()), e, null);
    }

    @Override
    public void close() {
        try {
            insert.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }
}
