// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import java.lang.invoke.VarHandle;
import racy.driver.Design;
import racy.driver.PatchedDriver;
import racy.driver.RocketCore;
import racy.driver.RocketTask;
import racy.driver.RocketWindow;
import racy.driver.TaskSlot;

/** The IRQ thread signals what READ_ONCE shows, then claims. */
public final class SignalsBeforeClaim extends Variant.Mutant {
    public SignalsBeforeClaim() {
        super(
                "signal-before-claim",
                "the IRQ thread signals what READ_ONCE shows, then claims",
                "why the claim comes before the signal");
    }

    @Override
    public void apply(Design design) {
        design.irqSequence = SignalsBeforeClaim::run;
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
        driver.signal(task.doneFence(), task);
        driver.kernel().preemption.at(RocketWindow.IRQ_SIGNALLED);
        RocketTask claimed = slot.xchgInFlightTask(null);
        if (claimed != null) {
            driver.ownedByIrq(core, claimed);
        }
    }
}
