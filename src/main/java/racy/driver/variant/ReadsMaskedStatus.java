// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/** The hard IRQ handler looks at the masked status instead of the raw one. */
public final class ReadsMaskedStatus extends Variant.Mutant {
    public ReadsMaskedStatus() {
        super(
                "masked-status",
                "the hard IRQ handler looks at the masked status instead of the raw one",
                "what the raw status costs on a shared line");
    }

    @Override
    public void apply(Design design) {
        design.maskedStatus = true;
    }
}
