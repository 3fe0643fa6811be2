// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;

/** Rows on their way into a table, many at a time. */
final class Bulk implements AutoCloseable {
    private static final int BATCH = 1_000;

    private final PreparedStatement insert;
    private int waiting;

    Bulk(Connection connection, String table, String... columns) throws SQLException {
        insert = connection.prepareStatement("INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES ("
                + String.join(", ", Collections.nCopies(columns.length, "?")) + ")");
    }

    /** @param values one for each column; null, a number, a truth value or text */
    void add(Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            insert.setObject(i + 1, values[i]);
        }
        insert.addBatch();
        waiting++;
        if (waiting == BATCH) {
            flush();
        }
    }

    /** Sends what is on its way; to be called after the last row, too. */
    void flush() throws SQLException {
        insert.executeBatch();
        waiting = 0;
    }

    @Override
    public void close() throws SQLException {
        insert.close();
    }
}
