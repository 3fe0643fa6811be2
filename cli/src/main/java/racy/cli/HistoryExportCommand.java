// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import racy.history.Night;
import racy.history.compare.Diff;
import racy.history.compare.Diffs;
import racy.history.store.SqlHistory;
import racy.report.export.Exports;
import racy.report.export.Format;

/** Writes a night's numbers to a file. */
@Command(
        name = "export",
        description = "Writes what the history holds of a night, with what changed since the last comparable one.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy history export latest --as csv --out night.csv",
            "  racy history export latest --as junit --out night.xml",
        })
final class HistoryExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NIGHT",
            arity = "0..1",
            defaultValue = "latest",
            description = "Its id, latest, or latest~N. Default: ${DEFAULT-VALUE}.")
    private String night;

    @Option(
            names = "--as",
            paramLabel = "FORMAT",
            defaultValue = "JSON",
            description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The file; /dev/stdout for the standard output.")
    private Path out;

    @Mixin
    private HistoryPlace place;

    @Override
    public Integer call() {
        try (SqlHistory nights = place.read()) {
            Night its = HistoryPlace.night(nights, night);
            Diff diff = Diffs.withLastComparable(nights, its);
            if (!Exports.write(format, nights, its, diff, out)) {
                Complaint.print(spec.commandLine(), "nothing to tell, so there is no " + out);
            }
            return ExitCode.CLEAN.value();
        } catch (IOException e) {
            Complaint.print(spec.commandLine(), e.getMessage());
            return ExitCode.INFRASTRUCTURE.value();
        }
    }
}
