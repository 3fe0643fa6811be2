// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.kernel.Errno;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;

/**
 * The fence contract without the lock, after {@code FutureTask} and {@code CompletableFuture}.
 *
 * <p>{@code state} is one word: null (unsignalled, nobody waits), a stack of callbacks (unsignalled), or
 * {@link #SIGNALED}. Legal transitions: null → stack → … → SIGNALED, or null → SIGNALED; SIGNALED is final. One exchange
 * both publishes the payload and takes all callbacks, so an adder either is on the stack that the signaller takes or
 * finds SIGNALED.
 *
 * <p>With a clock the timestamp is payload, and two signallers must not both write it: the claim, a CAS of its own, comes
 * first. Without one the exchange alone decides, and a signal costs one read-modify-write.
 *
 * <p>What differs from {@link DmaFence}: callbacks run without a lock, so a callback that {@link #removeCallback} could
 * not remove may still be running; {@code drm_sched_stop()} and its kind would have to wait for it by other means. A
 * removed callback stays linked until the fence is signalled and must not be added again before.
 */
public final class LockFreeFence implements Fence {
    private static final Object SIGNALED = new Object();

    private final Kernel kernel;
    /** Null: no timestamp is kept. */
    private final KernelClock clock;

    private Object state;
    private boolean claimed;

    // Plain, protected by state: written before the exchange, read after SIGNALED was seen.
    private int error;
    private long timestamp;

    /** @param clock where timestamps come from, or null for a fence without them */
    public LockFreeFence(Kernel kernel, KernelClock clock) {
        this.kernel = kernel;
        this.clock = clock;
    }

    /** Re-initialises in place, before the fence is shared. */
    public void init() {
        error = 0;
        timestamp = 0;
        CLAIMED.set(this, false);
        STATE.set(this, null);
    }

    @Override
    public int signal() {
        if (clock != null) {
            if (!CLAIMED.compareAndSet(this, false, true)) {
                return -Errno.EINVAL;
            }
            timestamp = clock.nanos();
        }
        Object old = STATE.getAndSet(this, SIGNALED);
        if (old == SIGNALED) {
            return -Errno.EINVAL;
        }
        if (old != null) {
            runCallbacks((FenceCallback) old);
        }
        return 0;
    }

    private void runCallbacks(FenceCallback newest) {
        // In the order they came, as the kernel's list.
        FenceCallback oldest = null;
        for (FenceCallback callback = newest; callback != null; ) {
            FenceCallback following = callback.next;
            callback.next = oldest;
            oldest = callback;
            callback = following;
        }
        for (FenceCallback callback = oldest; callback != null; ) {
            FenceCallback following = callback.next;
            callback.next = null;
            if (callback.disarm()) {
                callback.signaled(this);
            }
            callback = following;
        }
    }

    @Override
    public boolean isSignaled() {
        // Acquire so that whoever sees it sees error and timestamp.
        return STATE.getAcquire(this) == SIGNALED;
    }

    @Override
    public int addCallback(FenceCallback callback) {
        callback.arm();
        Object old = STATE.getAcquire(this);
        while (old != SIGNALED) {
            callback.next = (FenceCallback) old;
            Object witness = STATE.compareAndExchange(this, old, callback);
            if (witness == old) {
                return 0;
            }
            old = witness;
        }
        callback.next = null;
        callback.disarm();
        return -Errno.ENOENT;
    }

    @Override
    public boolean removeCallback(FenceCallback callback) {
        return callback.disarm();
    }

    @Override
    public void setError(int negative) {
        if (isSignaled()) {
            kernel.warn("set_error() on a signalled fence");
        }
        error = negative;
    }

    @Override
    public int status() {
        if (!isSignaled()) {
            return 0;
        }
        return error != 0 ? error : 1;
    }

    /** When the fence was signalled, in the clock's nanoseconds; 0 without a clock or while unsignalled. */
    public long timestamp() {
        return isSignaled() ? timestamp : 0;
    }

    // VarHandle mechanics
    private static final VarHandle STATE;
    private static final VarHandle CLAIMED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(LockFreeFence.class, "state", Object.class);
            CLAIMED = lookup.findVarHandle(LockFreeFence.class, "claimed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
