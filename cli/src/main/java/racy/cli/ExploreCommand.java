// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import racy.explore.Bounds;
import racy.explore.Canaries;
import racy.explore.ExploredTest;
import racy.explore.Explorer;
import racy.explore.Replay;
import racy.explore.ScheduleException;
import racy.explore.jcstress.JcstressTests;
import racy.explore.junit.RegressionTest;
import racy.explore.vm.OutOfModelException;
import racy.report.ExplorePage;
import racy.report.export.ExploreJUnitXml;
import racy.review.MemoryModel;
import racy.text.ShellCommand;

/** Explores stress tests. */
@Command(
        name = "explore",
        description = {
            "Finds every outcome that a JCStress test can have, with an interleaving for each.",
            "It interprets the test's class files and visits every state. What it reaches can happen. What it does not"
                    + " reach cannot happen under the memory model, if it visited every state and says so.",
            "",
            "For each outcome it prints \"Observation TEST[OUTCOME] Sometimes|Always|Never HITS MISSES\". The hits are the"
                    + " final states that show the outcome, the misses are those that do not. A final state counts once,"
                    + " however many interleavings lead to it. So these numbers are no likelihoods.",
            "",
            "In each execution the objects are new, and the static fields hold what the initialisers gave them. There are"
                    + " no spurious wake-ups, and a weak compare-and-set does not fail spuriously: a test that needs one"
                    + " for an outcome does not reach it.",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy explore -t ClaimStress               who claims a task?",
            "  racy explore --jar tests.jar --model jam  other tests, with all Java allows",
            "  racy explore --jar tests.jar --format html > page.html",
            "  racy explore -t XchgXchg --witness all    a way to every outcome",
            "  racy explore -t CoreAs --bound preemptions=2,time=1m",
            "  racy explore -t XchgXchg --replay sc:irq=4f,reset=0:5a1c",
            "  racy explore -t XchgXchg --witness all --as-junit",
            "  racy explore --scene late --variant v2    a scene of the whole driver",
            "  racy explore --matrix --variant v2        all scenes of a variant",
        })
final class ExploreCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The models that the explorer has. */
    enum Model {
        sc,
        tso,
        jam;

        MemoryModel model() {
            return MemoryModel.valueOf(name().toUpperCase(Locale.ROOT));
        }
    }

    /** Which outcomes are shown with an interleaving. */
    enum Shown {
        none,
        bad,
        all
    }

    /** How the command prints. */
    enum Format {
        text,
        json,
        html,
        junit
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-t", "--test"},
            paramLabel = "REGEX",
            description = "Only tests whose name holds a match.")
    private Pattern pattern;

    @Mixin
    private JarOptions jars;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "sc",
            description = {
                "One of: ${COMPLETION-CANDIDATES}. sc: interleavings. tso: also store buffers, as on x86-64, but not what"
                        + " compilers do to plain accesses. jam: Java's access modes (JAM21), so all that a JVM may do on"
                        + " any machine. Default: ${DEFAULT-VALUE}.",
                "jam builds execution graphs. There a state is the beginning of one, and no preemptions are counted. A load"
                        + " never sees a store that it happens before (JLS 17.4.5), which JAM21 leaves open. A loop on"
                        + " nothing but plain and opaque loads may miss a plain store for ever.",
            })
    private Model model;

    @Option(
            names = "--bound",
            paramLabel = "NAME=N,...",
            defaultValue = Bounds.DEFAULTS,
            description = {
                "How far each test is explored. A test is given up at so many states, executions (final states), steps of"
                        + " an interleaving, or after this time. With preemptions=N it visits all interleavings with at"
                        + " most N switches away from a thread that could go on, and the answer holds for these only."
                        + " Default: ${DEFAULT-VALUE}.",
            })
    private Bounds bounds;

    @Option(
            names = "--witness",
            paramLabel = "WHICH",
            defaultValue = "bad",
            description =
                    "The outcomes that the text shows with an interleaving, one of: ${COMPLETION-CANDIDATES}. bad: those"
                            + " that the test forbids or does not grade. Default: ${DEFAULT-VALUE}.")
    private Shown witness;

    @Option(
            names = "--replay",
            paramLabel = "SCHEDULE",
            description =
                    "Plays one execution again, step by step. Each outcome is printed with its schedule. The model is"
                            + " the schedule's.")
    private String schedule;

    @Option(
            names = "--as-junit",
            description =
                    "Prints a JUnit 5 test that plays an execution again: that of --replay, or of each outcome that"
                            + " --witness shows. It fails once the execution is no longer possible.")
    private boolean asJUnit;

    @Option(names = "--list", description = "Lists the tests instead of exploring them.")
    private boolean list;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description =
                    "One of: ${COMPLETION-CANDIDATES}. html: one page with every witness, which needs no other file."
                            + " junit: JUnit XML, for a build. Default: ${DEFAULT-VALUE}.")
    private Format format;

    @Mixin
    private SceneOptions scenes;

    private volatile boolean interrupted;

    @Override
    public Integer call() throws IOException {
        scenes.check(spec);
        if (scenes.isAsked()) {
            return exploreScenes().value();
        }
        ClassLoader source = jars.classes();
        Map<String, String> chosen = select(new JcstressTests(jars.listed()).listed());
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            chosen.keySet().forEach(out::println);
            out.flush();
            return ExitCode.CLEAN.value();
        }
        if (model == Model.jam && !bounds.within().isUnbounded()) {
            throw usage("--bound: " + bounds + " bounds preemptions, and an execution graph of --model jam has none");
        }
        Optional<String> blind = Canaries.problem(model.model());
        if (blind.isPresent()) {
            throw new IOException("the explorer does not work here: " + blind.get());
        }
        if (schedule != null) {
            if (format == Format.html || format == Format.junit) {
                throw usage(
                        "--format " + format + " is for all outcomes, and --replay shows one; text and json show it");
            }
            return replay(source, chosen, out).value();
        }
        if (asJUnit) {
            only(chosen, "--as-junit");
        }
        Interruption.onSignal(() -> interrupted = true);
        Instant began = Instant.now();
        ExploreReport report = new ExploreReport(out, this::isShown, this::again);
        List<ExploredTest> explored = explore(source, chosen, report);
        if (asJUnit) {
            printTest(out, only(chosen, "--as-junit").getValue(), replays(explored.get(0)));
            return ExitCode.CLEAN.value();
        }
        switch (format) {
            case text -> report.summary(model.model(), explored);
            case json -> print(out, explored.stream().map(ExploreJson::data).toList());
            case html ->
                out.print(
                        new ExplorePage(model.model(), bounds.toString(), chosen.size(), explored, this::again).html());
            case junit ->
                out.print(ExploreJUnitXml.of(
                        model.model(), bounds.toString(), began, chosen.size(), explored, this::again));
        }
        out.flush();
        return exitCode(explored, explored.size() < chosen.size()).value();
    }

    private static void print(PrintWriter out, Object data) throws JsonProcessingException {
        out.println(JSON.writeValueAsString(data));
    }

    private ExitCode exploreScenes() throws IOException {
        if (format != Format.text && format != Format.json) {
            throw usage("--format " + format + " is for stress tests; scenes are told as text or json");
        }
        Interruption.onSignal(() -> interrupted = true);
        return new SceneRun(scenes, scenes.bounds(spec), () -> interrupted)
                .print(spec.commandLine().getOut(), format == Format.json, witness != Shown.none);
    }

    private boolean isShown(ExploredTest.Row row) {
        return witness == Shown.all || witness == Shown.bad && row.isBad();
    }

    /** The command that plays a schedule again. */
    private Optional<String> again(String test, String itsSchedule) {
        ShellCommand command = jars.in(ShellCommand.racy("explore"));
        return command.option("-t")
                .ending(test)
                .option("--replay")
                .argument(itsSchedule)
                .text();
    }

    private List<ExploredTest> explore(ClassLoader source, Map<String, String> chosen, ExploreReport report) {
        ProgressLine progress = ProgressLine.standard();
        Explorer explorer = new Explorer(source, model.model(), bounds);
        JcstressTests tests = new JcstressTests(source);
        List<ExploredTest> explored = new ArrayList<>();
        long begun = System.nanoTime();
        for (Map.Entry<String, String> each : chosen.entrySet()) {
            if (interrupted) {
                break;
            }
            Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
            String now = explored.size() + " of " + chosen.size() + " tests explored, now " + each.getKey();
            progress.show(now, elapsed);
            ExploredTest test = ExploredTest.of(explorer, tests, each.getKey(), each.getValue(), () -> interrupted);
            explored.add(test);
            progress.finish();
            if (format == Format.text && !asJUnit) {
                report.print(test);
            }
        }
        return explored;
    }

    private ExitCode replay(ClassLoader source, Map<String, String> chosen, PrintWriter out)
            throws JsonProcessingException {
        Map.Entry<String, String> one = only(chosen, "--replay");
        Replay replay;
        try {
            boolean isGiven = spec.commandLine().getParseResult().hasMatchedOption("--model");
            replay = new Explorer(source, isGiven ? model.model() : Explorer.modelOf(schedule), bounds)
                    .replay(new JcstressTests(source).read(one.getKey(), one.getValue()), schedule);
        } catch (ScheduleException | OutOfModelException e) {
            throw usage("--replay: " + e.getMessage());
        }
        if (asJUnit) {
            printTest(out, one.getValue(), List.of(replay));
            return ExitCode.CLEAN;
        }
        if (format == Format.json) {
            print(out, ExploreJson.data(replay));
        } else {
            out.println(replay.test() + " under " + replay.model());
            new ExploreReport(out, this::isShown, this::again).print(replay.outcome(), replay.witness());
            out.println();
            out.println(replay.outcome() + " is " + replay.grade()
                    + (replay.description().isEmpty() ? "" : ": " + replay.description()));
        }
        out.flush();
        return replay.isBad() ? ExitCode.FORBIDDEN : ExitCode.CLEAN;
    }

    private Map.Entry<String, String> only(Map<String, String> chosen, String option) {
        if (chosen.size() > 1) {
            throw usage(option + " is for one test, and -t chooses " + chosen.size() + "; -t 'NAME$' chooses one");
        }
        return chosen.entrySet().iterator().next();
    }

    private List<Replay> replays(ExploredTest test) {
        List<Replay> replays = test.rows().stream()
                .filter(row -> row.isReached() && isShown(row))
                .map(row -> new Replay(
                        test.name(),
                        test.exploration().model(),
                        row.schedule(),
                        row.outcome(),
                        row.grade(),
                        row.description(),
                        row.witness()))
                .toList();
        if (replays.isEmpty()) {
            throw usage("--as-junit: "
                    + (test.outOfModel() != null
                            ? "out of model: " + test.outOfModel()
                            : "the test reaches no outcome that --witness " + witness
                                    + " shows; --witness all shows all"));
        }
        return replays;
    }

    private void printTest(PrintWriter out, String binaryName, List<Replay> replays) {
        try {
            out.print(RegressionTest.source(binaryName, replays));
            out.flush();
        } catch (IllegalArgumentException e) {
            throw usage("--as-junit: " + e.getMessage());
        }
    }

    private Map<String, String> select(Map<String, String> listed) {
        if (listed.isEmpty()) {
            throw usage(
                    "--jar: no JCStress test is listed there (META-INF/TestList, which JCStress's annotation processor"
                            + " writes)");
        }
        Map<String, String> chosen = new LinkedHashMap<>(listed);
        if (pattern != null) {
            chosen.keySet().removeIf(name -> !pattern.matcher(name).find());
        }
        if (chosen.isEmpty()) {
            throw usage("--test: no test matches '" + pattern + "'; racy explore --list names them."
                    + Nearest.suggest(pattern.pattern(), List.copyOf(listed.keySet())));
        }
        return chosen;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static ExitCode exitCode(List<ExploredTest> explored, boolean cutShort) {
        return ExitCode.of(Map.of(
                ExitCode.FORBIDDEN,
                explored.stream().anyMatch(each -> each.agreement().isBad()),
                ExitCode.COVERAGE,
                cutShort
                        || explored.stream()
                                .anyMatch(each -> each.exploration() == null
                                        || !each.exploration().isComplete())));
    }
}
