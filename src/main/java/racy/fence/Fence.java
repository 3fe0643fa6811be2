// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

/** The contract of a {@code dma_fence}, with or without a lock. It is signalled once, and then runs every callback. */
public interface Fence {
    /**
     * {@code dma_fence_signal()}: marks the fence as done and runs the callbacks. A second call does nothing.
     *
     * @return 0, or {@code -EINVAL} if it was signalled already
     */
    int signal();

    /** {@code dma_fence_is_signaled()}: no lock is taken. */
    boolean isSignaled();

    /**
     * {@code dma_fence_add_callback()}.
     *
     * @return 0, or {@code -ENOENT} if the fence is signalled already, in which case the callback will not run
     */
    int addCallback(FenceCallback callback);

    /**
     * {@code dma_fence_remove_callback()}.
     *
     * @return whether the callback was removed before it ran; if not, it has run or is running
     */
    boolean removeCallback(FenceCallback callback);

    /** {@code dma_fence_set_error()}: a negative errno, before the fence is signalled. Afterwards it warns. */
    void setError(int error);

    /** {@code dma_fence_get_status()}: 0 while unsignalled, then 1, or the error. */
    int status();
}
