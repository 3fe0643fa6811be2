// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;
import racy.driver.RocketTask;
import racy.driver.TaskSlot;

/** Run_job publishes with xchg and warns if the slot was not empty. */
public final class XchgPublish extends Variant.Fix {
    public XchgPublish() {
        super(
                "xchg-publish",
                "run_job publishes with xchg and warns if the slot was not empty",
                "a claimer must see done_fence, and the slot is never overwritten");
    }

    @Override
    public void apply(Design design) {
        design.slot = kernel -> new TaskSlot(kernel) {
            @Override
            public void publish(RocketTask task) {
                if (xchgInFlightTask(task) != null) {
                    kernel.warn("in_flight_task overwritten");
                }
            }
        };
    }
}
