// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import racy.history.Night;
import racy.history.NightState;
import racy.history.Origin;
import racy.history.compare.BenchChange.Decision;
import racy.history.compare.Change;
import racy.history.compare.Diff;
import racy.history.compare.Diffs;
import racy.history.store.SqlHistory;
import racy.report.export.NightJson;
import racy.stress.runner.StressTest;
import racy.text.Plain;

/** Compares two nights. */
@Command(
        name = "diff",
        description = {
            "Says what night B shows that night A did not, and the other way round.",
            "",
            "A night is named by its id, or as latest, latest~1 and so on. A JDK is compared only if its environment is"
                    + " the same in both nights. Without A each JDK is compared with the last night that compares.",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes, the first that holds:%n",
        exitCodeList = {
            "1:B fails where A did not, or fails in a new way, or a benchmark is slower and its re-run confirmed it",
            "2:usage: the command line is wrong",
            "3:infrastructure: the history cannot be read, or has no such night",
            "4:B is partial, or lacks tests that A ran",
            "5:lost teeth: a seeded race is not witnessed any more; or not enough evidence: nothing compares, or a"
                    + " benchmark looks slower and nothing has confirmed it",
            "0:none of these",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy history diff                    the latest with the last that compares",
            "  racy history diff latest~1 latest    with the night before it",
            "  racy history diff A B --format json  for a program",
            "  racy history diff A B --force        although the environments differ",
        })
final class HistoryDiffCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NIGHT", arity = "0..2", description = "A and B; B alone; or none for the latest.")
    private List<String> nights = List.of();

    @Mixin
    private HistoryPlace place;

    @Option(names = "--force", description = "Compares A and B although their environments differ, and says in what.")
    private boolean force;

    @Option(names = "--all", description = "All benchmarks, also those of which nothing new can be said.")
    private boolean all;

    @Mixin
    private FormatOption format;

    @Override
    public Integer call() {
        if (force && nights.size() < 2) {
            throw usage("--force: needs both nights, A and B");
        }
        if (nights.size() > 2) {
            throw usage("NIGHT: two nights compare, not " + nights.size());
        }
        try (SqlHistory history = place.read()) {
            Night after = HistoryPlace.night(history, nights.isEmpty() ? "latest" : nights.get(nights.size() - 1));
            Diff diff = nights.size() < 2
                    ? Diffs.withLastComparable(history, after)
                    : Diffs.between(history, HistoryPlace.night(history, nights.get(0)), after, force);
            PrintWriter out = spec.commandLine().getOut();
            if (format.isJson()) {
                out.print(NightJson.of(diff));
            } else {
                print(diff, out);
            }
            out.flush();
            return exitCode(diff).value();
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void print(Diff diff, PrintWriter out) {
        if (diff.after().origin() == Origin.DEMONSTRATION) {
            out.println("DEMONSTRATION: a generator made these numbers; nothing was measured.");
        }
        out.printf(
                "Night %s, revision %s%s%n",
                diff.after().id(), Plain.line(diff.after().revision()), state(diff));
        diff.baselines()
                .forEach(baseline -> out.printf(
                        "  JDK %s compared with night %s, revision %s%n",
                        Plain.line(baseline.jdk()),
                        baseline.before().id(),
                        Plain.line(baseline.before().revision())));
        diff.incomparable().forEach(sentence -> out.println("  note: " + Plain.line(sentence)));
        if (diff.baselines().isEmpty()) {
            out.println("Nothing compares: not enough evidence for a word on what changed.");
            return;
        }
        out.println();
        if (diff.changes().isEmpty()) {
            out.println("No test differs.");
        }
        for (Change change : diff.changes()) {
            out.printf(
                    "%-17s %s on JDK %s%n    %s%n",
                    change.kind(),
                    Plain.line(StressTest.shortName(change.key().test())),
                    Plain.line(change.key().jdk()),
                    Plain.line(change.words()));
        }
        out.println();
        if (diff.benchmarks().isEmpty()) {
            out.println("No benchmark was measured in both.");
        }
        BenchTable.print(diff.benchmarks(), all, out);
    }

    private static String state(Diff diff) {
        return diff.after().state() == NightState.PARTIAL ? ", partial" : "";
    }

    static ExitCode exitCode(Diff diff) {
        return ExitCode.of(Map.of(
                ExitCode.FORBIDDEN,
                has(diff, Change.Kind.REGRESSION)
                        || has(diff, Change.Kind.NEW_FAILURE)
                        || BenchTable.count(diff.benchmarks(), Decision.SLOWER) > 0,
                ExitCode.COVERAGE,
                diff.after().state() == NightState.PARTIAL || has(diff, Change.Kind.DISAPPEARED),
                ExitCode.LOST_TEETH,
                diff.changes().stream().anyMatch(Change::isLossOfTeeth),
                ExitCode.UNDECIDED,
                diff.baselines().isEmpty() || BenchTable.count(diff.benchmarks(), Decision.SLOWER_UNCONFIRMED) > 0));
    }

    private static boolean has(Diff diff, Change.Kind kind) {
        return diff.changes().stream().anyMatch(change -> change.kind() == kind);
    }
}
