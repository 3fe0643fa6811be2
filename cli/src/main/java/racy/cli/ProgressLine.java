// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Consumer;
import racy.stress.runner.StressProgress;

/** Shows progress: one line that changes on a terminal, a line a minute elsewhere. */
final class ProgressLine implements Consumer<StressProgress> {
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
    public void accept(StressProgress progress) {
        if (terminal) {
            String line = line(progress);
            out.print(CLEAR_LINE + line.substring(0, Math.min(line.length(), COLUMNS)));
            out.flush();
        } else if (progress.elapsed().compareTo(next) >= 0) {
            out.println(line(progress));
            next = progress.elapsed().plus(INTERVAL);
        }
    }

    /** Removes the line that changes. */
    void finish() {
        if (terminal) {
            out.print(CLEAR_LINE);
            out.flush();
        }
    }

    static String line(StressProgress progress) {
        String test = progress.last().spec().test();
        return String.format(
                "%s left, %d forks, %d of %d tests, now %s",
                clock(progress.remaining()),
                progress.forks(),
                progress.covered(),
                progress.tests(),
                test.substring(test.lastIndexOf('.', test.lastIndexOf('.') - 1) + 1));
    }

    private static String clock(Duration time) {
        return String.format("%d:%02d", time.toMinutes(), time.toSecondsPart());
    }
}
