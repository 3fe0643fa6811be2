// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import racy.driver.variant.Variants;
import racy.review.Answer;
import racy.review.Engines;
import racy.review.EvidenceRequest;
import racy.review.Question;
import racy.review.Questions;
import racy.review.Watch;
import racy.text.ShellCommand;

/** Lists the questions. */
@Command(
        name = "questions",
        description = {
            "Lists each question of the mail and each claim of the patch: its words, the code, the verdict as posted.",
            "The verdict is what the scripted schedules show now, with --from also what a stored stress run showed."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy questions",
            "  racy questions --from results/ask-RUN",
        })
final class QuestionsCommand implements Callable<Integer> {
    private static final Set<String> AS_POSTED = Set.of(Variants.AS_POSTED);

    @Spec
    private CommandSpec spec;

    @Option(names = "--from", paramLabel = "RUN", description = "A run of racy ask or racy stress, for its evidence.")
    private Path from;

    @Override
    public Integer call() {
        List<Question> questions = Questions.all();
        EvidenceRequest request = new EvidenceRequest(
                questions.stream().map(Question::id).collect(Collectors.toSet()), AS_POSTED, Duration.ZERO);
        PrintWriter err = spec.commandLine().getErr();
        Watch watch = new Watch(where -> {}, warning -> Complaint.print(spec.commandLine(), "warning: " + warning));
        Findings findings = Findings.gather(
                questions,
                request,
                from == null ? Engines.deterministic() : Selection.stored(spec.commandLine(), from),
                watch);
        PrintWriter out = spec.commandLine().getOut();
        for (Answer answer : findings.answers()) {
            Question question = answer.question();
            out.println(question.id() + " (" + question.kind() + ")");
            out.println("  \"" + question.words() + "\"");
            out.println("  code: " + question.code());
            out.println("  as posted: " + verdict(answer));
            out.println();
        }
        out.flush();
        findings.broken().forEach(reason -> Complaint.print(spec.commandLine(), reason));
        // It asks few engines on purpose, so a question without evidence is no finding.
        ExitCode code = findings.exitCode();
        return (code == ExitCode.COVERAGE ? ExitCode.CLEAN : code).value();
    }

    private static String verdict(Answer answer) {
        if (!answer.hasEvidence()) {
            return "no evidence yet"
                    + ShellCommand.racy("ask").word(answer.question().id()).in("; ", " makes some", "");
        }
        return answer.inWords()
                + answer.evidence().stream()
                        .map(each -> each.engine()
                                + (each.violation() == null ? "" : " " + each.violation())
                                + " " + each.hits() + " of " + each.executions())
                        .collect(Collectors.joining("; ", " (", ")"));
    }
}
