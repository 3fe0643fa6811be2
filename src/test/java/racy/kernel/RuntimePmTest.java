// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RuntimePmTest {
    private final Kernel kernel = new Kernel();
    private final RuntimePm pm = new RuntimePm(kernel);

    @Test
    void resumeAndGet_suspended_powers() {
        assertFalse(pm.isPowered());
        assertTrue(pm.isIdle());
        assertEquals(0, pm.resumeAndGet());
        assertTrue(pm.isPowered());
        assertEquals(1, pm.usage());
        assertFalse(pm.isIdle());
    }

    @Test
    void putAutosuspend_last_suspendsWhenTheTimerExpires() {
        pm.resumeAndGet();
        pm.putAutosuspend();
        assertTrue(pm.isPowered(), "the delay has not passed");
        assertTrue(pm.isIdle());
        pm.autosuspend();
        assertFalse(pm.isPowered());
    }

    @Test
    void putAutosuspend_notLast_staysPowered() {
        pm.resumeAndGet();
        pm.resumeAndGet();
        pm.putAutosuspend();
        pm.autosuspend();
        assertTrue(pm.isPowered());
        assertEquals(1, pm.usage());
    }

    @Test
    void autosuspend_usedAgain_staysPowered() {
        pm.resumeAndGet();
        pm.putAutosuspend();
        pm.resumeAndGet();
        pm.autosuspend();
        assertTrue(pm.isPowered());
    }

    @Test
    void putNoidle_last_leavesItPoweredForGood() {
        pm.resumeAndGet();
        pm.putNoidle();
        assertEquals(0, pm.usage());
        pm.autosuspend();
        assertTrue(pm.isPowered());
        assertFalse(pm.isIdle(), "nobody will suspend it");
    }

    @Test
    void resumeAndGet_fails_holdsNothing() {
        pm.failNextResume(-Errno.EIO);
        assertEquals(-Errno.EIO, pm.resumeAndGet());
        assertEquals(0, pm.usage());
        assertFalse(pm.isPowered());
        assertEquals(0, pm.resumeAndGet(), "one resume failed, not all");
        assertTrue(kernel.violations.isEmpty());
    }

    @Test
    void getSync_fails_holdsTheCount() {
        pm.failNextResume(-Errno.EIO);
        assertEquals(-Errno.EIO, pm.getSync());
        assertEquals(1, pm.usage());
        assertFalse(pm.isPowered());
    }

    @Test
    void put_withoutGet_reportedAndUndone() {
        pm.putAutosuspend();
        assertEquals(Set.of(Violation.PM_UNDERFLOW), kernel.violations.asSet());
        assertEquals(0, pm.usage());
        kernel.violations.clear();
        pm.putNoidle();
        assertEquals(Set.of(Violation.PM_UNDERFLOW), kernel.violations.asSet());
        assertEquals(0, pm.usage());
        pm.resumeAndGet();
        assertEquals(1, pm.usage(), "in use after the underflow");
    }

    @Test
    void put_balanced_noReport() {
        pm.resumeAndGet();
        pm.getSync();
        pm.putNoidle();
        pm.putAutosuspend();
        assertTrue(kernel.violations.isEmpty());
    }

    @Test
    void suspend_againstAGet_neverWhileInUse() {
        int rounds = 20_000;
        Contexts.Rendezvous rendezvous = new Contexts.Rendezvous(2);
        Contexts.together(
                () -> {
                    for (int i = 0; i < rounds; i++) {
                        pm.resumeAndGet();
                        pm.putAutosuspend();
                        rendezvous.meet(2 * i);
                        pm.resumeAndGet();
                        rendezvous.meet(2 * i + 1);
                        assertTrue(pm.isPowered(), "suspended while in use");
                        pm.putAutosuspend();
                    }
                },
                () -> {
                    for (int i = 0; i < rounds; i++) {
                        rendezvous.meet(2 * i);
                        pm.autosuspend();
                        rendezvous.meet(2 * i + 1);
                    }
                });
        assertEquals(0, pm.usage());
        assertTrue(pm.isIdle());
        assertTrue(kernel.violations.isEmpty());
    }

    @Test
    void put_concurrent_staysBalanced() {
        Contexts.Body user = () -> {
            for (int i = 0; i < 20_000; i++) {
                pm.resumeAndGet();
                if (i % 2 == 0) {
                    pm.putAutosuspend();
                } else {
                    pm.putNoidle();
                }
            }
        };
        Contexts.together(user, user);
        assertEquals(0, pm.usage());
        assertTrue(kernel.violations.isEmpty());
    }

    @Test
    void init_inUse_asNew() {
        pm.resumeAndGet();
        pm.failNextResume(-Errno.EIO);
        pm.init();
        assertTrue(pm.isIdle());
        assertFalse(pm.isPowered());
        assertEquals(0, pm.resumeAndGet());
    }
}
