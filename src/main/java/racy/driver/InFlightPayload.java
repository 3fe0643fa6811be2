// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.fence.DmaFence;
import racy.kernel.Ghost;

/**
 * What a slot holds for the task in flight. A claimer owns it after the claim.
 *
 * @param <C> its type
 */
public interface InFlightPayload<C> {
    /** As posted: the task itself, without a reference. */
    InFlightPayload<RocketTask> TASK = new InFlightPayload<>() {
        @Override
        public RocketTask of(RocketTask task) {
            return task;
        }

        @Override
        public DmaFence doneFence(RocketTask claimed) {
            return claimed.doneFence();
        }

        @Override
        public RocketTask unit(RocketTask claimed) {
            return claimed;
        }
    };

    /** The task's done fence, with a reference. A claimer owns the fence that it signals and never reads the task. */
    InFlightPayload<RocketFence> FENCE = new InFlightPayload<>() {
        @Override
        public RocketFence of(RocketTask task) {
            RocketFence fence = task.doneFence();
            fence.get();
            return fence;
        }

        @Override
        public DmaFence doneFence(RocketFence claimed) {
            return claimed;
        }

        @Override
        public RocketTask unit(RocketFence claimed) {
            return claimed.unit;
        }

        @Override
        public void drop(RocketFence claimed) {
            claimed.put();
        }

        @Ghost
        @Override
        public DmaFence held(RocketFence payload) {
            return payload;
        }
    };

    /** What is published for {@code task}. Called in {@code run_job}, after it stored the task's done fence. */
    C of(RocketTask task);

    /** The fence to signal. */
    DmaFence doneFence(C claimed);

    /** Ghost: the task that was claimed. */
    RocketTask unit(C claimed);

    /** The claimer no longer needs what it owns. */
    default void drop(C claimed) {}

    /** Ghost: the fence that the slot owns a reference to while it holds {@code payload}. Null if there is none. */
    @Ghost
    default DmaFence held(C payload) {
        return null;
    }
}
