// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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

    @Override
    String place() throws Exception {
        return server.database("racy" + ++databases);
    }
}
