// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KrefTest {
    private final Kref kref = new Kref();

    KrefTest() {
        kref.init();
    }

    @Test
    void put_ofSeveral_onlyLastIsLast() {
        assertTrue(kref.get());
        assertEquals(2, kref.read());
        assertFalse(kref.put());
        assertTrue(kref.put());
        assertEquals(0, kref.read());
    }

    @Test
    void get_atZero_refusedAndStaysZero() {
        kref.put();
        assertFalse(kref.get());
        assertEquals(0, kref.read());
    }

    @Test
    void get_afterUnderflow_refused() {
        kref.put();
        assertFalse(kref.put());
        assertFalse(kref.get());
    }

    @Test
    void put_tooMany_reported() {
        Kernel kernel = new Kernel();
        assertTrue(kref.put(kernel, "test"));
        assertTrue(kernel.violations.isEmpty());
        assertFalse(kref.put(kernel, "test"));
        assertEquals(Set.of(Violation.USE_AFTER_FREE), kernel.violations.asSet());
    }

    @Test
    void put_concurrent_exactlyOneIsLast() {
        int rounds = 20_000;
        Kref[] krefs = new Kref[rounds];
        for (int i = 0; i < rounds; i++) {
            krefs[i] = new Kref();
            krefs[i].init();
            krefs[i].get();
        }
        AtomicInteger last = new AtomicInteger();
        Contexts.Body putter = () -> {
            for (Kref shared : krefs) {
                assertTrue(shared.get());
                shared.put();
                if (shared.put()) {
                    last.incrementAndGet();
                }
            }
        };
        Contexts.together(putter, putter);
        assertEquals(rounds, last.get());
    }
}
