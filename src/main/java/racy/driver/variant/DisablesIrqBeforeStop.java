// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;
import racy.driver.IrqDisabled;

/** Reset disables the interrupt line and waits for its handlers before it stops the scheduler. */
public final class DisablesIrqBeforeStop extends Variant.Fix {
    public DisablesIrqBeforeStop() {
        super(
                "disable-irq-before-stop",
                "reset disables the interrupt line and waits for its handlers before it stops the scheduler",
                "no IRQ thread runs while the scheduler is stopped");
    }

    @Override
    public void apply(Design design) {
        design.quiesce = new IrqDisabled();
    }
}
