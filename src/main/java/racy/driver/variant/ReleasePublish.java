// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;
import racy.driver.RocketTask;
import racy.driver.TaskSlot;

/** Run_job publishes with smp_store_release. */
public final class ReleasePublish extends Variant.Fix {
    public ReleasePublish() {
        super("release-publish", "run_job publishes with smp_store_release", "a claimer must see done_fence");
    }

    @Override
    public void apply(Design design) {
        design.slot = kernel -> new TaskSlot(kernel) {
            @Override
            public void publish(RocketTask task) {
                // Released so that the claimer sees done_fence.
                storeReleaseInFlightTask(task);
            }
        };
    }
}
