// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.RocketTask;
import racy.driver.RocketWindow;
import racy.driver.TaskSlot;
import racy.kernel.Kernel;

/**
 * Both claims are READ_ONCE, then WRITE_ONCE(NULL), as a patch for another driver proposed. It removed the mutex that
 * spans each claim up to the signal, because the slot is cleared before the signal.
 */
final class BothReadThenWrite {
    static final Variant WITHOUT_LOCK = Variant.mutant(
            "read-write-claims",
            "both sides claim by READ_ONCE, then WRITE_ONCE(NULL), and no lock spans the claim and the signal",
            "whether a mutex from the claim to the signal is redundant",
            design -> design.slot = Slot::new);

    static final Variant WITH_LOCK = Variant.fix(
            "read-write-locked",
            "like read-write-claims, with a mutex from the claim to the signal on both sides",
            "what such a mutex closes, and what it leaves open",
            design -> {
                design.slot = Slot::new;
                design.locksClaims = true;
            });

    private BothReadThenWrite() {}

    private static final class Slot extends TaskSlot {
        Slot(Kernel kernel) {
            super(kernel);
        }

        @Override
        public RocketTask claimInIrq() {
            return readThenWriteInFlightTask(RocketWindow.IRQ_CLAIM_READ);
        }

        @Override
        public RocketTask claimInReset() {
            return readThenWriteInFlightTask(RocketWindow.RESET_CLAIM_READ);
        }
    }
}
