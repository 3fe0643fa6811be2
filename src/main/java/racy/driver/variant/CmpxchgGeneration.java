// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;
import racy.driver.GenerationSlot;
import racy.driver.InFlightPayload;

/** As cmpxchg-pointer, with a generation number that never comes back. */
public final class CmpxchgGeneration extends Variant.Fix {
    public CmpxchgGeneration() {
        super(
                "cmpxchg-generation",
                "as cmpxchg-pointer, with a generation number that never comes back",
                "a late IRQ thread must not take the next task, recycled memory or not");
    }

    @Override
    public void apply(Design design) {
        design.slot = kernel -> new GenerationSlot<>(InFlightPayload.TASK);
    }
}
