// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import racy.history.compare.BenchChange;
import racy.text.Plain;

/** Benchmarks measured twice, as a table. */
final class BenchTable {
    private BenchTable() {}

    /** @param all also those of which nothing can be said but that they are the same, or not even that */
    static void print(List<BenchChange> changes, boolean all, PrintWriter out) {
        List<BenchChange> shown =
                changes.stream().filter(change -> all || isShown(change)).toList();
        if (!shown.isEmpty()) {
            out.printf(
                    "%-52s %-5s %10s %10s %-6s %6s %-15s %7s %5s  %s%n",
                    "benchmark", "JDK", "before", "after", "unit", "ratio", "95%", "p", "forks", "decision");
        }
        for (BenchChange change : shown) {
            out.printf(
                    Locale.ROOT,
                    "%-52s %-5s %10.2f %10.2f %-6s %6s %-15s %7s %5s  %s%n",
                    Plain.line(change.after().key().toString()),
                    change.jdk().isEmpty() ? "?" : Plain.line(change.jdk()),
                    change.before().score(),
                    change.after().score(),
                    Plain.line(change.after().unit()),
                    number(change.ratio()),
                    number(change.low()) + " to " + number(change.high()),
                    change.p()
                            .map(p -> p < 0.0001 ? "<0.0001" : String.format(Locale.ROOT, "%.4f", p))
                            .orElse("-"),
                    change.before().forkMeans().size() + ","
                            + change.after().forkMeans().size(),
                    change.decision());
        }
        int hidden = changes.size() - shown.size();
        if (hidden > 0) {
            long same = count(changes, BenchChange.Decision.SAME);
            out.printf(
                    "%d not shown: %d the same, %d without enough evidence; --all shows them.%n",
                    hidden, same, hidden - same);
        }
    }

    private static boolean isShown(BenchChange change) {
        return switch (change.decision()) {
            case SLOWER, SLOWER_UNCONFIRMED, FASTER -> true;
            case SAME, NOT_ENOUGH_EVIDENCE -> false;
        };
    }

    static long count(List<BenchChange> changes, BenchChange.Decision decision) {
        return changes.stream().filter(change -> change.decision() == decision).count();
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "-";
    }
}
