// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/** The hard IRQ handler leaves the registers alone unless the core is in use, as the IOMMU's handler does. */
public final class ChecksPowerInIrq extends Variant.Fix {
    public ChecksPowerInIrq() {
        super(
                "irq-checks-power",
                "the hard IRQ handler leaves the registers alone unless the core is in use",
                "on a shared line the handler runs for interrupts of an idle core too");
    }

    @Override
    public void apply(Design design) {
        design.irqChecksPower = true;
    }
}
