// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Consumer;
import racy.review.Progress;
import racy.text.Plain;

/** Shows progress: one line that changes on a terminal, a line a minute elsewhere. */
final class ProgressLine implements Consumer<Progress> {
    private static final String CLEAR_LINE = "\r\033[K";
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int COLUMNS = 78;

    private final PrintStream out;
    private final boolean terminal;
    private Duration next = INTERVAL;

    ProgressLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** On the standard error, which the launcher says is a terminal or not. */
    static ProgressLine standard() {
        return new ProgressLine(System.err, "1".equals(System.getenv("RACY_TERMINAL")));
    }

    @Override
    public void accept(Progress progress) {
        show(line(progress), progress.elapsed());
    }

    /** Shows what there is to say after so much time. */
    void show(String its, Duration elapsed) {
        String line = Plain.line(its);
        if (terminal) {
            out.print(CLEAR_LINE + line.substring(0, Math.min(line.length(), COLUMNS)));
            out.flush();
        } else if (elapsed.compareTo(next) >= 0) {
            out.println(line);
            next = elapsed.plus(INTERVAL);
        }
    }

    /** Removes the line that changes. */
    void finish() {
        if (terminal) {
            out.print(CLEAR_LINE);
            out.flush();
        }
    }

    static String line(Progress progress) {
        return String.format(
                "%s left, %s%d of %d tests, now %s",
                clock(progress.remaining()),
                progress.detail().isEmpty() ? "" : progress.detail() + ", ",
                progress.done(),
                progress.of(),
                progress.now());
    }

    /** Minutes and seconds, with hours where there are any. */
    static String clock(Duration time) {
        return time.toHours() == 0
                ? String.format("%d:%02d", time.toMinutes(), time.toSecondsPart())
                : String.format("%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}
