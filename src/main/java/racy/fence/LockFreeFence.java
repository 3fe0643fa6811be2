// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.kernel.Errno;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;

/**
 * The fence contract without the lock, after {@code FutureTask} and {@code CompletableFuture}.
 *
 * <p>{@code state} is one word: null (unsignalled, nobody waits), a stack of nodes (unsignalled), or {@link #SIGNALED}.
 * Legal transitions: null → stack → … → SIGNALED, or null → SIGNALED. SIGNALED is final. One exchange both publishes
 * the payload and takes all callbacks. So an adder either is on the stack that the signaller takes, or it finds
 * SIGNALED.
 *
 * <p>With a clock, the timestamp is part of the payload, and two signallers must not both write it. So the claim comes
 * first, a CAS of its own. Without a clock the exchange alone decides, and a signal costs one read-modify-write.
 *
 * <p>Differences from {@link DmaFence}:
 * <ul>
 * <li>Callbacks run without a lock. So a callback that {@link #removeCallback} could not remove may still be running,
 *     and {@code drm_sched_stop()} and similar code would need another way to wait for it.
 * <li>With a clock, the second of two signals may return while the first is between its claim and its exchange. The
 *     fence may not look signalled yet.
 * <li>An added callback costs a node. A removed one leaves its node on the stack until the fence is signalled.
 * </ul>
 *
 * <p>Rejected: a stack that links the callbacks themselves. A removed callback would still be on the stack. Adding it
 * again, to this fence or another one, would join two stacks.
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
            runCallbacks((Node) old);
        }
        return 0;
    }

    private void runCallbacks(Node newest) {
        // In the order in which they were added, like the kernel's list.
        Node oldest = null;
        for (Node node = newest; node != null; ) {
            Node following = node.next;
            node.next = oldest;
            oldest = node;
            node = following;
        }
        for (Node node = oldest; node != null; node = node.next) {
            if (node.take()) {
                node.callback.signaled(this);
            }
        }
    }

    @Override
    public boolean isSignaled() {
        // Acquire, so that a caller that sees the signal also sees error and timestamp.
        return STATE.getAcquire(this) == SIGNALED;
    }

    @Override
    public int addCallback(FenceCallback callback) {
        Object old = STATE.getAcquire(this);
        if (old == SIGNALED) {
            return -Errno.ENOENT;
        }
        Node node = new Node(callback);
        // Stored before the push, because after it the callback may run and be added elsewhere.
        callback.node = node;
        while (old != SIGNALED) {
            node.next = (Node) old;
            Object witness = STATE.compareAndExchange(this, old, node);
            if (witness == old) {
                node.arm();
                return 0;
            }
            old = witness;
        }
        return -Errno.ENOENT;
    }

    @Override
    public boolean removeCallback(FenceCallback callback) {
        Node node = callback.node;
        return node != null && node.remove();
    }

    @Override
    public void setError(int negative) {
        if (isSignaled()) {
            kernel.warn("set_error() on a signalled fence");
        }
        if (negative >= 0 || negative < -Errno.MAX_ERRNO) {
            kernel.warn("set_error() with " + negative + ", not an error");
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

    /** When the fence was signalled, in nanoseconds of the clock. 0 without a clock or while it is unsignalled. */
    public long timestamp() {
        return isSignaled() ? timestamp : 0;
    }

    /**
     * One callback on the stack. Legal transitions of its {@code phase}: NEW → ARMED → TAKEN, or NEW → TAKEN. The adder
     * arms the node after the push, so a callback that was refused cannot also be removed. The signaller takes the node
     * in either phase. A remover takes it only when it is armed.
     */
    static final class Node {
        private static final int NEW = 0;
        private static final int ARMED = 1;
        private static final int TAKEN = 2;

        private final FenceCallback callback;

        /** Plain, published by the push. Only the signaller reverses it. */
        private Node next;

        private int phase;

        Node(FenceCallback callback) {
            this.callback = callback;
        }

        void arm() {
            PHASE.compareAndSet(this, NEW, ARMED);
        }

        boolean take() {
            return (int) PHASE.getAndSet(this, TAKEN) != TAKEN;
        }

        boolean remove() {
            return PHASE.compareAndSet(this, ARMED, TAKEN);
        }
    }

    // VarHandle mechanics
    private static final VarHandle STATE = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "state", VarHandle.class, LockFreeFence.class, Object.class);
    private static final VarHandle CLAIMED = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "claimed", VarHandle.class, LockFreeFence.class, boolean.class);
    private static final VarHandle PHASE =
            ConstantBootstraps.fieldVarHandle(MethodHandles.lookup(), "phase", VarHandle.class, Node.class, int.class);
}
