// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import racy.explore.Canaries;
import racy.explore.ExploredTest;
import racy.explore.Explorer;
import racy.explore.jcstress.JcstressTests;
import racy.review.MemoryModel;

/** Explores stress tests. */
@Command(
        name = "explore",
        description = {
            "Finds every outcome that a JCStress test can have, with an interleaving for each.",
            "It interprets the test's class files and visits every state. What it reaches can happen. What it does not"
                    + " reach cannot happen under the memory model, if it visited every state and says so.",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy explore -t ClaimStress               who claims a task?",
            "  racy explore --jar tests.jar --model tso  other tests, with store buffers",
            "  racy explore -t XchgXchg --witness all    a way to every outcome",
            "  racy explore --scene late --variant v2    a scene of the whole driver",
            "  racy explore --matrix --variant v2        all scenes, and what is reached in none",
        })
final class ExploreCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The models that the explorer has. */
    enum Model {
        sc(MemoryModel.SC),
        tso(MemoryModel.TSO);

        final MemoryModel model;

        Model(MemoryModel model) {
            this.model = model;
        }
    }

    /** Which outcomes are shown with an interleaving. */
    enum Shown {
        none,
        bad,
        all
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-t", "--test"},
            paramLabel = "REGEX",
            description = "Only tests whose name holds a match.")
    private Pattern pattern;

    @Option(
            names = "--jar",
            paramLabel = "FILE",
            description =
                    "A jar or a folder of classes with JCStress tests, or one that they need. Give it more than once"
                            + " for several. Default: Racy's own tests.")
    private List<Path> jars = List.of();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "sc",
            description = "One of: ${COMPLETION-CANDIDATES}. sc: interleavings. tso: also store buffers, as on x86-64."
                    + " Default: ${DEFAULT-VALUE}.")
    private Model model;

    @Option(
            names = "--states",
            paramLabel = "N",
            defaultValue = "200000",
            description = "Give a test up after N states. Default: ${DEFAULT-VALUE}.")
    private long states;

    @Option(
            names = "--per-test",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Give a test up after this time. Default: ${DEFAULT-VALUE}.")
    private Budget perTest;

    @Option(
            names = "--witness",
            paramLabel = "WHICH",
            defaultValue = "bad",
            description =
                    "The outcomes that are shown with an interleaving, one of: ${COMPLETION-CANDIDATES}. bad: those"
                            + " that the test forbids or does not grade. Default: ${DEFAULT-VALUE}.")
    private Shown witness;

    @Option(names = "--list", description = "Lists the tests instead of exploring them.")
    private boolean list;

    @Mixin
    private FormatOption format;

    @Mixin
    private SceneOptions scenes;

    private volatile boolean interrupted;

    @Override
    public Integer call() throws IOException {
        if (states < 1) {
            throw usage("--states: " + states + " is too few, 1 is the least");
        }
        scenes.check(spec);
        if (scenes.isAsked()) {
            return exploreScenes().value();
        }
        ClassLoader source = source();
        JcstressTests tests = new JcstressTests(source);
        Map<String, String> chosen = select(tests.listed());
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            chosen.keySet().forEach(out::println);
            out.flush();
            return ExitCode.CLEAN.value();
        }
        Optional<String> blind = Canaries.problem(model.model);
        if (blind.isPresent()) {
            throw new IOException("the explorer does not work here: " + blind.get());
        }
        Interruption.onSignal(() -> interrupted = true);
        List<ExploredTest> explored = explore(source, tests, chosen);
        if (format.isJson()) {
            out.println(JSON.writeValueAsString(
                    explored.stream().map(ExploreReport::data).toList()));
        } else {
            new ExploreReport(out, this::isShown).print(model.model, explored);
        }
        out.flush();
        return exitCode(explored, explored.size() < chosen.size()).value();
    }

    private ExitCode exploreScenes() throws IOException {
        Interruption.onSignal(() -> interrupted = true);
        var given = spec.commandLine().getParseResult();
        long most = given.hasMatchedOption("--states") ? states : SceneOptions.MOST_STATES;
        Duration time = given.hasMatchedOption("--per-test") ? perTest.duration() : SceneOptions.PER_SCENE;
        return new SceneRun(scenes, most, time, () -> interrupted)
                .print(spec.commandLine().getOut(), format.isJson(), witness != Shown.none);
    }

    private boolean isShown(ExploredTest.Row row) {
        return witness == Shown.all || witness == Shown.bad && row.isBad();
    }

    private List<ExploredTest> explore(ClassLoader source, JcstressTests tests, Map<String, String> chosen) {
        ProgressLine progress = ProgressLine.standard();
        Explorer explorer = new Explorer(source, model.model, states);
        List<ExploredTest> explored = new ArrayList<>();
        long begun = System.nanoTime();
        for (Map.Entry<String, String> each : chosen.entrySet()) {
            if (interrupted) {
                break;
            }
            Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
            String now = explored.size() + " of " + chosen.size() + " tests explored, now " + each.getKey();
            progress.show(now, elapsed);
            long end = System.nanoTime() + perTest.duration().toNanos();
            explored.add(ExploredTest.of(
                    explorer, tests, each.getKey(), each.getValue(), () -> interrupted || System.nanoTime() - end > 0));
        }
        progress.finish();
        return explored;
    }

    private ClassLoader source() {
        if (jars.isEmpty()) {
            return ExploreCommand.class.getClassLoader();
        }
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            if (!Files.isReadable(jar)) {
                throw usage("--jar: " + jar + " cannot be read");
            }
            if (!Files.isDirectory(jar) && !(Files.isRegularFile(jar) && isJar(jar))) {
                throw usage("--jar: " + jar + " is no jar");
            }
            try {
                urls.add(jar.toUri().toURL());
            } catch (MalformedURLException e) {
                throw usage("--jar: " + jar + " cannot be read: " + e.getMessage());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** A class loader passes over what is no jar, and then classes are missing. */
    private static boolean isJar(Path file) {
        try (ZipFile jar = new ZipFile(file.toFile())) {
            return jar.size() > 0;
        } catch (IOException e) {
            return false;
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
                explored.stream().anyMatch(ExploredTest::isBad),
                ExitCode.COVERAGE,
                cutShort || explored.stream().anyMatch(each -> !each.isExhaustive())));
    }
}
