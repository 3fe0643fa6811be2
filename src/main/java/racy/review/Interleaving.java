// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who did what, in order. Every engine that knows an interleaving gives it in this form.
 *
 * @param steps the rows
 */
public record Interleaving(List<Step> steps) implements Witness {
    /** The longest line of {@link #table()}, in columns. */
    public static final int WIDTH = 72;

    /** What a schedule with a {@link Step.Kind#STALLS stall} needs, as a sentence. */
    public static final String STALL = "This schedule needs a stall with interrupts off: PREEMPT_RT or a stolen virtual"
            + " CPU. Without one, the other contexts must be faster than the stalled one.";

    private static final String BAR = " | ";
    private static final String GAP = "  ";
    private static final int NARROWEST = 50;
    private static final int MOST_COLUMNS = 8;

    public Interleaving {
        steps = List.copyOf(steps);
    }

    /** Whether some row is {@code wanted}. */
    public boolean any(Predicate<Step> wanted) {
        return steps.stream().anyMatch(wanted);
    }

    /**
     * Whether a context stands somewhere with interrupts off while others go on. Such a delay can be long only under
     * PREEMPT_RT, or if the hypervisor takes the virtual CPU away. Otherwise the others must be as fast as that context.
     */
    public boolean needsStall() {
        return any(step -> step.kind() == Step.Kind.STALLS);
    }

    /** The rows up to the first {@code wanted} one, including it. All rows if none is. */
    public Interleaving upTo(Predicate<Step> wanted) {
        for (int i = 0; i < steps.size(); i++) {
            if (wanted.test(steps.get(i))) {
                return new Interleaving(steps.subList(0, i + 1));
            }
        }
        return this;
    }

    /**
     * The columns: the contexts that pass windows or access memory, in the order in which they appear. Empty if they do
     * not fit side by side; then each row names its context.
     */
    public List<String> contexts() {
        Set<String> seen = new LinkedHashSet<>();
        for (Step step : steps) {
            if (step.kind() == Step.Kind.WINDOW || step.kind() == Step.Kind.ACCESS) {
                seen.add(step.context());
            }
        }
        return seen.size() <= MOST_COLUMNS ? List.copyOf(seen) : List.of();
    }

    /** The steps as they stand below {@link #contexts()}. */
    public List<Row> rows() {
        List<String> columns = contexts();
        return steps.stream()
                .map(step -> new Row(step, step.takesWholeRow() ? Row.WHOLE : columns.indexOf(step.context())))
                .toList();
    }

    /**
     * A step and its place.
     *
     * @param column the column of the step's context; {@link #WHOLE} if the step takes the whole row
     */
    public record Row(Step step, int column) {
        static final int WHOLE = -1;

        /** Whether the step takes the whole row: it is an action, or its context has no column. */
        public boolean isWhole() {
            return column == WHOLE;
        }

        /** The step in words. They name the context if it has no column. */
        public String words() {
            return isWhole() ? step.context() + ": " + step.words() : step.words();
        }
    }

    /** Columns are contexts, in the order in which they appear. Each step has a row; an action takes the whole row. */
    public String table() {
        return table(WIDTH, false);
    }

    /**
     * The table with the line of code right of each step, as far as it is known.
     *
     * @param longest the longest line, in columns
     */
    public String tableWithSources(int longest) {
        int source = steps.stream()
                .filter(step -> step.source() != null)
                .mapToInt(step -> step.source().length())
                .max()
                .orElse(0);
        return table(Math.max(NARROWEST, Math.min(WIDTH, longest - GAP.length() - source)), true);
    }

    private String table(int whole, boolean withSources) {
        List<String> columns = contexts();
        StringBuilder table = new StringBuilder();
        int width = columns.isEmpty() ? whole : (whole - BAR.length() * (columns.size() - 1)) / columns.size();
        if (!columns.isEmpty()) {
            row(table, columns, width);
            row(table, columns.stream().map(name -> "-".repeat(name.length())).toList(), width);
        }
        for (Row row : rows()) {
            int begin = table.length();
            if (row.isWhole()) {
                wrap("-- " + row.step().context() + ": " + text(row.step()), whole)
                        .forEach(line -> table.append(line).append('\n'));
            } else {
                for (String line : wrap(text(row.step()), width)) {
                    List<String> cells = new ArrayList<>();
                    for (int i = 0; i < columns.size(); i++) {
                        cells.add(i == row.column() ? line : "");
                    }
                    row(table, cells, width);
                }
            }
            if (withSources && row.step().source() != null) {
                int end = table.indexOf("\n", begin);
                table.insert(
                        end,
                        " ".repeat(Math.max(0, whole - (end - begin)))
                                + GAP
                                + row.step().source());
            }
        }
        return table.toString();
    }

    @Override
    public List<String> lines() {
        return table().lines().toList();
    }

    private static String text(Step step) {
        return step.isBad() ? "*** " + step.words() : step.words();
    }

    private static void row(StringBuilder table, List<String> cells, int width) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            String cut = cell.length() > width ? cell.substring(0, width) : cell;
            line.append(i == 0 ? "" : BAR).append(cut).append(" ".repeat(width - cut.length()));
        }
        table.append(line.toString().stripTrailing()).append('\n');
    }

    /** Breaks the text at spaces. A word that is too long is cut. */
    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int end = space > 0 ? space : width;
            lines.add(rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    @Override
    public String toString() {
        return table();
    }
}
