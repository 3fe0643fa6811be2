// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import racy.kernel.Errno;
import racy.kernel.Kernel;
import racy.kernel.KernelFlags;
import racy.kernel.KernelObject;
import racy.kernel.Kref;
import racy.kernel.SpinLock;
import racy.kernel.Violation;

/**
 * {@code struct dma_fence} ({@code drivers/dma-buf/dma-fence.c}).
 *
 * <p>Legal transitions: unsignalled → SIGNALED → SIGNALED|TIMESTAMP, all under the lock. What may be seen without it:
 * SIGNALED before the timestamp is there, and, on weak hardware, before what the signaller wrote earlier:
 * {@link #isSignaled()} is an unordered load. What may not: a callback that runs twice, or one that was accepted and
 * never runs once the fence is signalled.
 *
 * <p>The lock is the creator's; fences of one timeline share it ({@code rocket_core.fence_lock}).
 */
public class DmaFence extends KernelObject implements Fence {
    private static final int SIGNALED_BIT = 0;
    private static final int TIMESTAMP_BIT = 1;

    /** Wait for as long as it takes ({@code MAX_SCHEDULE_TIMEOUT}). */
    public static final long FOREVER = Long.MAX_VALUE;

    protected final Kernel kernel;
    private final Kref refcount = new Kref();
    private final KernelFlags flags = new KernelFlags();
    private SpinLock lock;
    private long context;
    private long seqno;

    // Plain: error is written before the signal, timestamp under the lock.
    private int error;
    private long timestamp;

    // Guarded by lock.
    private FenceCallback head;
    private FenceCallback tail;

    public DmaFence(Kernel kernel) {
        this.kernel = kernel;
    }

    /** {@code dma_fence_init()}: one reference, unsignalled; before the fence is shared. Also re-initialises in place. */
    public final void init(SpinLock fenceLock, long fenceContext, long fenceSeqno) {
        lock = fenceLock;
        context = fenceContext;
        seqno = fenceSeqno;
        error = 0;
        timestamp = 0;
        head = null;
        tail = null;
        flags.init();
        refcount.init();
        reuse();
    }

    @Override
    public final int signal() {
        return signalTimestamp(kernel.clock.nanos());
    }

    /** {@code dma_fence_signal_timestamp()}: as {@link #signal()} with a clock reading of the caller's, in nanoseconds. */
    public final int signalTimestamp(long nanos) {
        touch("dma_fence signalled");
        SpinLock fenceLock = lock;
        fenceLock.lock();
        try {
            return signalTimestampLocked(nanos);
        } finally {
            fenceLock.unlock();
        }
    }

    /** {@code dma_fence_signal_locked()}: the caller holds the lock. */
    public final int signalLocked() {
        return signalTimestampLocked(kernel.clock.nanos());
    }

    /** {@code dma_fence_signal_timestamp_locked()}: the caller holds the lock. */
    public final int signalTimestampLocked(long nanos) {
        if (flags.testAndSetBit(SIGNALED_BIT)) {
            return -Errno.EINVAL;
        }
        timestamp = nanos;
        // Released so that whoever sees the bit with an acquire sees the time.
        flags.setBit(TIMESTAMP_BIT);
        FenceCallback callback = head;
        if (callback != null) {
            head = null;
            tail = null;
            runCallbacks(callback);
        }
        return 0;
    }

    private void runCallbacks(FenceCallback first) {
        FenceCallback callback = first;
        while (callback != null) {
            // The callback may free or re-add itself: it is off the list before it runs.
            FenceCallback following = callback.next;
            callback.previous = null;
            callback.next = null;
            callback.linked = false;
            callback.signaled(this);
            callback = following;
        }
    }

    @Override
    public final boolean isSignaled() {
        touch("dma_fence tested");
        return flags.testBit(SIGNALED_BIT);
    }

    @Override
    public final int addCallback(FenceCallback callback) {
        touch("dma_fence given a callback");
        if (flags.testBit(SIGNALED_BIT)) {
            return -Errno.ENOENT;
        }
        SpinLock fenceLock = lock;
        fenceLock.lock();
        try {
            if (flags.testBit(SIGNALED_BIT)) {
                return -Errno.ENOENT;
            }
            callback.previous = tail;
            callback.next = null;
            callback.linked = true;
            if (tail == null) {
                head = callback;
            } else {
                tail.next = callback;
            }
            tail = callback;
            return 0;
        } finally {
            fenceLock.unlock();
        }
    }

    @Override
    public final boolean removeCallback(FenceCallback callback) {
        touch("dma_fence robbed of a callback");
        SpinLock fenceLock = lock;
        fenceLock.lock();
        try {
            if (!callback.linked) {
                return false;
            }
            if (callback.previous == null) {
                head = callback.next;
            } else {
                callback.previous.next = callback.next;
            }
            if (callback.next == null) {
                tail = callback.previous;
            } else {
                callback.next.previous = callback.previous;
            }
            callback.previous = null;
            callback.next = null;
            callback.linked = false;
            return true;
        } finally {
            fenceLock.unlock();
        }
    }

    @Override
    public final void setError(int negative) {
        touch("dma_fence given an error");
        if (flags.testBit(SIGNALED_BIT)) {
            kernel.warn("dma_fence_set_error() on a signalled fence");
        }
        if (negative >= 0 || negative < -Errno.MAX_ERRNO) {
            kernel.warn("dma_fence_set_error() with " + negative + ", not an error");
        }
        error = negative;
    }

    /** {@code fence->error}: read plainly, meant for whoever will signal or has seen the signal. */
    public final int error() {
        return error;
    }

    @Override
    public final int status() {
        if (!isSignaled()) {
            return 0;
        }
        int value = error;
        return value != 0 ? value : 1;
    }

    /** {@code dma_fence_timestamp()}: waits for the signaller to store it; warns if the fence is not signalled. */
    public final long timestamp() {
        touch("dma_fence asked for its timestamp");
        if (!flags.testBit(SIGNALED_BIT)) {
            kernel.warn("dma_fence_timestamp() of an unsignalled fence");
            return kernel.clock.nanos();
        }
        int round = 0;
        while (!flags.testBit(TIMESTAMP_BIT)) {
            kernel.preemption.cpuRelax(round++);
        }
        return timestamp;
    }

    /**
     * {@code dma_fence_wait_timeout()}, uninterruptible: the calling context sleeps until the fence is signalled.
     *
     * @param nanos how long at most; {@link #FOREVER} for no limit
     * @return what was left of the time, at least 1, or 0 if it ran out
     */
    public final long waitTimeout(long nanos) {
        touch("dma_fence waited for");
        if (flags.testBit(SIGNALED_BIT)) {
            return Math.max(nanos, 1);
        }
        Waiter waiter = new Waiter(kernel, Thread.currentThread());
        if (addCallback(waiter) != 0) {
            return Math.max(nanos, 1);
        }
        long deadline = kernel.clock.nanos() + nanos;
        while (!waiter.woken) {
            long left = nanos == FOREVER ? FOREVER : deadline - kernel.clock.nanos();
            if (left <= 0) {
                // Removed before it ran: timed out. Otherwise the signal came at the last moment.
                return removeCallback(waiter) ? 0 : 1;
            }
            kernel.preemption.park(this, left);
        }
        return nanos == FOREVER ? FOREVER : Math.max(deadline - kernel.clock.nanos(), 1);
    }

    private static final class Waiter extends FenceCallback {
        private final Kernel kernel;
        private final Thread thread;
        /** Volatile: read without the fence lock, by the thread it belongs to. */
        private volatile boolean woken;

        Waiter(Kernel kernel, Thread thread) {
            this.kernel = kernel;
            this.thread = thread;
        }

        @Override
        protected void signaled(Fence fence) {
            woken = true;
            kernel.preemption.unpark(thread);
        }
    }

    /** {@code dma_fence_get()}; returns this. */
    public final DmaFence get() {
        touch("dma_fence referenced");
        if (!refcount.get()) {
            kernel.violations.report(Violation.USE_AFTER_FREE, "dma_fence_get() of a fence without references");
        }
        return this;
    }

    /** {@code dma_fence_put()}: the last one frees the fence. */
    public final void put() {
        touch("dma_fence put");
        if (refcount.put()) {
            if (head != null) {
                kernel.warn("dma_fence freed with callbacks pending");
            }
            free(kernel, "dma_fence");
            release();
        }
    }

    /** {@code ops->release}: the last reference is gone. */
    protected void release() {}

    /** Forgets what the memory held, with no context running: as allocated and zeroed. */
    public final void forget() {
        refcount.clear();
    }

    /** References held. */
    public final int references() {
        return refcount.read();
    }

    public final long context() {
        return context;
    }

    public final long seqno() {
        return seqno;
    }

    /** {@code fence->lock}. */
    public final SpinLock lock() {
        return lock;
    }

    protected final void touch(String what) {
        touch(kernel, what);
    }
}
