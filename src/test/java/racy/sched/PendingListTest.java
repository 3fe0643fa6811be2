// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import racy.kernel.Violation;
import racy.kernel.Violations;

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

    /** The second change comes while the first one is under way, as from a context that has not taken the lock. */
    @Test
    void change_besideAnotherChange_corruptsTheList() {
        SchedJob job = f.job(f.entity(), "a");
        List<String> reports = new ArrayList<>();
        PendingList[] list = new PendingList[1];
        list[0] = new PendingList(new Violations() {
            @Override
            protected void reported(Violation violation, String detail) {
                reports.add(violation + ": " + detail);
                if (reports.size() == 1) {
                    list[0].remove(job);
                }
            }
        });
        list[0].addLast(job);
        list[0].addLast(job);
        assertEquals(
                List.of(
                        "LIST_CORRUPTED: job added to the pending list twice",
                        "LIST_CORRUPTED: two contexts change the pending list at once"),
                reports);
        list[0].remove(job);
        list[0].addFirst(job);
        assertEquals(2, reports.size());
    }
}
