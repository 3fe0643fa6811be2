// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.fence.DmaFence;
import racy.kernel.Preemption;

/** As posted: WRITE_ONCE publishes the task, xchg claims it. Variants override one of the three. */
public class TaskSlot implements InFlightSlot<RocketTask> {
    @Override
    public void publish(RocketCore core, RocketTask task) {
        core.writeOnceInFlightTask(task);
    }

    @Override
    public RocketTask claimInIrq(RocketCore core, Preemption preemption) {
        return core.xchgInFlightTask(null);
    }

    @Override
    public RocketTask claimInReset(RocketCore core, Preemption preemption) {
        return core.xchgInFlightTask(null);
    }

    @Override
    public DmaFence doneFence(RocketTask claimed) {
        return claimed.doneFence();
    }

    @Override
    public RocketTask unit(RocketTask claimed) {
        return claimed;
    }
}
