// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;
import racy.driver.HangRecheck;

/** With the interrupt line disabled reset looks again whether the task hangs, and answers NO_HANG if not. */
public final class RechecksNotHung extends Variant.Fix {
    public RechecksNotHung() {
        super(
                "not-hung-recheck",
                "with the interrupt line disabled reset looks again whether the task hangs, and answers NO_HANG if not",
                "a completed or just started task must not be reset");
    }

    @Override
    public void apply(Design design) {
        design.quiesce = new HangRecheck();
    }
}
