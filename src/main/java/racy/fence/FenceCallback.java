// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** {@code struct dma_fence_cb}: embedded in what waits, on at most one fence at a time. */
public abstract class FenceCallback {
    // DmaFence: guarded by the fence's lock. LockFreeFence: next is plain, published by the push.
    FenceCallback previous;
    FenceCallback next;
    boolean linked;

    /** LockFreeFence only: who wins this runs the callback, or has removed it. */
    private boolean armed;

    /** The fence was signalled. {@link DmaFence} calls this with its lock held. */
    protected abstract void signaled(Fence fence);

    final void arm() {
        ARMED.setOpaque(this, true);
    }

    final boolean disarm() {
        return ARMED.compareAndSet(this, true, false);
    }

    // VarHandle mechanics
    private static final VarHandle ARMED;

    static {
        try {
            ARMED = MethodHandles.lookup().findVarHandle(FenceCallback.class, "armed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
