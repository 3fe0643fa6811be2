// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.fence.DmaFence;
import racy.fence.Fence;
import racy.fence.FenceCallback;
import racy.kernel.Kernel;
import racy.kernel.SpinLock;

/**
 * A queue that other drivers keep: how many tasks are on the hardware. A callback on a task's done fence takes the task
 * off. {@code dma_fence_signal()} calls it with the fence's lock held, so the queue needs a lock of its own. Rocket has
 * no such queue.
 */
public final class DriverQueue {
    private final SpinLock lock;
    private int length;

    private DriverQueue(SpinLock lock) {
        this.lock = lock;
    }

    /** Its lock is also the fences' lock. */
    public static DriverQueue withFenceLock(Kernel kernel, SpinLock fenceLock) {
        return new DriverQueue(fenceLock);
    }

    /** It has a lock of its own. */
    public static DriverQueue withOwnLock(Kernel kernel, SpinLock fenceLock) {
        return new DriverQueue(new SpinLock(kernel, "queue_lock"));
    }

    /** The task of {@code done} is on the hardware until that fence is signalled. */
    void add(DmaFence done, Leaves leaves) {
        lock.lockIrqsave();
        length++;
        lock.unlockIrqrestore();
        leaves.init();
        leaves.queue = this;
        done.addCallback(leaves);
    }

    /** A task's callback. */
    static final class Leaves extends FenceCallback {
        private DriverQueue queue;

        @Override
        protected void signaled(Fence done) {
            queue.lock.lockIrqsave();
            queue.length--;
            queue.lock.unlockIrqrestore();
        }
    }

    /** Re-initialises this in place. No context may run. */
    void init() {
        lock.init();
        length = 0;
    }
}
