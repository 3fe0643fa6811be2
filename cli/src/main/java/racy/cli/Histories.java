// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import racy.history.HistoryException;
import racy.history.store.SqlHistory;

/** Opens the history that a command names. */
final class Histories {
    /** Where it is when the user does not say. */
    static final Path DEFAULT = Results.FOLDER.resolve("history.db");

    private Histories() {}

    /**
     * Opens a history to read it.
     *
     * @param place as {@link SqlHistory#open} takes it; null for the default one
     * @throws HistoryException if there is none, or it cannot be read
     */
    static SqlHistory openToRead(String place) {
        if (place == null && !Files.exists(DEFAULT)) {
            throw new HistoryException(
                    "there is no history at " + DEFAULT + " yet: racy nightly makes one, --history names another");
        }
        return SqlHistory.openReadOnly(place == null ? DEFAULT.toString() : place);
    }
}
