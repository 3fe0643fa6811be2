// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.Outcome;
import racy.stress.runner.SeededRaceReport;
import racy.stress.runner.StressRun;
import racy.stress.runner.TestSummary;

/** Prints a run as text. */
final class StressReport {
    private final PrintWriter out;

    StressReport(PrintWriter out) {
        this.out = out;
    }

    void run(StressRun run) {
        List<TestSummary> summaries = run.summaries();
        summaries.forEach(this::test);
        failures(summaries);
        out.println("Kept in " + run.directory());
    }

    void teeth(StressRun run, SeededRaceReport teeth) {
        out.printf("%-44s %-12s %12s %14s %6s %10s%n", "seeded race", "variant", "hits", "samples", "forks", "first");
        for (SeededRaceReport.Race race : teeth.races()) {
            out.printf(
                    Locale.ROOT,
                    "%-44s %-12s %,12d %,14d %6d %10s%n",
                    label(race),
                    race.variant().isEmpty() ? "-" : race.variant(),
                    race.hits(),
                    race.samples(),
                    race.forks(),
                    race.secondsToFirst() == null
                            ? "not seen"
                            : String.format(Locale.ROOT, "%.1f s", race.secondsToFirst()));
        }
        out.printf("%nWitnessed %d of %d seeded races.%n", teeth.witnessed(), teeth.seeded());
        failures(run.summaries());
        out.println("Kept in " + run.directory());
    }

    private static String label(SeededRaceReport.Race race) {
        String name =
                race.test().substring(race.test().lastIndexOf('.', race.test().lastIndexOf('.') - 1) + 1);
        return race.race().isEmpty() ? name : race.race() + " " + name;
    }

    private void test(TestSummary summary) {
        String name = summary.test().shortName();
        if (summary.forks() == 0) {
            out.printf("%s: no fork ran to its end, so nothing is known%n%n", name);
            return;
        }
        out.printf(
                Locale.ROOT,
                "Observation %s %s %d %d%n",
                name,
                summary.witnessed() ? "Sometimes" : "Never",
                summary.hits(),
                summary.samples() - summary.hits());
        for (Outcome outcome : summary.outcomes()) {
            out.printf(
                    Locale.ROOT,
                    "  %14d  %-11s %s  %s%n",
                    outcome.count(),
                    grade(outcome),
                    outcome.id(),
                    outcome.description());
        }
        if (summary.witnessed()) {
            out.printf(
                    Locale.ROOT,
                    "  seen in %d of %d forks, first after %.1f s of this test%n%n",
                    summary.forksWithHits(),
                    summary.forks(),
                    summary.secondsToFirst());
        } else {
            out.printf(
                    Locale.ROOT,
                    "  not seen in %d forks: fewer than %.2g%% of forks show it (95%%); %.1e per sample%n%n",
                    summary.forks(),
                    100 * summary.forkBound(),
                    summary.sampleBound());
        }
    }

    private static String grade(Outcome outcome) {
        if (!outcome.graded()) {
            return "NOT GRADED";
        }
        return switch (outcome.expect()) {
            case ACCEPTABLE -> "acceptable";
            case ACCEPTABLE_INTERESTING -> "interesting";
            case FORBIDDEN -> "FORBIDDEN";
            case UNKNOWN -> "NOT GRADED";
        };
    }

    private void failures(List<TestSummary> summaries) {
        for (TestSummary summary : summaries) {
            for (Outcome outcome : summary.forbidden()) {
                out.printf(
                        "FORBIDDEN %s: %s seen %d times: %s%n",
                        summary.test().shortName(), outcome.id(), outcome.count(), outcome.description());
            }
            for (ForkRecord fork : summary.failures()) {
                out.printf("FAILED %s: %s (%s)%n", summary.test().shortName(), fork.status(), fork.compile());
                fork.messages().stream().limit(5).forEach(line -> out.println("    " + line));
                fork.output().stream().limit(20).forEach(line -> out.println("    | " + line));
            }
        }
    }

    /** The run as data for {@code --format json}. */
    static Map<String, Object> data(StressRun run) {
        return Map.of(
                "version", 1,
                "directory", run.directory().toString(),
                "tests", run.summaries());
    }
}
