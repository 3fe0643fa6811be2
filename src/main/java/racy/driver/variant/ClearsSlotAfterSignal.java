// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import java.lang.invoke.VarHandle;
import racy.driver.Design;
import racy.driver.PatchedDriver;
import racy.driver.RocketCore;
import racy.driver.RocketTask;
import racy.driver.RocketWindow;
import racy.driver.TaskSlot;

/** The IRQ thread signals the task in the slot, then clears the slot by WRITE_ONCE(NULL). */
public final class ClearsSlotAfterSignal extends Variant.Mutant {
    public ClearsSlotAfterSignal() {
        super(
                "clear-after-signal",
                "the IRQ thread signals the task in the slot, then clears the slot by WRITE_ONCE(NULL)",
                "why the slot must be empty before the signal");
    }

    @Override
    public void apply(Design design) {
        design.irqSequence = ClearsSlotAfterSignal::run;
    }

    private static void run(PatchedDriver driver, RocketCore core) {
        driver.stopHardware(core);
        TaskSlot slot = TaskSlot.of(core);
        RocketTask task = slot.readOnceInFlightTask();
        if (task == null) {
            return;
        }
        // The kernel orders the dereference by its address dependency.
        VarHandle.acquireFence();
        driver.ownedByIrq(core, task);
        driver.signal(task.doneFence(), task);
        driver.kernel().preemption.at(RocketWindow.IRQ_SIGNALLED);
        slot.writeOnceInFlightTask(null);
    }
}
