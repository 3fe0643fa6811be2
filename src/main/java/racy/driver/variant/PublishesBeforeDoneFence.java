// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/** Run_job publishes the task before it stores task->done_fence. */
public final class PublishesBeforeDoneFence extends Variant.Mutant {
    public PublishesBeforeDoneFence() {
        super(
                "publish-before-done-fence",
                "run_job publishes the task before it stores task->done_fence",
                "what the order of publish and done_fence is worth");
    }

    @Override
    public void apply(Design design) {
        design.publishBeforeDoneFence = true;
    }
}
