// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;
import racy.driver.RocketTask;
import racy.driver.RocketWindow;
import racy.driver.TaskSlot;

/** Reset claims by READ_ONCE, then WRITE_ONCE(NULL). */
public final class ResetReadsThenWrites extends Variant.Mutant {
    public ResetReadsThenWrites() {
        super(
                "reset-read-write",
                "reset claims by READ_ONCE, then WRITE_ONCE(NULL)",
                "why the claim is an xchg on both sides");
    }

    @Override
    public void apply(Design design) {
        design.slot = kernel -> new TaskSlot(kernel) {
            @Override
            public RocketTask claimInReset() {
                return readThenWriteInFlightTask(RocketWindow.RESET_CLAIM_READ);
            }
        };
    }
}
