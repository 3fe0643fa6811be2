// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import racy.history.HistoryException;
import racy.history.Night;
import racy.history.store.SqlHistory;

/** The option that says where the history is, of every command that reads or writes it. */
final class HistoryPlace {
    /** Of every {@code --history}. */
    static final String DESCRIPTION =
            "A file's path, or jdbc:postgresql:... Default: $RACY_HISTORY, else results/history.db.";

    private static final int TOLD = 10;

    /** In the environment. */
    static final String VARIABLE = "RACY_HISTORY";

    /** As an option that turns it off. */
    static final String NONE = "none";

    @Option(names = "--history", paramLabel = "URL", description = DESCRIPTION)
    private String wanted;

    /** The place that was asked for, or the one in the environment, or the file below the current directory. */
    static String orDefault(String wanted) {
        if (wanted != null && wanted.isBlank()) {
            throw new HistoryException("--history: an empty name; leave the option out for the default");
        }
        return Optional.ofNullable(wanted)
                .or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
                .filter(place -> !place.isBlank())
                .orElse(Results.FOLDER.resolve("history.db").toString());
    }

    boolean isGiven() {
        return wanted != null;
    }

    /** Opens the history to read it. */
    SqlHistory read() {
        return read(wanted);
    }

    /** Opens a history to read it. */
    static SqlHistory read(String wanted) {
        return SqlHistory.openReadOnly(orDefault(wanted));
    }

    /** Opens the history to write it; makes it if need be. */
    SqlHistory write() {
        return SqlHistory.open(orDefault(wanted));
    }

    private static String ahead(SqlHistory history) {
        int ahead = history.ahead().size();
        return ahead == 0
                ? ""
                : "; " + ahead + " nights begin more than a day after this machine's clock: set it if it is behind, or"
                        + " name a night by its id";
    }

    /** Says which nights no list has, and what can be done about it. */
    static void tellAhead(List<Night> ahead, PrintWriter out) {
        if (!ahead.isEmpty()) {
            out.println("Ahead of this machine's clock, so not counted among the others: "
                    + ahead.stream().map(Night::id).limit(TOLD).collect(Collectors.joining(", "))
                    + (ahead.size() > TOLD ? " and " + (ahead.size() - TOLD) + " more" : "")
                    + ". Set the clock if it is behind; racy history prune --ahead forgets them.");
        }
    }

    /** The night of this id; {@code latest} is the newest, {@code latest~2} the second before it. */
    static Night night(SqlHistory history, String name) {
        if (name.matches("latest(~\\d{1,6})?")) {
            int back = name.contains("~") ? Integer.parseInt(name.substring(name.indexOf('~') + 1)) : 0;
            return history.nights(back + 1).stream()
                    .skip(back)
                    .findFirst()
                    .orElseThrow(() -> new HistoryException("the history has no night " + name + ahead(history)));
        }
        return history.night(name)
                .orElseThrow(() ->
                        new HistoryException("the history has no night " + name + "; racy history list names them"));
    }
}
