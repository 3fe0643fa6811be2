// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;
import racy.driver.GenerationSlot;
import racy.driver.RocketTask;
import racy.fence.DmaFence;

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
        design.slot = new GenerationSlot<RocketTask>() {
            @Override
            protected RocketTask payload(RocketTask task) {
                return task;
            }

            @Override
            public DmaFence doneFence(RocketTask claimed) {
                return claimed.doneFence();
            }

            @Override
            public RocketTask unit(RocketTask claimed) {
                return claimed;
            }
        };
    }
}
