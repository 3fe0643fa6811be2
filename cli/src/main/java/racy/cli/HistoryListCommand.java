// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import racy.history.AnswerNight;
import racy.history.Night;
import racy.history.store.SqlHistory;
import racy.review.Verdict;
import racy.text.Plain;

/** Lists nights. */
@Command(
        name = "list",
        description = "Lists the nights, the newest first.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  racy history list --limit 7", "  racy history list --format json"})
final class HistoryListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HistoryPlace place;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "30",
            description = "The newest N nights. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Mixin
    private FormatOption format;

    @Override
    public Integer call() throws JsonProcessingException {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit: " + limit + " is too few, 1 is the least");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (SqlHistory nights = place.read()) {
            List<Night> newest = nights.nights(limit);
            if (format.isJson()) {
                out.println(HistoryJson.text(Map.of(
                        "version",
                        1,
                        "nights",
                        newest.stream().map(HistoryJson::data).toList(),
                        "ahead",
                        nights.ahead().stream().map(HistoryJson::data).toList())));
            } else {
                print(nights, newest, out);
            }
            return ExitCode.CLEAN.value();
        } finally {
            out.flush();
        }
    }

    private static void print(SqlHistory nights, List<Night> newest, PrintWriter out) {
        out.printf(
                "%-24s %-17s %-14s %-16s %-8s %9s %7s %5s%n",
                "night", "started (UTC)", "state", "revision", "JDKs", "tests", "forks", "racy");
        for (Night night : newest) {
            List<AnswerNight> answers = nights.answers(night.id());
            long racy = answers.stream()
                    .filter(answer -> answer.verdict().equals(Verdict.RACY))
                    .count();
            out.printf(
                    "%-24s %-17s %-14s %-16s %-8s %4d/%-4d %7d %2d/%d%n",
                    night.id(),
                    night.started().toString().substring(0, 16).replace('T', ' '),
                    HistoryCommand.state(night),
                    Plain.line(night.revision()),
                    jdks(night),
                    night.parts().stream().mapToInt(Night.Part::covered).sum(),
                    night.parts().stream().mapToInt(Night.Part::planned).sum(),
                    night.parts().stream().mapToInt(Night.Part::forks).sum(),
                    racy,
                    answers.size());
        }
        List<Night> ahead = nights.ahead();
        if (newest.isEmpty() && ahead.isEmpty()) {
            out.println("No night yet. racy nightly makes one.");
        }
        HistoryPlace.tellAhead(ahead, out);
    }

    private static String jdks(Night night) {
        return night.parts().stream().map(Night.Part::jdk).distinct().collect(Collectors.joining(","));
    }
}
