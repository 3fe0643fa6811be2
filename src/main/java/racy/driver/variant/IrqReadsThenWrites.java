// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import java.lang.invoke.VarHandle;
import racy.driver.Design;
import racy.driver.RocketCore;
import racy.driver.RocketTask;
import racy.driver.RocketWindow;
import racy.driver.TaskSlot;
import racy.kernel.Preemption;

/** The IRQ thread claims by READ_ONCE, then WRITE_ONCE(NULL). */
public final class IrqReadsThenWrites extends Variant.Mutant {
    public IrqReadsThenWrites() {
        super(
                "irq-read-write",
                "the IRQ thread claims by READ_ONCE, then WRITE_ONCE(NULL)",
                "why the claim is an xchg");
    }

    @Override
    public void apply(Design design) {
        design.slot = new TaskSlot() {
            @Override
            public RocketTask claimInIrq(RocketCore core, Preemption preemption) {
                RocketTask task = core.readOnceInFlightTask();
                // The kernel orders the dereference by its address dependency.
                VarHandle.acquireFence();
                preemption.at(RocketWindow.IRQ_CLAIM_READ);
                if (task != null) {
                    core.writeOnceInFlightTask(null);
                }
                return task;
            }
        };
    }
}
