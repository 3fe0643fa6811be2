// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;
import racy.driver.RocketCore;
import racy.driver.RocketTask;
import racy.driver.TaskSlot;
import racy.kernel.Preemption;

/** The IRQ thread claims by cmpxchg only the task that its hard handler saw. */
public final class CmpxchgPointer extends Variant.Fix {
    public CmpxchgPointer() {
        super(
                "cmpxchg-pointer",
                "the IRQ thread claims by cmpxchg only the task that its hard handler saw",
                "a late IRQ thread must not take the next task");
    }

    @Override
    public void apply(Design design) {
        design.slot = new TaskSlot() {
            @Override
            public void hardIrq(RocketCore core) {
                core.writeOnceIrqExpectedTask(core.readOnceInFlightTask());
            }

            @Override
            public RocketTask claimInIrq(RocketCore core, Preemption preemption) {
                RocketTask expected = core.readOnceIrqExpectedTask();
                return expected != null && core.cmpxchgInFlightTask(expected, null) == expected ? expected : null;
            }
        };
    }
}
