// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import racy.kernel.Kernel;
import racy.kernel.SpinLock;
import racy.kernel.Violation;

/** What happens to a fence while its signaller is inside. */
class FenceLifetimeTest {
    private final Kernel kernel = new Kernel();
    private final SpinLock lock = new SpinLock(kernel);

    /** A driver whose {@code ops->release} frees the fence without a grace period. */
    private static final class FreedAtOnce extends DmaFence {
        FreedAtOnce(Kernel kernel) {
            super(kernel);
        }

        @Override
        protected void kfree() {
            free(kernel, "fence");
        }
    }

    private static FenceCallback put() {
        return new FenceCallback() {
            @Override
            protected void signaled(Fence fence) {
                ((DmaFence) fence).put();
            }
        };
    }

    private Set<Violation> lastPutInsideSignal(DmaFence fence) {
        fence.init(lock, 1, 1);
        fence.addCallback(put());
        fence.signal();
        assertTrue(fence.isFreed());
        return kernel.violations.asSet();
    }

    @Test
    void lastPut_insideSignal_freedAtOnce_reported() {
        assertEquals(Set.of(Violation.USE_AFTER_FREE), lastPutInsideSignal(new FreedAtOnce(kernel)));
    }

    @Test
    void lastPut_insideSignal_freedByRcu_clean() {
        assertEquals(Set.of(), lastPutInsideSignal(new DmaFence(kernel)));
    }

    @Test
    void use_afterTheGracePeriod_reported() {
        DmaFence fence = new DmaFence(kernel);
        lastPutInsideSignal(fence);
        fence.signal();
        assertEquals(Set.of(Violation.USE_AFTER_FREE), kernel.violations.asSet());
    }

    @Test
    void callback_addedTwice_corruptsTheList() {
        DmaFence fence = new DmaFence(kernel);
        fence.init(lock, 1, 1);
        FenceCallback callback = put();
        fence.addCallback(callback);
        assertTrue(kernel.violations.isEmpty());
        fence.addCallback(callback);
        assertEquals(Set.of(Violation.LIST_CORRUPTED), kernel.violations.asSet());
        assertEquals(1, kernel.warnings());
    }
}
