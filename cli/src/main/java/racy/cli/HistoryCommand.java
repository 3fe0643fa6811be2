// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import racy.history.Night;
import racy.history.Origin;

/** What is remembered of nights. */
@Command(
        name = "history",
        description = {
            "What is remembered of nights: an index of their bundles, in a SQLite file or in PostgreSQL.",
            "",
            "The bundles are the truth: racy history rebuild makes the index anew from them.",
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            HistoryListCommand.class,
            HistoryShowCommand.class,
            HistoryDiffCommand.class,
            HistoryImportCommand.class,
            HistoryExportCommand.class,
            HistoryRebuildCommand.class,
            HistoryPruneCommand.class,
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy history list                      the nights, the newest first",
            "  racy history show latest               one of them",
            "  racy history diff latest~1 latest      what changed",
            "  racy history import results/nightly/*  what came from other machines",
            "  racy history export latest --as csv --out night.csv",
            "  racy history rebuild                   from the bundles below results/nightly",
            "  racy history prune --keep 400 --yes    forgets all but the newest",
        })
final class HistoryCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut(), CommandLine.Help.Ansi.OFF);
    }

    /** A night's state in a word. */
    static String state(Night night) {
        return night.origin() == Origin.DEMONSTRATION
                ? "demonstration"
                : night.state().name().toLowerCase(Locale.ROOT);
    }
}
