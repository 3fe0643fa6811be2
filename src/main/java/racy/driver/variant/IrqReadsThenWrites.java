// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;
import racy.driver.RocketTask;
import racy.driver.RocketWindow;
import racy.driver.TaskSlot;

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
        design.slot = kernel -> new TaskSlot(kernel) {
            @Override
            public RocketTask claimInIrq() {
                return readThenWriteInFlightTask(RocketWindow.IRQ_CLAIM_READ);
            }
        };
    }
}
