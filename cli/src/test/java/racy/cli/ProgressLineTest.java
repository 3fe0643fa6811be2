// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import racy.review.Progress;

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

    private static Progress at(int seconds) {
        return new Progress(
                "stress",
                "ClaimStress.XchgXchg",
                2,
                3,
                "4 forks",
                Duration.ofSeconds(seconds),
                Duration.ofSeconds(120 - seconds));
    }
}
