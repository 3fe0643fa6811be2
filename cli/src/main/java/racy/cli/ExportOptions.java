// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Option;
import racy.report.export.Exports;
import racy.report.export.Format;

/** The options that name the files which a night is also written to, one for each {@link Format}. */
final class ExportOptions {
    @Option(names = "--junit", paramLabel = "FILE", description = "Also writes JUnit XML: a test case a test and JDK.")
    private Path junit;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the night as JSON.")
    private Path json;

    @Option(names = "--csv", paramLabel = "FILE", description = "Also writes a row for each outcome.")
    private Path csv;

    @Option(names = "--openmetrics", paramLabel = "FILE", description = "Also writes a monitoring system's text file.")
    private Path openmetrics;

    @Option(
            names = "--mail",
            paramLabel = "FILE",
            description = "Also writes a mail of what changed; with nothing to tell there is none.")
    private Path mail;

    @Option(names = "--summary", paramLabel = "FILE", description = "Also writes what changed as GitHub's Markdown.")
    private Path summary;

    /** The files that are wanted. */
    Map<Format, Path> files() {
        Map<Format, Path> files = new EnumMap<>(Format.class);
        files.put(Format.JUNIT, junit);
        files.put(Format.JSON, json);
        files.put(Format.CSV, csv);
        files.put(Format.OPENMETRICS, openmetrics);
        files.put(Format.MAIL, mail);
        files.put(Format.SUMMARY, summary);
        files.values().removeIf(Objects::isNull);
        return files;
    }

    /** One of the options that were given, to name it in a message. */
    Optional<String> anyGiven() {
        return files().keySet().stream()
                .findFirst()
                .map(format -> "--" + format.name().toLowerCase(Locale.ROOT));
    }

    /** Whatever becomes of this night, nobody takes the last one's files for its own. */
    void forgetOld() {
        files().values().forEach(Exports::forget);
    }
}
