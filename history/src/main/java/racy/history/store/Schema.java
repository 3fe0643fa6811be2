// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.ConnectionException;
import racy.history.HistoryException;

/** The tables, and which version of them a database has. Flyway is started only where they have to be made. */
final class Schema {
    /** The last migration of this program. */
    static final int VERSION = 1;

    private static final int NONE = 0;
    private static final int FOREIGN = -1;
    private static final String MIGRATIONS = "flyway_schema_history";
    private static final int ATTEMPTS = 5;

    private Schema() {}

    /** @throws HistoryException if the tables are not those that this program reads */
    static void check(Database database) {
        int version = database.read(handle -> version(handle.getConnection()));
        refuseNewer(database, version);
        if (version == NONE) {
            throw new HistoryException(database + " holds no history; racy nightly makes one, and racy history import");
        }
        if (version < VERSION) {
            throw new HistoryException("the history in " + database
                    + " is an older Racy's; racy history import brings it" + " up to date");
        }
    }

    /** Makes the tables, or brings them up to date. Another process may be doing the same. */
    static void make(Database database) {
        database.prepare();
        for (int attempt = 1; ; attempt++) {
            int version = database.write(handle -> {
                boolean foreign = isThere(handle.getConnection(), "%") && !isThere(handle.getConnection(), MIGRATIONS);
                return foreign ? FOREIGN : version(handle.getConnection());
            });
            if (version == FOREIGN) {
                throw new HistoryException(
                        database + " is another program's database; the history needs one of its own");
            }
            refuseNewer(database, version);
            if (version == VERSION) {
                return;
            }
            try {
                migrate(database);
                return;
            } catch (FlywayException e) {
                boolean begun = database.write(handle -> isThere(handle.getConnection(), MIGRATIONS));
                if (attempt == ATTEMPTS || !begun) {
                    throw new HistoryException("cannot make the history in " + database + ": " + Database.reason(e), e);
                }
            }
        }
    }

    private static void migrate(Database database) {
        Flyway.configure(Schema.class.getClassLoader())
                .dataSource(database.writing())
                .locations("classpath:racy/history/store")
                .placeholders(Map.of("text", database.textType()))
                .load()
                .migrate();
    }

    private static void refuseNewer(Database database, int version) {
        if (version > VERSION) {
            throw new HistoryException("the history in " + database + " is a newer Racy's: its tables are of version "
                    + version + ", and this Racy knows " + VERSION + "; use that Racy");
        }
    }

    private static boolean isThere(Connection connection, String table) {
        String[] types = {"TABLE"};
        try (ResultSet tables = connection.getMetaData().getTables(null, connection.getSchema(), table, types)) {
            return tables.next();
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    private static int version(Connection connection) {
        if (!isThere(connection, MIGRATIONS)) {
            return NONE;
        }
        try (Statement statement = connection.createStatement();
                ResultSet versions = statement.executeQuery("SELECT version FROM " + MIGRATIONS + " WHERE success")) {
            int newest = NONE;
            while (versions.next()) {
                String version = versions.getString(1);
                newest = Math.max(newest, version == null ? NONE : Integer.parseInt(version));
            }
            return newest;
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }
}
