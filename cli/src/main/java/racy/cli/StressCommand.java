// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import racy.outside.OutsideFile;
import racy.stress.evidence.StressObservations;
import racy.stress.runner.Catalogue;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.SeededRaceReport;
import racy.stress.runner.StressEngine;
import racy.stress.runner.StressException;
import racy.stress.runner.StressRequest;
import racy.stress.runner.StressRun;
import racy.stress.runner.StressTest;
import racy.stress.runner.TestSummary;
import racy.stress.runner.VocabularyModule;

/** Runs stress tests. */
@Command(
        name = "stress",
        description = "Runs the stress tests and counts what they show.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy stress --list                    every test, and for which question",
            "  racy stress -t Claim --budget 30s     some of them",
            "  racy stress --teeth --budget 5m       which seeded races are witnessed?",
            "  racy stress --replay results/RUN:7    the fork on line 7 of RUN, again",
        })
final class StressCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-t", "--test"},
            paramLabel = "REGEX",
            description = "Only tests whose name holds a match.")
    private Pattern pattern;

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            defaultValue = "2m",
            description = "Time for all tests, as 90s, 3m or 1h. Default: ${DEFAULT-VALUE}.")
    private Budget budget;

    @Option(
            names = "--per-test",
            paramLabel = "TIME",
            description = "Time for one test at most. Default: the whole budget.")
    private Budget perTest;

    @Option(names = "--teeth", description = "Only the seeded races, and which of them were witnessed.")
    private boolean teeth;

    @Option(names = "--list", description = "Lists the tests instead of running them.")
    private boolean list;

    @Option(
            names = "--hits",
            paramLabel = "N",
            defaultValue = "" + StressRequest.ENOUGH_HITS,
            description = "Leave a seeded race after N hits. Default: ${DEFAULT-VALUE}.")
    private int hits;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides the order and the JVM's stress seeds. Default: from the clock; it is recorded.")
    private Long seed;

    @Mixin
    private FormatOption format;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the run is kept. Default: results/stress-<time>, below the current directory.")
    private Path out;

    @Option(
            names = "--replay",
            paramLabel = "RUN:LINE",
            description = "Runs again the fork on this line of RUN/forks.jsonl: same compilers, flags and seed.")
    private String replay;

    @Override
    public Integer call() throws StressException, IOException {
        Catalogue catalogue = Catalogue.load();
        catalogue.problems().forEach(spec.commandLine().getErr()::println);
        if (replay != null) {
            return replay(catalogue);
        }
        if (hits < 1) {
            throw usage("--hits: " + hits + " is too few, 1 is the least");
        }
        List<StressTest> tests = select(catalogue);
        if (list) {
            list(tests);
            return ExitCode.CLEAN.value();
        }
        long chosen = seed == null ? System.currentTimeMillis() : seed;
        StressRequest request = new StressRequest(
                StressRequest.shuffled(tests, chosen),
                budget.duration(),
                perTest == null ? budget.duration() : perTest.duration(),
                hits,
                chosen,
                StressEngine.settings());
        ProgressLine progress = ProgressLine.standard();
        StressEngine engine = new StressEngine(where -> progress.accept(StressObservations.progress(where)));
        Interruption.onSignal(engine::stop);
        Path directory = directory();
        StressRun run;
        try {
            run = engine.run(request, directory);
        } catch (StressException e) {
            progress.finish();
            printKept(e, directory);
            throw e;
        }
        progress.finish();
        print(run);
        return exitCode(run, engine.isStopped()).value();
    }

    /** After a failure half-way: what the ledger holds, unless it was another run's or cannot be read. */
    private void printKept(StressException failure, Path directory) throws IOException {
        if (!failure.isRunKept()) {
            return;
        }
        try {
            print(StressRun.read(directory));
        } catch (StressException unreadable) {
            failure.addSuppressed(unreadable);
        }
    }

    private int replay(Catalogue catalogue) throws StressException, IOException {
        int colon = replay.lastIndexOf(':');
        if (colon < 0 || !replay.substring(colon + 1).matches("\\d{1,9}")) {
            throw usage("--replay: '" + replay + "' is no RUN:LINE, such as results/stress-1:7");
        }
        ForkRecord fork =
                StressRun.readFork(Path.of(replay.substring(0, colon)), Integer.parseInt(replay.substring(colon + 1)));
        StressTest test = catalogue
                .find(fork.spec().test())
                .orElseThrow(() -> usage("--replay: there is no test "
                        + OutsideFile.excerpt(fork.spec().test()) + " any more"));
        StressEngine engine = new StressEngine(progress -> {});
        Interruption.onSignal(engine::stop);
        StressRun run = engine.replay(test, fork.spec(), directory());
        print(run);
        return exitCode(run, engine.isStopped()).value();
    }

    private List<StressTest> select(Catalogue catalogue) {
        List<StressTest> named = pattern == null ? catalogue.tests() : catalogue.matching(pattern);
        if (named.isEmpty()) {
            List<String> names = catalogue.tests().stream()
                    .flatMap(test -> List.of(test.shortName(), simpleName(test)).stream())
                    .distinct()
                    .toList();
            throw usage("--test: no test matches '" + pattern + "'; racy stress --list names them."
                    + Nearest.suggest(pattern.pattern(), names));
        }
        List<StressTest> tests =
                teeth ? named.stream().filter(StressTest::isSeeded).toList() : named;
        if (tests.isEmpty()) {
            throw usage("--teeth: no test that matches '" + pattern + "' is a seeded race");
        }
        return tests;
    }

    private static String simpleName(StressTest test) {
        return test.name().substring(test.name().lastIndexOf('.') + 1);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new VocabularyModule());

    private Path directory() {
        return Results.orNew(out, "stress", "");
    }

    private void list(List<StressTest> tests) throws IOException {
        PrintWriter writer = spec.commandLine().getOut();
        if (format.isJson()) {
            writer.println(JSON.writeValueAsString(tests));
            return;
        }
        for (StressTest test : tests) {
            writer.printf(
                    "%-44s %-8s %-7s %s%n",
                    test.shortName(),
                    test.expectation(),
                    test.isForeign() ? "-" : test.level(),
                    test.isForeign() ? "no question: it has no @Probe" : subject(test));
        }
        writer.flush();
    }

    private static String subject(StressTest test) {
        return String.join(", ", test.questions()) + (test.variant().isEmpty() ? "" : " in " + test.variant());
    }

    private void print(StressRun run) throws IOException {
        PrintWriter writer = spec.commandLine().getOut();
        if (format.isJson()) {
            Object data = teeth ? SeededRaceReport.of(run) : StressReport.data(run);
            writer.println(JSON.writeValueAsString(data));
        } else if (teeth) {
            new StressReport(writer).teeth(run, SeededRaceReport.of(run));
        } else {
            new StressReport(writer).run(run);
        }
        writer.flush();
    }

    static ExitCode exitCode(StressRun run, boolean interrupted) {
        List<TestSummary> tests = run.summaries();
        return ExitCode.of(Map.of(
                ExitCode.FORBIDDEN,
                        tests.stream().anyMatch(test -> !test.forbidden().isEmpty()),
                ExitCode.INFRASTRUCTURE,
                        tests.stream().anyMatch(test -> !test.failures().isEmpty()),
                ExitCode.COVERAGE, interrupted || tests.stream().anyMatch(test -> test.forks() == 0),
                ExitCode.LOST_TEETH, tests.stream().anyMatch(TestSummary::isMissedRace)));
    }
}
