// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/** At restart the scheduler queues free work before run work. */
public final class QueuesFreeBeforeRun extends Variant.Mutant {
    public QueuesFreeBeforeRun() {
        super(
                "free-before-run",
                "at restart the scheduler queues free work before run work",
                "whether the order of restart alone makes the attach fail");
    }

    @Override
    public void apply(Design design) {
        design.sched = design.sched.withFreeBeforeRun();
    }
}
