// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A run as a table: each score, with its ratio to the floor that was measured in the same run. The targets follow. */
public final class BenchReport {
    private final BenchRun run;

    private BenchReport(BenchRun run) {
        this.run = run;
    }

    /** Reads a JMH result file in JSON. */
    public static BenchReport read(Path json) throws IOException {
        return new BenchReport(BenchRun.read(json));
    }

    static BenchReport of(BenchRun run) {
        return new BenchReport(run);
    }

    /** All targets of the suite. Each is declared by the benchmark class that measures it. */
    static List<TargetRatio> targets() {
        return Stream.of(FenceSignalBenchmark.targets(), StressSampleBenchmark.targets(), SubmitBenchmark.targets())
                .flatMap(List::stream)
                .toList();
    }

    /** What this run says about each target. */
    List<TargetRatio.Check> checks() {
        return targets().stream().map(target -> target.check(run)).toList();
    }

    /** The smallest number of forks behind any of the scores. */
    private int forks() {
        return run.results().stream()
                .mapToInt(result -> result.forkMeans().size())
                .min()
                .orElse(0);
    }

    /** Prints the table and the targets. */
    public void print(PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%-22s %-30s %-14s %9s %9s %6s %5s  %s%n",
                "class",
                "benchmark",
                "parameters",
                "score",
                "error",
                "unit",
                "forks",
                "ratio to the floor");
        for (BenchResult result : run.results()) {
            out.printf(
                    Locale.ROOT,
                    "%-22s %-30s %-14s %9.2f %9s %6s %5d  %s%n",
                    result.type().replace("Benchmark", ""),
                    result.method(),
                    parameters(result),
                    result.score(),
                    Double.isNaN(result.error()) ? "-" : String.format(Locale.ROOT, "%.2f", result.error()),
                    result.unit(),
                    result.forkMeans().size(),
                    ratio(result));
        }
        List<TargetRatio.Check> measured = checks().stream()
                .filter(check -> check.result() != TargetRatio.Result.NOT_MEASURED)
                .toList();
        if (!measured.isEmpty()) {
            out.printf("%nTargets, as ratios in this run. The range covers all pairs of forks.%n");
            measured.forEach(check -> print(check, out));
        }
        if (run.results().isEmpty()) {
            out.println("Nothing was measured.");
        } else if (forks() < BenchOptions.FORKS) {
            out.printf(
                    "%nFewer than %d forks: enough for a look, not for a comparison with another run.%n",
                    BenchOptions.FORKS);
        }
        out.flush();
    }

    private static void print(TargetRatio.Check check, PrintWriter out) {
        Estimate ratio = check.ratio();
        out.printf(
                Locale.ROOT,
                "  %-80s %6.2f (%.2f to %.2f), aim %.2f: %s%n",
                check.target().text(),
                ratio.mean(),
                ratio.low(),
                ratio.high(),
                check.target().limit(),
                check.result());
    }

    private static String parameters(BenchResult result) {
        return result.params().entrySet().stream()
                .map(param -> param.getKey() + "=" + param.getValue())
                .collect(Collectors.joining(" "));
    }

    private String ratio(BenchResult result) {
        try {
            Class<?> type = Class.forName(BenchReport.class.getPackageName() + "." + result.type());
            List<String> names = BenchRun.floorNames(type, result.ownMethod());
            if (names.isEmpty()) {
                return "";
            }
            double ratio =
                    result.estimate().over(run.floor(type, result.ownMethod())).mean();
            return String.format(Locale.ROOT, "%.2f x %s", ratio, String.join(" + ", names));
        } catch (ClassNotFoundException e) {
            return "";
        } catch (NoSuchElementException e) {
            return "floor not measured";
        }
    }
}
