// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/** The hard IRQ handler looks at the masked status instead of the raw one. */
public final class ReadsMaskedStatus extends Variant.Fix {
    public ReadsMaskedStatus() {
        super(
                "masked-status",
                "the hard IRQ handler looks at the masked status instead of the raw one",
                "another device on the line must not wake the IRQ thread a second time for one completion");
    }

    @Override
    public void apply(Design design) {
        design.maskedStatus = true;
    }
}
