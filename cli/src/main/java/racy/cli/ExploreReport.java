// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import racy.explore.Exploration;
import racy.explore.ExploredTest;
import racy.explore.ExploredTest.Row;
import racy.review.Interleaving;
import racy.review.MemoryModel;
import racy.review.Step;

/** What the explorer found, in text and as data. */
final class ExploreReport {
    private static final String INDENT = "    ";
    private static final int WIDTH = 100;

    private final PrintWriter out;
    private final Predicate<Row> shown;

    /** @param shown the outcomes that are printed with an interleaving */
    ExploreReport(PrintWriter out, Predicate<Row> shown) {
        this.out = out;
        this.shown = shown;
    }

    void print(MemoryModel model, List<ExploredTest> tests) {
        tests.forEach(this::print);
        long exhaustive = tests.stream().filter(ExploredTest::isExhaustive).count();
        long outside = tests.stream().filter(each -> each.outOfModel() != null).count();
        out.printf(
                Locale.ROOT,
                "%d tests under %s (%s): %d exhaustive, %d given up, %d out of model; %d reach what they should not%n",
                tests.size(),
                model,
                model.words(),
                exhaustive,
                tests.size() - exhaustive - outside,
                outside,
                tests.stream().filter(ExploredTest::isBad).count());
    }

    private void print(ExploredTest test) {
        out.println(test.name());
        if (test.outOfModel() != null) {
            out.println("  out of model: " + test.outOfModel());
            out.println();
            return;
        }
        Exploration exploration = test.exploration();
        out.printf(
                Locale.ROOT,
                "  %s: %d states, %d transitions, %.2f s%n",
                exploration.isExhaustive()
                        ? "exhaustive under " + exploration.model()
                        : "GAVE UP, " + exploration.gaveUp() + ", so a \"not reached\" means little",
                exploration.states(),
                exploration.transitions(),
                exploration.seconds());
        for (Row row : test.rows()) {
            out.printf("  %-11s %-24s %s%n", reached(test, row), row.outcome(), graded(row));
        }
        test.rows().stream().filter(Row::isReached).filter(shown).forEach(row -> print(row, row.witness()));
        out.println();
    }

    private static String reached(ExploredTest test, Row row) {
        return row.isReached() ? "reachable" : test.isExhaustive() ? "unreachable" : "not reached";
    }

    private static String graded(Row row) {
        return (row.isBad() ? "*** " : "")
                + row.grade()
                + (row.description().isEmpty() ? "" : ": " + row.description());
    }

    private void print(Row row, Interleaving witness) {
        out.println();
        out.println("  A way to " + row.outcome() + ":");
        witness.tableWithSources(WIDTH - INDENT.length()).lines().forEach(line -> out.println(INDENT + line));
    }

    /** One test as data. */
    static Map<String, Object> data(ExploredTest test) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("test", test.name());
        data.put("outOfModel", test.outOfModel());
        Exploration exploration = test.exploration();
        if (exploration != null) {
            data.put("model", exploration.model().name());
            data.put("exhaustive", exploration.isExhaustive());
            data.put("gaveUp", exploration.gaveUp());
            data.put("states", exploration.states());
            data.put("transitions", exploration.transitions());
            data.put("seconds", exploration.seconds());
            data.put("outcomes", test.rows().stream().map(ExploreReport::data).toList());
        }
        return data;
    }

    private static Map<String, Object> data(Row row) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("outcome", row.outcome());
        data.put("grade", row.grade().name());
        data.put("reached", row.isReached());
        data.put("finalStates", row.ends());
        if (row.witness() != null) {
            data.put(
                    "witness",
                    row.witness().steps().stream().map(ExploreReport::data).toList());
        }
        return data;
    }

    private static Map<String, Object> data(Step step) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("context", step.context());
        data.put("words", step.words());
        data.put("source", step.source());
        return data;
    }
}
