// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import racy.explore.jcstress.JcstressTest;
import racy.explore.jcstress.JcstressTests;
import racy.explore.vm.OutOfModelException;
import racy.review.Interleaving;
import racy.review.OutcomeTable;
import racy.review.OutcomeTable.Case;
import racy.review.OutcomeTable.Grade;

/**
 * A test, what came of exploring it, and how the test grades that.
 *
 * @param name as JCStress lists it
 * @param exploration null if the test could not be explored
 * @param outOfModel why it could not be explored; null if it was
 * @param rows the reachable outcomes, then the graded ones that were not reached
 */
public record ExploredTest(String name, Exploration exploration, String outOfModel, List<Row> rows) {
    static final String NOT_GRADED = "The test does not grade it.";

    /**
     * One outcome, or one pattern of outcomes that was not reached.
     *
     * @param hits final states that show it; 0 if it was not reached
     * @param misses final states that do not
     * @param witness a way to it; null if it was not reached
     * @param schedule that way, as {@link Explorer#replay} takes it; null if it was not reached
     */
    public record Row(
            String outcome,
            Grade grade,
            String description,
            long hits,
            long misses,
            Interleaving witness,
            String schedule) {
        public boolean isReached() {
            return hits > 0;
        }

        /** Whether it was reached although the test forbids it or does not grade it. */
        public boolean isBad() {
            return isReached() && (grade == Grade.FORBIDDEN || grade == Grade.UNKNOWN);
        }

        /** As litmus tools say it: {@code Sometimes 1 2}. */
        public String observed() {
            return (hits == 0 ? "Never" : misses == 0 ? "Always" : "Sometimes") + " " + hits + " " + misses;
        }
    }

    public ExploredTest {
        rows = List.copyOf(rows);
    }

    /** Reads and explores a test. If that is not possible, the answer says why. */
    public static ExploredTest of(
            Explorer explorer, JcstressTests tests, String name, String binaryName, BooleanSupplier stopped) {
        try {
            JcstressTest test = tests.read(name, binaryName);
            Exploration exploration = explorer.explore(test, stopped);
            return new ExploredTest(name, exploration, null, rows(test.grading(), exploration));
        } catch (OutOfModelException e) {
            return new ExploredTest(name, null, e.getMessage(), List.of());
        } catch (OutOfMemoryError e) {
            return new ExploredTest(name, null, "the explorer needs more memory than its JVM has (-Xmx)", List.of());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // The explorer itself is at a loss. That says nothing about the test, and the next one may do.
            return new ExploredTest(name, null, "the explorer failed: " + e, List.of());
        }
    }

    private static List<Row> rows(OutcomeTable table, Exploration exploration) {
        List<Row> rows = new ArrayList<>();
        List<Case> reached = new ArrayList<>();
        long all = exploration.executions();
        for (Map.Entry<String, Long> each : exploration.outcomes().entrySet()) {
            String outcome = each.getKey();
            Optional<Case> graded = grade(table, outcome);
            graded.ifPresent(reached::add);
            rows.add(new Row(
                    outcome,
                    graded.map(Case::grade).orElse(Grade.UNKNOWN),
                    graded.map(Case::description).orElse(NOT_GRADED),
                    each.getValue(),
                    all - each.getValue(),
                    exploration.witnesses().get(outcome),
                    exploration.schedules().get(outcome)));
        }
        for (Case each : table.cases()) {
            if (!reached.contains(each)) {
                rows.add(new Row(each.pattern(), each.grade(), each.description(), 0, all, null, null));
            }
        }
        return rows;
    }

    /** How the table grades an outcome. An exception is never graded, and ends a test of JCStress as an error. */
    static Optional<Case> grade(OutcomeTable table, String outcome) {
        return outcome.startsWith(Explorer.EXCEPTION) ? Optional.empty() : table.grade(outcome);
    }

    /** The name without the package. */
    public String shortName() {
        int begin = 0;
        while (begin < name.length() && Character.isLowerCase(name.charAt(begin)) && name.indexOf('.', begin) > 0) {
            begin = name.indexOf('.', begin) + 1;
        }
        return name.substring(begin);
    }

    /** Whether what the test can do agrees with how it grades that. */
    public Agreement agreement() {
        if (rows.stream().anyMatch(row -> row.isBad() && row.grade() == Grade.FORBIDDEN)) {
            return Agreement.FORBIDDEN_REACHABLE;
        }
        if (rows.stream().anyMatch(Row::isBad)) {
            return Agreement.UNGRADED_REACHABLE;
        }
        if (exploration == null) {
            return Agreement.OUT_OF_MODEL;
        }
        if (!exploration.isComplete()) {
            return Agreement.GAVE_UP;
        }
        boolean lacks = rows.stream().anyMatch(row -> !row.isReached() && row.grade() == Grade.ACCEPTABLE);
        return lacks && exploration.isExhaustive() ? Agreement.ACCEPTABLE_UNREACHABLE : Agreement.AS_GRADED;
    }

    /** Whether every execution was looked at, so that what was not reached is unreachable. */
    public boolean isExhaustive() {
        return exploration != null && exploration.isExhaustive();
    }
}
