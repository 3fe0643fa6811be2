// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import racy.review.Answer;
import racy.review.AnswerFormat;
import racy.review.Costs;
import racy.review.Engines;
import racy.review.EvidenceEngine;
import racy.review.EvidenceRequest;
import racy.review.Question;
import racy.review.Watch;

/** Answers questions of the review. */
@Command(
        name = "ask",
        description = "Answers the questions of the review, and checks the claims of the patch, with evidence.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy ask                               all questions, in three minutes",
            "  racy ask xchg --format mail            one answer, ready to paste",
            "  racy ask core-lock --variant v2 --variant as-posted",
            "  racy ask --from results/ask-RUN        the answers of an earlier run",
        })
final class AskCommand implements Callable<Integer> {
    /** How answers are printed. */
    enum Format {
        text,
        mail,
        markdown,
        json
    }

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            completionCandidates = Selection.QuestionIds.class,
            description = "Questions, as racy questions lists them. Default: all.")
    private List<String> ids = new ArrayList<>();

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            defaultValue = "3m",
            description =
                    "Time for the stress runs, as 90s, 3m or 1h; a seeded race that was begun may take a few forks more."
                            + " Default: ${DEFAULT-VALUE}.")
    private Budget budget;

    @Option(
            names = "--variant",
            paramLabel = "V",
            completionCandidates = Selection.VariantIds.class,
            description = "Only this driver, as racy variants lists it; may be repeated. Default: all.")
    private List<String> variantIds = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    @Option(
            names = "--from",
            paramLabel = "RUN",
            description = "Takes the stress evidence from this run's directory instead of making it.")
    private Path from;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the run is kept. Default: results/ask-<time>, below the current directory.")
    private Path out;

    @Option(
            names = "--bench",
            paramLabel = "FILE",
            description = "A racy bench result, for what each fix costs. Default: the newest below results.")
    private Path bench;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides the JVM's stress seeds. Default: from the clock; it is recorded.")
    private Long seed;

    /** Live, or as they looked in the run that {@code --from} names. */
    private List<EvidenceEngine> engines() {
        if (from == null) {
            return Engines.all();
        }
        if (out != null || seed != null) {
            throw new ParameterException(spec.commandLine(), "--from runs no stress test: leave out --out and --seed");
        }
        return Selection.stored(spec.commandLine(), from);
    }

    @Override
    public Integer call() throws JsonProcessingException {
        List<EvidenceEngine> engines = engines();
        List<Question> questions = Selection.questions(spec.commandLine(), ids);
        Set<String> variants = Selection.variants(spec.commandLine(), variantIds);
        PrintWriter err = spec.commandLine().getErr();
        Costs costs = SubmitCosts.find(spec.commandLine(), bench);
        Path directory = from != null ? from : Results.orNew(out, "ask", "");
        EvidenceRequest request = new EvidenceRequest(
                questions.stream().map(Question::id).collect(Collectors.toSet()),
                variants,
                budget.duration(),
                seed == null ? System.currentTimeMillis() : seed,
                Optional.of(directory));
        ProgressLine progress = ProgressLine.standard();
        Watch watch = new Watch(progress, warning -> Complaint.print(spec.commandLine(), "warning: " + warning));
        if (from == null) {
            Interruption.onSignal(watch::stop);
        }
        Findings findings = Findings.gather(questions, request, engines, watch);
        progress.finish();
        print(findings, costs);
        findings.broken().forEach(reason -> Complaint.print(spec.commandLine(), reason));
        if (watch.isStopped()) {
            err.println("racy: interrupted; the answers rest on what was measured until then");
        }
        kept(findings, directory).ifPresent(line -> Complaint.print(spec.commandLine(), line));
        return findings.exitCode().value();
    }

    /** What of the evidence is kept: a deterministic engine finds the same again. */
    private Optional<String> kept(Findings findings, Path directory) {
        List<String> sampling = findings.engines().stream()
                .filter(engine -> !engine.isDeterministic())
                .map(EvidenceEngine::id)
                .filter(id -> findings.run().stream()
                        .anyMatch(each -> each.isTried() && each.engine().equals(id)))
                .toList();
        if (sampling.isEmpty() || !Files.isDirectory(directory)) {
            return Optional.empty();
        }
        return Optional.of(
                (from == null ? "kept in " : String.join(" and ", sampling) + " evidence from ") + directory);
    }

    private void print(Findings findings, Costs costs) throws JsonProcessingException {
        PrintWriter writer = spec.commandLine().getOut();
        if (format == Format.json) {
            writer.println(AnswerJson.of(findings.answers(), findings.run()));
            writer.flush();
            return;
        }
        AnswerFormat style = switch (format) {
            case mail -> AnswerFormat.MAIL;
            case markdown -> AnswerFormat.MARKDOWN;
            default -> AnswerFormat.TEXT;
        };
        for (Answer answer : findings.answers()) {
            style.lines(answer, findings.run(), findings.engines(), costs).forEach(writer::println);
            writer.println();
        }
        if (format == Format.text && findings.answers().size() > 1) {
            summary(findings, writer);
            writer.println();
        }
        if (format == Format.text) {
            writer.println("What the words mean: ./racy glossary");
        }
        writer.flush();
    }

    private static void summary(Findings findings, PrintWriter writer) {
        writer.println("In short, as posted (or, where that was not asked for, of what was):");
        for (Answer answer : findings.answers()) {
            String loud = answer.unexpected().isEmpty() ? "" : "   UNEXPECTED";
            String teeth = answer.unwitnessed().isEmpty() ? "" : "   NO TEETH";
            String verdict = answer.hasEvidence() ? answer.inWords() : "no evidence";
            writer.println("  " + pad(answer.question().id()) + verdict + loud + teeth);
        }
    }

    private static String pad(String id) {
        return String.format("%-16s", id);
    }
}
