// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import racy.bench.BenchRunner;
import racy.history.bundle.BundleException;
import racy.history.bundle.Plan;
import racy.nightly.PlanFreezer;
import racy.nightly.Timings;
import racy.stress.runner.Catalogue;
import racy.stress.runner.StressTest;

/** Cuts a night into shards. */
@Command(
        name = "plan",
        description = {
            "Freezes what a night runs, and cuts it into shards for as many machines.",
            "A test and the seeded race that shows its teeth stay together. The benchmarks are all on shard "
                    + PlanFreezer.BENCHMARK_SHARD
                    + ": pin that one to one class of machine; the others may go anywhere of"
                    + " the plan's architecture.",
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy plan --shards 8 --out plan.json            by a stable hash, unmeasured",
            "  racy plan --shards 8 --timings results/night-1  longest first, as measured",
            "  racy nightly --shard 3/8 --plan plan.json       runs one of them",
            "  racy merge shards/* --out night                 makes one night of them",
        })
final class PlanCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--shards", paramLabel = "N", required = true, description = "Into how many shards.")
    private int shards;

    @Option(
            names = "--timings",
            paramLabel = "RUN",
            description = "What tests and benchmarks cost: a bundle, a stress run's directory, or JMH's JSON.")
    private Path run;

    @Option(
            names = {"-t", "--test"},
            paramLabel = "REGEX",
            description = "Only tests whose name holds a match.")
    private Pattern pattern;

    @Option(names = "--no-bench", description = "No benchmarks.")
    private boolean noBench;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the night, on every shard. Default: from the clock; it is in the plan.")
    private Long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where the plan goes. Default: results/plan-<time>.json, below the current directory.")
    private Path out;

    @Override
    public Integer call() throws BundleException {
        if (shards < 1 || shards > Plan.MOST_SHARDS) {
            throw usage("--shards: " + shards + " is not between 1 and " + Plan.MOST_SHARDS);
        }
        Catalogue catalogue = Catalogue.load();
        List<StressTest> tests = pattern == null ? catalogue.tests() : catalogue.matching(pattern);
        if (tests.isEmpty()) {
            throw usage("--test: no test matches '" + pattern + "'; racy stress --list names them");
        }
        Timings timings = run == null ? Timings.NONE : Timings.read(run);
        Plan plan = PlanFreezer.freeze(
                System.getProperty("os.arch"),
                tests,
                noBench ? List.of() : BenchRunner.select(""),
                timings,
                shards,
                seed == null ? System.currentTimeMillis() : seed);
        Path file = Results.orNew(out, "plan", ".json");
        plan.write(file);
        print(plan, spec.commandLine().getOut());
        spec.commandLine().getErr().println("Kept in " + file + ".");
        return ExitCode.CLEAN.value();
    }

    private static void print(Plan plan, PrintWriter writer) {
        writer.printf(
                Locale.ROOT,
                "Plan %s for %s, seed %d%n%n%5s %6s %11s %9s%n",
                plan.id(),
                plan.architecture(),
                plan.seed(),
                "shard",
                "tests",
                "benchmarks",
                "seconds");
        for (int shard = 1; shard <= plan.shards(); shard++) {
            writer.printf(
                    Locale.ROOT,
                    "%5d %6d %11d %9.1f%n",
                    shard,
                    plan.tests(shard).size(),
                    plan.benchmarks(shard).size(),
                    plan.loads().get(shard - 1));
        }
        writer.println();
        long measured = plan.items().stream().filter(Plan.Item::measured).count();
        long unmeasured = plan.items().size() - measured;
        if (measured == 0) {
            writer.println("Nothing was measured: a stable hash of the names cut it; --timings RUN balances it.");
        } else {
            writer.printf(
                    Locale.ROOT,
                    "Balance: the slowest shard takes %.2f times the mean.%n",
                    plan.balance().orElseThrow());
            if (unmeasured > 0) {
                writer.printf(
                        "%d of %d were not measured: they count as the mean of their kind, if any of it was.%n",
                        unmeasured, plan.items().size());
            }
        }
        writer.flush();
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
