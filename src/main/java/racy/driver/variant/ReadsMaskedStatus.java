// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/** The hard IRQ handler looks at the masked status instead of the raw one: what it has masked is being handled. */
public final class ReadsMaskedStatus extends Variant.Fix {
    public ReadsMaskedStatus() {
        super(
                "masked-status",
                "the hard IRQ handler looks at the masked status instead of the raw one",
                "on a shared line the raw status wakes the IRQ thread again for a completion that it handles already");
    }

    @Override
    public void apply(Design design) {
        design.maskedStatus = true;
    }
}
