// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.Preemption;
import racy.kernel.Violations;

/** What only the lock-free fence does. */
class LockFreeFenceTest {
    private final KernelClock.Manual clock = new KernelClock.Manual();
    private final Kernel kernel = new Kernel(clock, new Violations(), new Preemption());
    private final List<String> log = new ArrayList<>();

    @Test
    void timestamp_withClock_isTheSignals() {
        LockFreeFence fence = new LockFreeFence(kernel, clock);
        assertEquals(0, fence.timestamp());
        clock.advance(41);
        fence.signal();
        clock.advance(10);
        fence.signal();
        assertEquals(42, fence.timestamp());
    }

    @Test
    void timestamp_withoutClock_none() {
        LockFreeFence fence = new LockFreeFence(kernel, null);
        fence.signal();
        assertEquals(0, fence.timestamp());
    }

    @Test
    void callback_running_mayUseTheFence() {
        LockFreeFence fence = new LockFreeFence(kernel, null);
        Recorder other = new Recorder("other", log);
        fence.addCallback(new FenceCallback() {
            @Override
            protected void signaled(Fence itself) {
                log.add("removed: " + itself.removeCallback(other));
            }
        });
        fence.addCallback(other);
        fence.signal();
        assertEquals(List.of("removed: true"), log);
    }

    @Test
    void init_signalled_asNew() {
        LockFreeFence fence = new LockFreeFence(kernel, clock);
        fence.setError(-1);
        fence.signal();
        fence.init();
        assertFalse(fence.isSignaled());
        assertEquals(0, fence.addCallback(new Recorder("a", log)));
        assertEquals(0, fence.signal());
        assertEquals(1, fence.status());
        assertEquals(List.of("a"), log);
    }
}
