// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import racy.kernel.Violation;

class PendingListTest {
    private final SchedFixture f = new SchedFixture();

    /** Both {@code drm_sched_stop()} and the answer NO_HANG put the job back. */
    @Test
    void noHang_afterStop_addsTheJobTwice() {
        f.backend.answer = SchedBackendOps.Stat.NO_HANG;
        f.submit(f.entity(), "a");
        f.drain();
        f.timeout();
        assertEquals(Set.of(Violation.LIST_CORRUPTED), f.violations.asSet());
        assertEquals(1, f.scheduler.pendingCount());
    }

    @Test
    void noHang_withoutStop_putsTheJobBack() {
        f.backend.answer = SchedBackendOps.Stat.NO_HANG;
        f.backend.onTimeout = job -> {};
        f.submit(f.entity(), "a");
        f.drain();
        f.timeout();
        assertTrue(f.violations.isEmpty());
        assertEquals(1, f.scheduler.pendingCount());
    }
}
