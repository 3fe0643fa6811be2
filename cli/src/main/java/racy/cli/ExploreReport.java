// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import racy.explore.Agreement;
import racy.explore.Exploration;
import racy.explore.ExploredTest;
import racy.explore.ExploredTest.Row;
import racy.review.Interleaving;
import racy.review.MemoryModel;
import racy.review.TextWrap;

/** What the explorer found, in text. */
final class ExploreReport {
    static final int WIDTH = 100;

    private static final String INDENT = "    ";
    private static final String COLUMNS = "%-28s  %8s  %9s  %8s";

    private final PrintWriter out;
    private final Predicate<Row> shown;
    private final BiFunction<String, String, Optional<String>> again;

    /**
     * @param shown the outcomes that are printed with an interleaving
     * @param again the command that plays a schedule of a test again
     */
    ExploreReport(PrintWriter out, Predicate<Row> shown, BiFunction<String, String, Optional<String>> again) {
        this.out = out;
        this.shown = shown;
        this.again = again;
    }

    /** One test. */
    void print(ExploredTest test) {
        out.println(test.name() + ": " + test.agreement().words());
        if (test.outOfModel() != null) {
            TextWrap.wrap(test.outOfModel(), "  ").forEach(out::println);
            out.println();
            return;
        }
        Exploration exploration = test.exploration();
        out.printf(
                Locale.ROOT,
                "  %s; %s, %s, %.2f s%n",
                exploration.coverage(),
                count(exploration.executions(), "execution"),
                count(exploration.states(), "state"),
                exploration.seconds());
        if (!exploration.isComplete()) {
            out.println("  So a \"Never\" means: not yet. An \"Always\" means: so far.");
        }
        test.rows().forEach(row -> print(test, row));
        test.rows().stream().filter(Row::isReached).filter(shown).forEach(row -> print(row.outcome(), row.witness()));
        out.println();
    }

    private void print(ExploredTest test, Row row) {
        out.println("  Observation " + test.shortName() + "[" + row.outcome() + "] " + row.observed());
        String graded = row.grade() + (row.description().isEmpty() ? "" : ": " + row.description());
        TextWrap.wrap((row.isBad() ? "*** " : "") + graded, INDENT).forEach(out::println);
        if (row.isReached()) {
            again.apply(test.name(), row.schedule()).ifPresent(command -> out.println(INDENT + command));
        }
    }

    /** How an outcome came about. */
    void print(String outcome, Interleaving witness) {
        out.println();
        out.println("  A way to " + outcome + ":");
        witness.tableWithSources(WIDTH - INDENT.length()).lines().forEach(line -> out.println(INDENT + line));
    }

    /** All tests in a table, then in a sentence. */
    void summary(MemoryModel model, List<ExploredTest> tests) {
        if (tests.size() > 1) {
            table(tests);
            out.println();
        }
        out.printf(
                Locale.ROOT,
                "%s under %s (%s): %d looked at in full, %d given up, %d out of model; %d reach what they should"
                        + " not%n",
                count(tests.size(), "test"),
                model,
                model.words(),
                tests.stream().filter(ExploreReport::isComplete).count(),
                tests.stream()
                        .filter(each -> each.exploration() != null && !isComplete(each))
                        .count(),
                tests.stream().filter(each -> each.exploration() == null).count(),
                tests.stream().filter(each -> each.agreement().isBad()).count());
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static boolean isComplete(ExploredTest test) {
        return test.exploration() != null && test.exploration().isComplete();
    }

    private void table(List<ExploredTest> tests) {
        Set<String> names = new HashSet<>();
        boolean areUnique = tests.stream().allMatch(each -> names.add(each.shortName()));
        int width = WIDTH - 2 - String.format(COLUMNS, "", "", "", "").length();
        line("test", width, "verdict", "outcomes", "states", "seconds");
        for (ExploredTest each : tests) {
            Exploration exploration = each.exploration();
            line(
                    areUnique ? each.shortName() : each.name(),
                    width,
                    each.agreement().words(),
                    exploration == null
                            ? "-"
                            : Integer.toString(exploration.outcomes().size()),
                    exploration == null ? "-" : Long.toString(exploration.states()),
                    exploration == null ? "-" : String.format(Locale.ROOT, "%.2f", exploration.seconds()));
        }
        if (tests.stream().anyMatch(each -> each.agreement() == Agreement.OUT_OF_MODEL)) {
            out.println();
            out.println("Out of model:");
            for (ExploredTest each : tests) {
                if (each.outOfModel() != null) {
                    out.println("  " + each.name());
                    TextWrap.wrap(each.outOfModel(), INDENT).forEach(out::println);
                }
            }
        }
    }

    private void line(String name, int width, Object... cells) {
        String first = name;
        if (name.length() > width) {
            out.println(name);
            first = "";
        }
        out.println((first + " ".repeat(width - first.length() + 2) + String.format(COLUMNS, cells)).stripTrailing());
    }
}
