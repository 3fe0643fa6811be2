// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A grace period waits for the sections that had begun, and for no other. */
@Timeout(60)
class RcuTest {
    private final List<String> log = new ArrayList<>();
    /** What the other contexts do when one must wait, one act each time. */
    private final List<Runnable> whileWaiting = new ArrayList<>();

    private final Kernel kernel = new Kernel(KernelClock.MONOTONIC, new Violations(), new Preemption() {
        @Override
        protected void cpuRelax(int round) {
            if (whileWaiting.isEmpty()) {
                throw new AssertionError("waits for ever");
            }
            whileWaiting.remove(0).run();
        }
    });
    private final Rcu rcu = kernel.rcu;

    @Test
    void synchronizeRcu_noReader_doesNotWait() {
        rcu.synchronizeRcu();
        rcu.readLock();
        rcu.readUnlock();
        rcu.synchronizeRcu();
    }

    @Test
    void synchronizeRcu_twoReaders_waitsForBoth() {
        rcu.readLock();
        rcu.readLock();
        whileWaiting.add(() -> {
            rcu.readUnlock();
            log.add("one left");
        });
        whileWaiting.add(() -> {
            rcu.readUnlock();
            log.add("both left");
        });
        rcu.synchronizeRcu();
        assertEquals(List.of("one left", "both left"), log);
    }

    @Test
    void synchronizeRcu_readerThatBeganLater_isNotWaitedFor() {
        rcu.readLock();
        whileWaiting.add(() -> {
            Contexts.together(rcu::readLock);
            rcu.readUnlock();
        });
        rcu.synchronizeRcu();
        assertTrue(whileWaiting.isEmpty());
    }

    @Test
    void isProtected_ownSectionThatHadBegun() {
        long before = rcu.mark();
        rcu.readLock();
        long within = rcu.mark();
        assertFalse(rcu.isProtected(before));
        assertTrue(rcu.isProtected(within));
        Contexts.together(() -> assertFalse(rcu.isProtected(within), "another context's section"));
        rcu.readUnlock();
        assertFalse(rcu.isProtected(within));
    }
}
