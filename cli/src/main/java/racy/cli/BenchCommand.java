// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import racy.bench.BenchOptions;
import racy.bench.BenchReport;
import racy.bench.BenchRunner;
import racy.outside.OutsideFile;
import racy.text.IoReason;

/** Runs benchmarks. */
@Command(
        name = "bench",
        description =
                "Measures what signalling a fence and claiming the slot cost, as ratios to floors of the same run.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = BenchCompareCommand.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy bench --list                        every benchmark",
            "  racy bench --quick --filter FenceSignal  a look at some of them",
            "  racy bench --out night.json              all of them, JMH's JSON kept",
            "  racy bench --from night.json             the table of a run that was kept",
            "  racy bench compare old.json new.json     what became slower",
        })
final class BenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "Two short forks: for a look. Cannot support a comparison.")
    private boolean quick;

    @Option(
            names = "--filter",
            paramLabel = "REGEX",
            defaultValue = "",
            description = "Only benchmarks whose name holds a match. Floors are benchmarks too.")
    private Pattern filter;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where JMH's JSON goes. Default: results/bench-<time>.json, below the current directory.")
    private Path out;

    @Option(names = "--list", description = "Lists the benchmarks instead of running them.")
    private boolean list;

    @Option(names = "--from", paramLabel = "FILE", description = "Prints the table of a JMH result file.")
    private Path from;

    @Override
    public Integer call() {
        PrintWriter writer = spec.commandLine().getOut();
        if (from != null) {
            return print(from) ? ExitCode.CLEAN.value() : ExitCode.INFRASTRUCTURE.value();
        }
        List<String> names = BenchRunner.select(filter.pattern());
        if (names.isEmpty()) {
            throw usage("--filter: no benchmark matches '" + filter + "'; racy bench --list names them."
                    + Nearest.suggest(filter.pattern(), shortNames()));
        }
        if (list) {
            names.forEach(name -> writer.println(shortName(name)));
            writer.flush();
            return ExitCode.CLEAN.value();
        }
        return measure(file());
    }

    private int measure(Path file) {
        BenchRunner runner = new BenchRunner(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        Interruption.onSignal(runner::stop);
        try {
            runner.run(new BenchOptions(quick, filter.pattern(), file))
                    .print(spec.commandLine().getOut());
            spec.commandLine().getErr().println("Kept in " + file + ".");
            return ExitCode.CLEAN.value();
        } catch (IOException e) {
            Complaint.print(spec.commandLine(), IoReason.of(e));
            if (Files.isRegularFile(file)) {
                print(file);
            }
            return ExitCode.INFRASTRUCTURE.value();
        }
    }

    private boolean print(Path file) {
        try {
            BenchReport.read(OutsideFile.given(file)).print(spec.commandLine().getOut());
            return true;
        } catch (IOException | IllegalArgumentException e) {
            Complaint.print(spec.commandLine(), file + " is no JMH result file: " + e);
            return false;
        }
    }

    private static List<String> shortNames() {
        return BenchRunner.select("").stream().map(BenchCommand::shortName).toList();
    }

    private static String shortName(String name) {
        return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
    }

    private Path file() {
        return Results.orNew(out, "bench", ".json");
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
