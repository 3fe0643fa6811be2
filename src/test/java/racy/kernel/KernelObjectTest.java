// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class KernelObjectTest {
    private final Kernel kernel = new Kernel();
    private final Memory memory = new Memory();

    private static final class Memory extends KernelObject {}

    @Test
    void touch_beforeFree_clean() {
        memory.touch(kernel, "read");
        assertFalse(memory.isFreed());
        assertTrue(kernel.violations.isEmpty());
    }

    @Test
    void touch_afterFree_reported() {
        memory.free(kernel, "memory");
        assertTrue(kernel.violations.isEmpty());
        memory.touch(kernel, "read");
        assertEquals(Set.of(Violation.USE_AFTER_FREE), kernel.violations.asSet());
    }

    @Test
    void touchInside_afterFree_reported_unlessRcuKeepsTheMemory() {
        memory.freeByRcu(kernel, "memory");
        memory.touchInside(kernel, "unlock");
        assertTrue(kernel.violations.isEmpty());
        memory.touch(kernel, "read");
        assertFalse(kernel.violations.isEmpty());
        kernel.violations.clear();
        memory.reuse();
        memory.free(kernel, "memory");
        memory.touchInside(kernel, "unlock");
        assertEquals(Set.of(Violation.USE_AFTER_FREE), kernel.violations.asSet());
    }

    @Test
    void free_twice_reported() {
        memory.free(kernel, "memory");
        memory.free(kernel, "memory");
        assertEquals(Set.of(Violation.DOUBLE_FREE), kernel.violations.asSet());
    }

    @Test
    void reuse_afterFree_cleanAgain() {
        memory.free(kernel, "memory");
        memory.reuse();
        memory.touch(kernel, "read");
        memory.free(kernel, "memory");
        assertTrue(kernel.violations.isEmpty());
    }
}
