// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

/** {@code struct dma_fence_cb}: part of the object that waits. It is on at most one fence at a time. */
public abstract class FenceCallback {
    // DmaFence: guarded by the fence's lock.
    FenceCallback previous;
    FenceCallback next;
    boolean linked;

    /** LockFreeFence: the node of the last attempt to add it. Volatile, because another context may remove it. */
    volatile LockFreeFence.Node node;

    /** Resets it, so that it is on no fence. No context may run. */
    public final void init() {
        previous = null;
        next = null;
        linked = false;
    }

    /** Whether it owns a reference to the fence that it is on, and drops it when it runs. */
    protected boolean ownsReference() {
        return false;
    }

    /** Whether it is on a fence. The caller holds the fence's lock, or no context runs. */
    public final boolean isLinked() {
        return linked;
    }

    /** The fence was signalled. {@link DmaFence} calls this with its lock held. */
    protected abstract void signaled(Fence fence);
}
