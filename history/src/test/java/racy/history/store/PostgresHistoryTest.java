// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import racy.history.HistoryException;
import racy.history.Night;

class PostgresHistoryTest extends HistoryContract {
    private static PostgresServer server;
    private static int databases;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> programs = PostgresServer.programs();
        assumeTrue(programs.isPresent(), "NOT TESTED: the history on PostgreSQL; install postgresql to test it");
        server = PostgresServer.start(programs.get());
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void read_serverWasStartedAnew_connectsAgain() throws Exception {
        String place = place();
        try (SqlHistory history = SqlHistory.open(place);
                SqlHistory reader = SqlHistory.openReadOnly(place)) {
            history.importBundle(bundle(1));
            List<Night> before = reader.nights(9);
            assertEquals(1, before.size());
            server.restart();
            assertEquals(before, reader.nights(9));
            assertEquals(before, history.nights(9));
            history.importBundle(bundle(2));
            assertEquals(2, reader.nights(9).size());
        }
    }

    /** The server says it in the state of its error, which a trigger can give as a full disk does. */
    @Test
    void importBundle_diskOfTheServerFull_saysSo_andAllIsAsItWas() throws Exception {
        String place = place();
        try (SqlHistory history = SqlHistory.open(place);
                Connection connection = DriverManager.getConnection(place);
                Statement statement = connection.createStatement()) {
            history.importBundle(bundle(1));
            statement.execute("CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
                    + " $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$");
            statement.execute(
                    "CREATE TRIGGER full_disk BEFORE INSERT ON answer FOR EACH ROW EXECUTE FUNCTION full_disk()");
            HistoryException e = assertThrows(HistoryException.class, () -> history.importBundle(bundle(2)));
            assertTrue(e.getMessage().contains("the disk of the server is full"), e.getMessage());
            assertTrue(e.getMessage().contains("as it was"), e.getMessage());
            assertEquals(1, history.nights(9).size());
            statement.execute("DROP TRIGGER full_disk ON answer");
            assertTrue(history.importBundle(bundle(2)).isNew());
        }
    }

    @Override
    String place() throws Exception {
        return server.database("racy" + ++databases);
    }
}
