// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.scene;

import racy.npu.NpuProgram.Behaviour;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/** Tasks of one inference are still queued when the first one's timeout expires. */
public abstract class LaterTasks extends VariantSample {
    private LaterTasks(Setup setup) {
        super(setup);
        driver.pushAll();
        driver.submitWorker();
        driver.letTimeoutExpire();
    }

    /** The first of three tasks hangs. Run work is queued too, because every run leaves one behind. */
    public abstract static class Hung extends LaterTasks {
        private static final Setup THREE_TASKS =
                setup(1, new Inference(0, Behaviour.HANGS, Behaviour.COMPLETES, Behaviour.COMPLETES));

        protected Hung() {
            super(THREE_TASKS);
        }
    }

    /** The first of two tasks has completed late. The IRQ thread and the reset both handle it. */
    public abstract static class Late extends LaterTasks {
        private static final Setup TWO_TASKS = setup(1, new Inference(0, Behaviour.LATE, Behaviour.COMPLETES));

        protected Late() {
            super(TWO_TASKS);
            driver.npu();
            driver.hardIrq();
        }
    }
}
