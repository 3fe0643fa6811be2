// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Where a result is kept when the user does not say. */
final class Results {
    /** Below the current directory. */
    static final Path FOLDER = Path.of("results");

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT);

    /** Where nights are. */
    static final Path NIGHTS = FOLDER.resolve("nightly");

    private Results() {}

    /** The path that was asked for, or one of this {@code kind} named after the time. */
    static Path orNew(Path wanted, String kind, String suffix) {
        return wanted != null
                ? wanted
                : FOLDER.resolve(kind + "-" + ZonedDateTime.now(ZoneOffset.UTC).format(STAMP) + suffix);
    }
}
