// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import racy.history.AnswerNight;
import racy.history.EvidenceNight;
import racy.history.ForkNight;
import racy.history.Night;
import racy.history.Origin;
import racy.history.StressNight;
import racy.history.store.SqlHistory;
import racy.report.VerdictBasis;
import racy.stress.runner.StressTest;
import racy.text.Plain;

/** Shows a night. */
@Command(
        name = "show",
        description = "Shows a night: its answers, its teeth, what failed, where it ran.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  racy history show latest", "  racy history show latest~1 --format json"})
final class HistoryShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NIGHT",
            arity = "0..1",
            defaultValue = "latest",
            description = "Its id, latest, or latest~N. Default: ${DEFAULT-VALUE}.")
    private String night;

    @Mixin
    private HistoryPlace place;

    @Mixin
    private FormatOption format;

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        try (SqlHistory nights = place.read()) {
            Night its = HistoryPlace.night(nights, night);
            if (format.isJson()) {
                Map<String, Object> data = new LinkedHashMap<>();
                data.put("version", 1);
                data.putAll(HistoryJson.data(its));
                data.put("answers", nights.answers(its.id()));
                data.put(
                        "evidence",
                        nights.evidence(its.id()).stream()
                                .map(HistoryJson::data)
                                .toList());
                out.println(HistoryJson.text(data));
            } else {
                print(nights, its, out);
            }
            return ExitCode.CLEAN.value();
        } finally {
            out.flush();
        }
    }

    private static void print(SqlHistory nights, Night night, PrintWriter out) {
        if (night.origin() == Origin.DEMONSTRATION) {
            out.println("Demonstration data: a generator made these numbers; nothing here was measured.");
        }
        List<StressNight> tests = nights.tests(night.id());
        printNight(night, tests, out);
        out.println();
        printAnswers(nights.answers(night.id()), nights.evidence(night.id()), out);
        printFailures(tests, nights.notableForks(night.id()), out);
    }

    private static void printNight(Night night, List<StressNight> tests, PrintWriter out) {
        out.println("Night " + night.id() + ", " + HistoryCommand.state(night) + ", revision "
                + Plain.line(night.revision()));
        out.println("  " + night.started() + " to " + night.ended() + ", seed " + night.seed());
        if (!night.missing().isEmpty()) {
            out.println("  shards that never came: " + night.missing() + " of " + night.shards());
        }
        for (Night.Part part : night.parts()) {
            List<StressNight> seeded = tests.stream()
                    .filter(test -> test.jdk().equals(part.jdk()) && test.isTriedRace())
                    .toList();
            out.printf(
                    "  shard %d, JDK %s: %d of %d tests in %d forks; environment %s%n",
                    part.shard(), part.jdk(), part.covered(), part.planned(), part.forks(), part.fingerprint());
            out.printf(
                    "    seeded races on this JDK: %d of %d witnessed; benchmarks measured: %d of %d%n",
                    seeded.stream().filter(StressNight::isWitnessedRace).count(),
                    seeded.size(),
                    part.measuredBenchmarks(),
                    part.plannedBenchmarks());
        }
    }

    private static void printAnswers(List<AnswerNight> answers, List<EvidenceNight> evidence, PrintWriter out) {
        out.println("Answers, of the patch as posted, and what they rest on:");
        for (AnswerNight answer : answers) {
            out.printf(
                    "  %-16s %s%s%s%s%s%n",
                    answer.question(),
                    answer.verdict(),
                    answer.contradictions() > 0 ? "   CONTRADICTION" : "",
                    answer.unexpected() > 0 ? "   UNEXPECTED" : "",
                    answer.unwitnessed() > 0 ? "   NO TEETH" : "",
                    answer.untried() > 0 ? "   tests not tried: " + answer.untried() : "");
            VerdictBasis.of(answer.question(), evidence)
                    .lines()
                    .forEach(line -> out.println("                     " + Plain.line(line.toString())));
        }
    }

    private static void printFailures(List<StressNight> tests, List<ForkNight> forks, PrintWriter out) {
        tests.stream()
                .filter(StressNight::isFailure)
                .forEach(
                        test -> out.println("FAILED " + Plain.line(test.test().shortName()) + " on JDK " + test.jdk()));
        for (ForkNight fork : forks) {
            if (!fork.fork().isNormal()) {
                out.println("FORK " + fork.fork().status() + " "
                        + Plain.line(StressTest.shortName(fork.fork().spec().test())) + " on JDK " + fork.jdk()
                        + ": " + fork.replay());
                fork.fork().messages().stream().limit(3).forEach(line -> out.println("    " + Plain.line(line)));
            }
        }
    }
}
