// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.fence.DmaFence;
import racy.kernel.Kernel;

/** {@code rocket_fence}: a task's hardware fence, on its core's lock and timeline. */
public final class RocketFence extends DmaFence {
    /**
     * Which task it stands for. Only reset may follow it, with the scheduler stopped: a task that was in flight then is
     * on the pending list, hence not freed.
     */
    final RocketTask unit;

    RocketFence(Kernel kernel, RocketTask unit) {
        super(kernel);
        this.unit = unit;
    }
}
