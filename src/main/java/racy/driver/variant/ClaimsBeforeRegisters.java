// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/** The IRQ thread claims before it stops the hardware and clears the interrupt. */
public final class ClaimsBeforeRegisters extends Variant.Mutant {
    public ClaimsBeforeRegisters() {
        super(
                "claim-before-registers",
                "the IRQ thread claims before it stops the hardware and clears the interrupt",
                "what the order of claim and register writes is worth");
    }

    @Override
    public void apply(Design design) {
        design.irqSequence = (driver, core) -> driver.claimThenComplete(core, () -> driver.stopHardware(core));
    }
}
