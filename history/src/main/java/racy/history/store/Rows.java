// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

/** Inserts rows into a table, many at a time. */
final class Rows implements AutoCloseable {
    private static final int BATCH = 2_000;

    private final PreparedStatement statement;
    private final Rows referredTo;
    private int waiting;

    Rows(Connection connection, String table, int columns) throws SQLException {
        this(connection, table, columns, null);
    }

    /** Of a table whose rows refer to those, which are there before them. */
    Rows(Connection connection, String table, int columns, Rows referredTo) throws SQLException {
        this.referredTo = referredTo;
        String marks = "?" + ", ?".repeat(columns - 1);
        statement = connection.prepareStatement("INSERT INTO " + table + " VALUES (" + marks + ")");
    }

    void add(Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value instanceof String text) {
                statement.setString(i + 1, storable(text));
            } else if (value instanceof Long number) {
                statement.setLong(i + 1, number);
            } else if (value instanceof Integer number) {
                statement.setInt(i + 1, number);
            } else if (value instanceof Double number) {
                if (number.isNaN()) {
                    statement.setNull(i + 1, Types.DOUBLE);
                } else {
                    statement.setDouble(i + 1, number);
                }
            } else if (value instanceof OrNull absent && absent == OrNull.TEXT) {
                statement.setNull(i + 1, Types.VARCHAR);
            } else if (value == OrNull.NUMBER) {
                statement.setNull(i + 1, Types.DOUBLE);
            } else {
                throw new IllegalArgumentException("column " + i + ": " + value);
            }
        }
        statement.addBatch();
        if (++waiting == BATCH) {
            flush();
        }
    }

    /** Stands for a value that is not there. */
    enum OrNull {
        TEXT,
        NUMBER
    }

    static Object orNull(String text) {
        return text == null ? OrNull.TEXT : text;
    }

    static Object orNull(Double number) {
        return number == null ? OrNull.NUMBER : number;
    }

    /** What PostgreSQL cannot keep as text, NUL and half a character, is replaced, in SQLite too. */
    static String storable(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                clean = clean == null ? new StringBuilder(text) : clean;
                clean.setCharAt(i, '\uFFFD');
            }
        }
        return clean == null ? text : clean.toString();
    }

    private void flush() throws SQLException {
        if (waiting > 0) {
            if (referredTo != null) {
                referredTo.flush();
            }
            statement.executeBatch();
            waiting = 0;
        }
    }

    @Override
    public void close() throws SQLException {
        try (statement) {
            flush();
        }
    }
}
