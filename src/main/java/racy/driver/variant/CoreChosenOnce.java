// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/** All tasks are armed for the core that the first one got. */
public final class CoreChosenOnce extends Variant.Fix {
    public CoreChosenOnce() {
        super(
                "core-chosen-once",
                "all tasks are armed for the core that the first one got",
                "arming does not pin the inference by itself");
    }

    @Override
    public void apply(Design design) {
        design.coreChosenOnce = true;
    }
}
