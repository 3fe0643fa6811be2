// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.scene;

import racy.driver.RocketWindow;
import racy.npu.NpuProgram.Behaviour;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/** A task with its done fence is about to be published. */
public abstract class Publishing extends VariantSample {
    private static final Setup ONE_TASK = setup(1, new Inference(0, Behaviour.COMPLETES));

    private Publishing() {
        super(ONE_TASK);
    }

    /**
     * The model's core, task and fence, without scheduler and hardware. The slot is empty and the power count is held.
     */
    public abstract static class InCore extends Publishing {
        protected InCore() {
            driver.core.pm.resumeAndGet();
        }

        protected final void storeThenPublish() {
            driver.storeDoneFence(0);
            driver.publish(0);
        }
    }

    /** The task waits to be started, and there is no reset. */
    public abstract static class OwnInterrupt extends Publishing {
        protected OwnInterrupt() {
            driver.push(0);
        }
    }

    /** The late IRQ thread takes the next task. run_job is delayed after it has published that task. */
    public abstract static class HeldUp extends WokenThread {
        private static final Setup HELD_UP =
                nextBehindTwoTasks(RocketWindow.RUN_PUBLISHED, RocketWindow.IRQ_BEFORE_SIGNAL);

        protected HeldUp() {
            super(HELD_UP);
        }
    }
}
