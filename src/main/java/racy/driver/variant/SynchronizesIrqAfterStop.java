// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;
import racy.driver.Quiesce;
import racy.driver.RocketCore;

/** Reset stops the scheduler, then masks the core's interrupt and waits for its IRQ thread. */
public final class SynchronizesIrqAfterStop extends Variant.Fix {
    public SynchronizesIrqAfterStop() {
        super(
                "synchronize-irq-after-stop",
                "reset stops the scheduler, then masks the core's interrupt and waits for its IRQ thread",
                "no IRQ thread of the dead task may outlive the reset");
    }

    @Override
    public void apply(Design design) {
        design.quiesce = new Quiesce() {
            @Override
            public void afterStop(RocketCore core) {
                // Powered, even if the task has completed in the meantime.
                if (core.pm.resumeAndGet() == 0) {
                    core.npu.writeInterruptMask(0);
                    core.pm.putAutosuspend();
                }
                core.irq.synchronize();
            }
        };
    }
}
