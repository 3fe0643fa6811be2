// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.kernel.Awaited;
import racy.kernel.Errno;
import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.kernel.KernelFlags;
import racy.kernel.KernelObject;
import racy.kernel.Kref;
import racy.kernel.Rcu;
import racy.kernel.SpinLock;
import racy.kernel.Violation;

/**
 * {@code struct dma_fence} ({@code drivers/dma-buf/dma-fence.c}).
 *
 * <p>Legal transitions: unsignalled → SIGNALED → SIGNALED|TIMESTAMP, all under the lock. {@link #isSignaled()} is an
 * unordered load. So a context without the lock may see SIGNALED before the timestamp is there. On weak hardware it may
 * also see SIGNALED before it sees what the signaller wrote earlier. Never allowed: a callback runs twice, or a
 * callback was accepted and does not run although the fence is signalled.
 *
 * <p>The creator of a fence provides the lock. Fences of one timeline share it ({@code rocket_core.fence_lock}).
 */
public class DmaFence extends KernelObject implements Fence, Awaited {
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

    // Plain. The error is written before the signal, the timestamp under the lock.
    private int error;
    private long timestamp;

    /** Ghost: the {@link Rcu#mark} of the free. 0 before it. */
    @Ghost
    private long freedAt;
    /** References of holders that are not part of the model. */
    @Ghost
    private int heldOutside;

    // Guarded by lock.
    private FenceCallback head;
    private FenceCallback tail;

    public DmaFence(Kernel kernel) {
        this.kernel = kernel;
    }

    /**
     * {@code dma_fence_init()}: one reference, unsignalled; before the fence is shared. Also re-initialises it in
     * place.
     */
    public final void init(SpinLock fenceLock, long fenceContext, long fenceSeqno) {
        lock = fenceLock;
        context = fenceContext;
        seqno = fenceSeqno;
        error = 0;
        timestamp = 0;
        head = null;
        tail = null;
        heldOutside = 0;
        flags.init();
        refcount.init();
        reuseMemory();
    }

    @Ghost
    private void reuseMemory() {
        FREED_AT.setOpaque(this, 0L);
        reuse();
    }

    @Override
    public final int signal() {
        touch("dma_fence signalled");
        SpinLock fenceLock = lock;
        fenceLock.lockIrqsave();
        try {
            // Read under the lock, so that the times on one timeline are in the order of the signals.
            return signalTimestampLocked(kernel.clock.nanos());
        } finally {
            unlockAfterSignal(fenceLock);
        }
    }

    /**
     * {@code dma_fence_signal_timestamp()}: like {@link #signal()}, with a time that the caller has read, in
     * nanoseconds.
     */
    public final int signalTimestamp(long nanos) {
        touch("dma_fence signalled");
        SpinLock fenceLock = lock;
        fenceLock.lockIrqsave();
        try {
            return signalTimestampLocked(nanos);
        } finally {
            unlockAfterSignal(fenceLock);
        }
    }

    /**
     * A context that sees the fence signalled, without the lock, may drop the last reference while the signaller is still
     * in here.
     */
    private void unlockAfterSignal(SpinLock fenceLock) {
        kernel.preemption.at(FenceWindow.SIGNAL_BEFORE_UNLOCK);
        unlock(fenceLock);
    }

    /** It reads {@code fence->lock} once more, and the lock may be in the fence's memory. */
    private void unlock(SpinLock fenceLock) {
        touchInside(kernel, "dma_fence freed while a context holds its lock");
        fenceLock.unlockIrqrestore();
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
        // The kernel's set_bit() protects the driver's own bits. There are none here, and all writers hold the lock.
        flags.setBitExclusive(TIMESTAMP_BIT);
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
            // The callback may free itself or add itself again, so it leaves the list before it runs.
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
        boolean signaled = flags.testBit(SIGNALED_BIT);
        touch("dma_fence tested");
        return signaled;
    }

    /** Ghost: {@link #isSignaled()} for the judge. It does not touch the fence. */
    @Ghost
    public final boolean peekSignaled() {
        return flags.testBit(SIGNALED_BIT);
    }

    @Override
    public final int addCallback(FenceCallback callback) {
        touch("dma_fence given a callback");
        if (flags.testBit(SIGNALED_BIT)) {
            return -Errno.ENOENT;
        }
        SpinLock fenceLock = lock;
        fenceLock.lockIrqsave();
        try {
            if (flags.testBit(SIGNALED_BIT)) {
                return -Errno.ENOENT;
            }
            if (callback.linked) {
                kernel.warn("list_add double add: dma_fence_add_callback() of a callback that waits already");
                kernel.violations.report(Violation.LIST_CORRUPTED, "fence callback added twice");
            } else {
                link(callback);
            }
            return 0;
        } finally {
            unlock(fenceLock);
        }
    }

    @Override
    public final boolean removeCallback(FenceCallback callback) {
        touch("dma_fence robbed of a callback");
        SpinLock fenceLock = lock;
        fenceLock.lockIrqsave();
        try {
            if (!callback.linked) {
                return false;
            }
            unlink(callback);
            return true;
        } finally {
            unlock(fenceLock);
        }
    }

    private void link(FenceCallback callback) {
        callback.previous = tail;
        callback.next = null;
        callback.linked = true;
        if (tail == null) {
            head = callback;
        } else {
            tail.next = callback;
        }
        tail = callback;
    }

    private void unlink(FenceCallback callback) {
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

    /** {@code fence->error}: a plain read, for the context that will signal or for one that has seen the signal. */
    public final int error() {
        return error;
    }

    /** Takes the lock, so that the error belongs to the signal. A callback calls {@link #statusLocked()} instead. */
    @Override
    public final int status() {
        touch("dma_fence asked for its status");
        SpinLock fenceLock = lock;
        fenceLock.lockIrqsave();
        try {
            return statusLocked();
        } finally {
            unlock(fenceLock);
        }
    }

    /** {@code dma_fence_get_status_locked()}: the caller holds the lock. */
    public final int statusLocked() {
        if (!flags.testBit(SIGNALED_BIT)) {
            return 0;
        }
        int value = error;
        return value != 0 ? value : 1;
    }

    /**
     * {@code dma_fence_timestamp()}: waits until the signaller has stored the timestamp. It warns if the fence is not
     * signalled. Unordered, as in the kernel: the time is sure to be the signaller's only for a caller that holds the
     * lock or has seen the signal under it.
     */
    public final long timestamp() {
        touch("dma_fence asked for its timestamp");
        if (!flags.testBit(SIGNALED_BIT)) {
            kernel.warn("dma_fence_timestamp() of an unsignalled fence");
            return kernel.clock.nanos();
        }
        kernel.preemption.await(() -> flags.testBit(TIMESTAMP_BIT));
        return timestamp;
    }

    /**
     * {@code dma_fence_wait_timeout()}, uninterruptible: the calling context sleeps until the fence is signalled. It
     * takes the lock before it returns. So the signaller's callbacks have run by then, and the caller sees what the
     * signaller wrote.
     *
     * @param nanos the longest time to wait; {@link #FOREVER} for no limit
     * @return the time that was left, at least 1; 0 if the time ran out, even if the signal came at that moment; {@code
     *     -EINVAL} and a warning if {@code nanos} is negative
     */
    public final long waitTimeout(long nanos) {
        touch("dma_fence waited for");
        if (nanos < 0) {
            kernel.warn("dma_fence_wait_timeout() with a negative timeout");
            return -Errno.EINVAL;
        }
        SpinLock fenceLock = lock;
        fenceLock.lockIrqsave();
        try {
            if (flags.testBit(SIGNALED_BIT)) {
                return Math.max(nanos, 1);
            }
            return nanos == 0 ? 0 : sleepLocked(fenceLock, nanos);
        } finally {
            unlock(fenceLock);
        }
    }

    /** The loop of {@code dma_fence_default_wait()}. It begins and ends with the lock held, and sleeps without it. */
    private long sleepLocked(SpinLock fenceLock, long nanos) {
        Waiter waiter = new Waiter(kernel, Thread.currentThread());
        link(waiter);
        long start = nanos == FOREVER ? 0 : kernel.clock.nanos();
        long left = nanos;
        while (!flags.testBit(SIGNALED_BIT) && left > 0) {
            unlock(fenceLock);
            try {
                kernel.preemption.park(this, left);
                if (nanos != FOREVER) {
                    left = Math.max(nanos - (kernel.clock.nanos() - start), 0);
                }
            } finally {
                fenceLock.lockIrqsave();
            }
        }
        if (waiter.linked) {
            unlink(waiter);
        }
        return left;
    }

    private static final class Waiter extends FenceCallback {
        private final Kernel kernel;
        private final Thread thread;

        Waiter(Kernel kernel, Thread thread) {
            this.kernel = kernel;
            this.thread = thread;
        }

        @Override
        protected void signaled(Fence fence) {
            kernel.preemption.unpark(thread);
        }
    }

    /** {@code dma_fence_get()}; returns this. */
    public final DmaFence get() {
        touch("dma_fence referenced");
        refcount.get(kernel, "dma_fence_get() of a fence without references");
        return this;
    }

    /**
     * {@code dma_fence_get_rcu()}: takes a reference, unless the fence has none left. The caller is in a read section, or
     * it knows for another reason that the memory is still there.
     *
     * @return this, or null
     */
    public final DmaFence getRcu() {
        memory().touch("dma_fence_get_rcu() of memory that is gone");
        return refcount.get() ? this : null;
    }

    /**
     * {@code dma_fence_put()}: the last put frees the fence. If somebody still waits for the fence, the put warns and
     * first signals -EDEADLK, as {@code dma_fence_release()} does.
     */
    public final void put() {
        touch("dma_fence put");
        if (refcount.put(kernel, "dma_fence put without a reference")) {
            if (head != null) {
                kernel.warn("dma_fence released with pending signals");
                error = -Errno.EDEADLK;
                signal();
            }
            kfree();
            release();
        }
    }

    /** {@code dma_fence_free()}. A fence of another driver may have a release of its own, which does otherwise. */
    @Ghost
    protected void kfree() {
        FREED_AT.setOpaque(this, kernel.rcu.mark() + 1);
        freeByRcu(kernel, "dma_fence");
    }

    /** The fence whose free also frees this one's memory: the fence itself, unless several share their memory. */
    protected DmaFence memory() {
        return this;
    }

    /** {@code ops->release}: the last reference is gone. */
    protected void release() {}

    /** Forgets the contents of the memory: as allocated and zeroed. No context may run. */
    public final void forget() {
        context = 0;
        seqno = 0;
        error = 0;
        timestamp = 0;
        head = null;
        tail = null;
        flags.init();
        refcount.clear();
        // The new owner clears the mark too. But that write is ordered before no reader of a pointer that WRITE_ONCE
        // publishes.
        reuseMemory();
    }

    @Override
    public final int references() {
        return refcount.read();
    }

    /** From now on the audit knows the fence. Its owner calls this if all who may hold a reference to it are known. */
    @Ghost
    public final void audited() {
        allocated(kernel);
    }

    /**
     * A holder that is not part of the model, such as a process, has taken a reference that it keeps, or has dropped it.
     *
     * @param references 1 or -1
     */
    @Ghost
    public final void heldOutside(int references) {
        heldOutside += references;
    }

    /** Its own: those of outside, and those of callbacks that drop one when they run. */
    @Ghost
    @Override
    protected void nameHeld() {
        for (int i = 0; i < heldOutside; i++) {
            holds(this);
        }
        for (FenceCallback callback = head; callback != null; callback = callback.next) {
            if (callback.ownsReference()) {
                holds(this);
            }
        }
    }

    @Override
    protected final String leak() {
        return "a fence has a reference that nobody will drop";
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

    @Override
    public String words() {
        return "fence " + context + ":" + seqno;
    }

    /** A context in a read section may touch a fence that was freed since the section began. */
    @Ghost
    protected final void touch(String what) {
        if (isFreed() && !(isFreedByRcu() && isInReadSection())) {
            touch(kernel, what);
        }
    }

    /** The mark may come late, as it is ghost state. Then the free has just happened, and any section will do. */
    @Ghost
    private boolean isInReadSection() {
        long mark = (long) FREED_AT.getOpaque(this) - 1;
        return kernel.rcu.isProtected(mark < 0 ? Long.MAX_VALUE : mark);
    }

    // VarHandle mechanics
    private static final VarHandle FREED_AT = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "freedAt", VarHandle.class, DmaFence.class, long.class);
}
