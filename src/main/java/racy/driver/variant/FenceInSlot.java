// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;
import racy.driver.FenceSlot;

/** The slot holds a reference to the done fence, not the task. */
public final class FenceInSlot extends Variant.Fix {
    public FenceInSlot() {
        super(
                "fence-in-slot",
                "the slot holds a reference to the done fence, not the task",
                "a claimer must not touch the task");
    }

    @Override
    public void apply(Design design) {
        design.slot = kernel -> new FenceSlot();
    }
}
