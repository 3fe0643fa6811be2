// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** {@code struct dma_fence_cb}: embedded in what waits, on at most one fence at a time. */
public abstract class FenceCallback {
    // DmaFence: guarded by the fence's lock.
    FenceCallback previous;
    FenceCallback next;
    boolean linked;

    /** LockFreeFence: where this was last added. */
    private LockFreeFence.Node node;

    /** The fence was signalled. {@link DmaFence} calls this with its lock held. */
    protected abstract void signaled(Fence fence);

    final LockFreeFence.Node node() {
        return (LockFreeFence.Node) NODE.getAcquire(this);
    }

    /** Not if it was added elsewhere meanwhile. */
    final void moved(LockFreeFence.Node from, LockFreeFence.Node to) {
        NODE.compareAndSet(this, from, to);
    }

    // VarHandle mechanics
    private static final VarHandle NODE;

    static {
        try {
            NODE = MethodHandles.lookup().findVarHandle(FenceCallback.class, "node", LockFreeFence.Node.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
