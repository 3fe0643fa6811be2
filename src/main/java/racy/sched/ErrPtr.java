// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import racy.fence.DmaFence;
import racy.kernel.Errno;

/** {@code ERR_PTR()} of {@code include/linux/err.h}: an error where {@code run_job} would return a fence. */
public final class ErrPtr extends DmaFence {
    private final int negative;

    private ErrPtr(int negative) {
        // It belongs to no machine, because nobody dereferences an error.
        super(null);
        this.negative = negative;
    }

    /** @param negative an error of {@link Errno}, negated */
    public static DmaFence of(int negative) {
        return new ErrPtr(negative);
    }

    /** {@code IS_ERR()}. */
    public static boolean isErr(DmaFence fence) {
        return fence instanceof ErrPtr;
    }

    /** {@code IS_ERR_OR_NULL()}. */
    public static boolean isErrOrNull(DmaFence fence) {
        return fence == null || isErr(fence);
    }

    /** {@code PTR_ERR_OR_ZERO()}: the negative error, or 0 for a fence and for NULL. */
    public static int error(DmaFence fence) {
        return fence instanceof ErrPtr err ? err.negative : 0;
    }
}
