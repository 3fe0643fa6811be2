// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.postgresql.PGConnection;

/**
 * BulkInsert on their way into a table, many at a time. A value is text, a number, or an {@link OrNull}; NaN is stored as no
 * value.
 */
abstract class BulkInsert implements AutoCloseable {
    private final BulkInsert referredTo;
    private int waiting;

    private BulkInsert(BulkInsert referredTo) {
        this.referredTo = referredTo;
    }

    static BulkInsert into(Connection connection, String table, int columns) throws SQLException {
        return into(connection, table, columns, null);
    }

    /** Of a table whose rows refer to those, which are there before them. */
    static BulkInsert into(Connection connection, String table, int columns, BulkInsert referredTo)
            throws SQLException {
        return connection.isWrapperFor(PGConnection.class)
                ? new Copied(connection.unwrap(PGConnection.class), table, columns, referredTo)
                : new Inserted(connection, table, columns, referredTo);
    }

    /** An id that no row of a table has. */
    static long nextId(Connection connection, String table) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT COALESCE(MAX(id), 0) + 1 FROM " + table);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    final void add(Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value instanceof String text) {
                set(i, storable(text));
            } else if (value == OrNull.TEXT || value == OrNull.NUMBER || value instanceof Double no && no.isNaN()) {
                set(i, null);
            } else if (value instanceof Number number) {
                set(i, number);
            } else {
                throw new IllegalArgumentException("column " + i + ": " + value);
            }
        }
        endRow();
        if (++waiting == batch()) {
            flush();
        }
    }

    /** @param value text, a number or null */
    abstract void set(int column, Object value) throws SQLException;

    abstract void endRow() throws SQLException;

    abstract int batch();

    abstract void send() throws SQLException;

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
            send();
            waiting = 0;
        }
    }

    @Override
    public void close() throws SQLException {
        flush();
    }

    /** By the SQL that every database speaks. */
    private static final class Inserted extends BulkInsert {
        private final PreparedStatement statement;

        Inserted(Connection connection, String table, int columns, BulkInsert referredTo) throws SQLException {
            super(referredTo);
            String marks = "?" + ", ?".repeat(columns - 1);
            statement = connection.prepareStatement("INSERT INTO " + table + " VALUES (" + marks + ")");
        }

        @Override
        void set(int column, Object value) throws SQLException {
            if (value == null) {
                statement.setNull(column + 1, Types.NULL);
            } else if (value instanceof String text) {
                statement.setString(column + 1, text);
            } else if (value instanceof Double number) {
                statement.setDouble(column + 1, number);
            } else {
                statement.setLong(column + 1, ((Number) value).longValue());
            }
        }

        @Override
        void endRow() throws SQLException {
            statement.addBatch();
        }

        @Override
        int batch() {
            return 2_000;
        }

        @Override
        void send() throws SQLException {
            statement.executeBatch();
        }

        @Override
        public void close() throws SQLException {
            try (statement) {
                super.close();
            }
        }
    }

    /** By PostgreSQL's COPY, which takes a million rows in a fraction of the time. */
    private static final class Copied extends BulkInsert {
        private final PGConnection connection;
        private final String table;
        private final int columns;
        private final StringBuilder text = new StringBuilder();

        Copied(PGConnection connection, String table, int columns, BulkInsert referredTo) {
            super(referredTo);
            this.connection = connection;
            this.table = table;
            this.columns = columns;
        }

        @Override
        void set(int column, Object value) {
            if (value instanceof String its) {
                for (int i = 0; i < its.length(); i++) {
                    escape(its.charAt(i));
                }
            } else {
                text.append(value == null ? "\\N" : value);
            }
            text.append(column == columns - 1 ? '\n' : '\t');
        }

        private void escape(char c) {
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                default -> text.append(c);
            }
        }

        @Override
        void endRow() {
            // The last column has ended it.
        }

        @Override
        int batch() {
            return 20_000;
        }

        @Override
        void send() throws SQLException {
            try {
                connection.getCopyAPI().copyIn("COPY " + table + " FROM STDIN", new StringReader(text.toString()));
                text.setLength(0);
            } catch (IOException e) {
                throw new SQLException("cannot send rows of " + table, e);
            }
        }
    }
}
