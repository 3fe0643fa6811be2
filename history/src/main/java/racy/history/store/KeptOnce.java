// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import racy.history.bundle.BundleFiles;

/**
 * Finds the rows of a table that keeps each content once, by the digest of the content. The digest stands in for the content
 * in the index, because a content may be too long for one.
 */
final class KeptOnce implements AutoCloseable {
    private final PreparedStatement find;
    private final Map<String, Row> known = new HashMap<>();
    private long next;

    KeptOnce(Connection connection, String table) throws SQLException {
        next = BulkInsert.nextId(connection, table);
        find = connection.prepareStatement("SELECT id FROM " + table + " WHERE digest = ?");
    }

    /** @param isNew whether the caller is to insert the row; true once for each content */
    record Row(long id, String digest, boolean isNew) {}

    /** @param content as the database keeps it, see {@link BulkInsert#storable} */
    Row row(String content) throws SQLException {
        String digest = BundleFiles.sha256(content.getBytes(StandardCharsets.UTF_8));
        Row row = known.get(digest);
        if (row == null) {
            row = find(digest);
            known.put(digest, new Row(row.id(), digest, false));
        }
        return row;
    }

    private Row find(String digest) throws SQLException {
        find.setString(1, digest);
        try (ResultSet found = find.executeQuery()) {
            return found.next() ? new Row(found.getLong(1), digest, false) : new Row(next++, digest, true);
        }
    }

    @Override
    public void close() throws SQLException {
        find.close();
    }
}
