// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;
import racy.stress.runner.ForkRecord;
import racy.stress.runner.ForkSettings;
import racy.stress.runner.ForkSpec;
import racy.stress.runner.StressProgress;

class ProgressLineTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void terminal_oneLineThatChanges() {
        ProgressLine line = new ProgressLine(out, true);
        line.accept(at(10));
        line.accept(at(11));
        line.finish();
        assertTrue(text().contains("1:50 left, 4 forks, 2 of 3 tests, now ClaimStress.XchgXchg"), text());
        assertEquals(-1, text().indexOf('\n'));
    }

    @Test
    void noTerminal_oneLineAMinute() {
        ProgressLine line = new ProgressLine(out, false);
        for (int second = 0; second < 120; second++) {
            line.accept(at(second));
        }
        assertEquals(1, text().lines().count());
        line.accept(at(120));
        assertEquals(2, text().lines().count());
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static StressProgress at(int seconds) {
        ForkSettings settings = ForkSettings.standard(SpinLoopStyle.THREAD_YIELD);
        ForkSpec spec = new ForkSpec("racy.stress.ClaimStress.XchgXchg", 0, 0, List.of(), settings);
        ForkRecord fork = new ForkRecord(spec, "", Status.NORMAL, 1, 1, List.of(), 0, 1, List.of(), List.of());
        return new StressProgress(fork, 4, 2, 3, 3, 1, 0, Duration.ofSeconds(seconds), Duration.ofMinutes(2));
    }
}
