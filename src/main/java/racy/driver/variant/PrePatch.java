// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;
import racy.driver.PrePatchDriver;

/** The mutex driver that the patch replaced. */
public final class PrePatch extends Variant.Base {
    public PrePatch() {
        super(
                "pre-patch",
                Origin.PRE_PATCH,
                "one scheduler job per inference; job_lock from claim to signal; the IRQ thread starts the next task",
                "which races are older than the patch");
    }

    @Override
    public void apply(Design design) {
        design.driver = PrePatchDriver::new;
        design.oneUnitPerInference = true;
        design.copyTasksFreesOnError = true;
        design.armsBeforeReserving = true;
    }
}
