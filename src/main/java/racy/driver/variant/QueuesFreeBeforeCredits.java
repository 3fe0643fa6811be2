// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/** A done task's free work is queued before its credits are released. */
public final class QueuesFreeBeforeCredits extends Variant.Mutant {
    public QueuesFreeBeforeCredits() {
        super(
                "free-before-credits",
                "a done task's free work is queued before its credits are released",
                "whether the order of completion alone makes the attach fail");
    }

    @Override
    public void apply(Design design) {
        design.sched = design.sched.withFreeBeforeCredits();
    }
}
