// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

import org.jdbi.v3.core.Handle;

/** Removes nights within an open transaction, and what no other night needs. */
final class Pruner {
    private Pruner() {}

    static void removeAll(Handle handle) {
        for (String table : new String[] {"fork_outcome", "fork", "night", "outcome", "test", "environment"}) {
            handle.execute("DELETE FROM " + table);
        }
    }

    static void remove(Handle handle, String night) {
        String ofNight = " WHERE test_night_id IN (SELECT tn.test_night_id FROM test_night tn"
                + " JOIN night n ON n.night_id = tn.night_id WHERE n.name = ?)";
        handle.execute("DELETE FROM fork_outcome WHERE fork_id IN (SELECT fork_id FROM fork" + ofNight + ")", night);
        handle.execute("DELETE FROM fork" + ofNight, night);
        handle.execute("DELETE FROM night WHERE name = ?", night);
    }

    /** To be called after the last {@link #remove}. */
    static void sweep(Handle handle) {
        handle.execute(
                "DELETE FROM test WHERE NOT EXISTS (SELECT 1 FROM test_night tn WHERE tn.test_id = test.test_id)");
        handle.execute("DELETE FROM environment WHERE NOT EXISTS"
                + " (SELECT 1 FROM part p WHERE p.fingerprint = environment.fingerprint)");
    }
}
