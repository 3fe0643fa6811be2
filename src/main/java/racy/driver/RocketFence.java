// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.fence.DmaFence;
import racy.kernel.Kernel;

/** {@code rocket_fence}: the hardware fence of a task. It uses its core's lock and timeline. */
public final class RocketFence extends DmaFence {
    /**
     * The task that the fence stands for. Only reset may follow this pointer, with the scheduler stopped. A task that
     * was in flight then is on the pending list, so it is not freed.
     */
    final RocketTask unit;

    RocketFence(Kernel kernel, RocketTask unit) {
        super(kernel);
        this.unit = unit;
    }

    @Override
    protected void kfree() {
        if (unit.freesFenceAtOnce()) {
            free(kernel, "rocket_fence");
        } else {
            super.kfree();
        }
    }
}
