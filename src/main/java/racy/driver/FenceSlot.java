// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.fence.DmaFence;
import racy.kernel.Preemption;

/** The slot holds a reference to the done fence: a claimer owns what it signals and never looks at the task. */
public final class FenceSlot implements InFlightSlot<RocketFence> {
    /** The task's done fence with a reference for the slot; in run_job, which stored it. */
    public static RocketFence reference(RocketTask task) {
        RocketFence fence = task.doneFence();
        fence.get();
        return fence;
    }

    /** Ghost: whose fence it is. */
    public static RocketTask taskOf(RocketFence fence) {
        return fence.unit;
    }

    @Override
    public void publish(RocketCore core, RocketTask task) {
        // Released so that the claimer sees the fence initialised.
        core.storeReleaseInFlightFence(reference(task));
    }

    @Override
    public RocketFence claimInIrq(RocketCore core, Preemption preemption) {
        return core.xchgInFlightFence(null);
    }

    @Override
    public RocketFence claimInReset(RocketCore core, Preemption preemption) {
        return core.xchgInFlightFence(null);
    }

    @Override
    public DmaFence doneFence(RocketFence claimed) {
        return claimed;
    }

    @Override
    public RocketTask unit(RocketFence claimed) {
        return taskOf(claimed);
    }

    @Override
    public void drop(RocketFence claimed) {
        claimed.put();
    }
}
