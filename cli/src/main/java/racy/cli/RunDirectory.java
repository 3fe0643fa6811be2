// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Where a run is kept when the user does not say. */
final class RunDirectory {
    /** Below the current directory. */
    static final Path RESULTS = Path.of("results");

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT);

    private RunDirectory() {}

    /** The one that was asked for, or one of this {@code kind} named after the time. */
    static Path orNew(Path wanted, String kind) {
        return wanted != null
                ? wanted
                : RESULTS.resolve(kind + "-" + ZonedDateTime.now(ZoneOffset.UTC).format(STAMP));
    }
}
