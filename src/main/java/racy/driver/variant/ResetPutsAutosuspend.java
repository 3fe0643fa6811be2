// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/** Reset drops the PM count with autosuspend instead of noidle. */
public final class ResetPutsAutosuspend extends Variant.Fix {
    public ResetPutsAutosuspend() {
        super(
                "reset-put-autosuspend",
                "reset drops the PM count with autosuspend instead of noidle",
                "the NPU must power down after a reset");
    }

    @Override
    public void apply(Design design) {
        design.resetPutsAutosuspend = true;
    }
}
