// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Set;
import org.junit.jupiter.api.Test;

class LiveObjectsTest {
    private final Kernel kernel = new Kernel();

    /** Holds one reference to another object, or none. */
    private final class Memory extends KernelObject {
        private final Memory held;
        private int references = 1;

        Memory(Memory held) {
            this.held = held;
            allocated(kernel);
        }

        @Override
        protected void nameHeld() {
            holds(held);
        }

        @Override
        public int references() {
            return references;
        }
    }

    private Set<Violation> audit(Memory... roots) {
        kernel.violations.clear();
        kernel.objects.countHeld();
        for (Memory root : roots) {
            KernelObject.holds(root);
        }
        kernel.objects.reportLeaks(kernel.violations);
        return kernel.violations.asSet();
    }

    @Test
    void audit_everyReferenceHasAHolder_clean() {
        Memory inner = new Memory(null);
        Memory outer = new Memory(inner);
        assertEquals(Set.of(), audit(outer));
    }

    @Test
    void audit_referenceWithoutHolder_leak() {
        Memory inner = new Memory(null);
        assertEquals(Set.of(Violation.LEAK), audit());
        inner.references = 2;
        assertEquals(Set.of(Violation.LEAK), audit(inner));
    }

    @Test
    void audit_holderIsFreed_leak() {
        Memory inner = new Memory(null);
        Memory outer = new Memory(inner);
        outer.free(kernel, "outer");
        assertEquals(Set.of(Violation.LEAK), audit());
        inner.free(kernel, "inner");
        assertEquals(Set.of(), audit());
    }

    @Test
    void init_forgetsAll_andAnObjectMayComeBack() {
        Memory first = new Memory(null);
        Memory second = new Memory(null);
        kernel.init();
        assertEquals(Set.of(), audit());
        first.allocated(kernel);
        first.allocated(kernel);
        assertSame(first, kernel.objects.newest());
        assertEquals(null, kernel.objects.before(first));
        assertEquals(Set.of(Violation.LEAK), audit(second));
    }
}
