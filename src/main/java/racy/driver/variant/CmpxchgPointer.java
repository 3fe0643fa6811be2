// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.CmpxchgTaskSlot;
import racy.driver.Design;

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
        design.slot = CmpxchgTaskSlot::new;
    }
}
