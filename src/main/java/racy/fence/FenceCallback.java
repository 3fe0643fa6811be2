// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

/** {@code struct dma_fence_cb}: embedded in what waits, on at most one fence at a time. */
public abstract class FenceCallback {
    // DmaFence: guarded by the fence's lock.
    FenceCallback previous;
    FenceCallback next;
    boolean linked;

    /** LockFreeFence: where this was last added, or tried to be. Volatile: another context may remove it. */
    volatile LockFreeFence.Node node;

    /** On no fence: for reuse in place, with no context running. */
    public final void init() {
        previous = null;
        next = null;
        linked = false;
    }

    /** The fence was signalled. {@link DmaFence} calls this with its lock held. */
    protected abstract void signaled(Fence fence);
}
