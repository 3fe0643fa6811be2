// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import racy.nightly.NightProgress;
import racy.nightly.WorkerReport;

class NightTextTest {
    @Test
    void line_whileForksRun_countsThemAndTheRaces() {
        assertEquals(
                "1:00 left, JDK 17, 12 forks, 7 of 9 tests, 2 of 3 races seen, now ClaimStress.XchgXchg",
                line(new WorkerReport("any", "ClaimStress.XchgXchg", 12, 7, 9, 2, 3, 60_000, null)));
    }

    @Test
    void line_whereNoForkIsCounted_namesThePhase() {
        assertEquals(
                "1:00 left, JDK 17, explorer, now R4-order",
                line(new WorkerReport("explorer", "R4-order", 0, 7, 9, 0, 0, 60_000, null)));
    }

    private static String line(WorkerReport worker) {
        return NightText.line(new NightProgress("17", worker, Duration.ofSeconds(1), Duration.ofMinutes(1)));
    }
}
