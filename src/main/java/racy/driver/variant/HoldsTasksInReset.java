// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.Design;

/**
 * While a reset is under way prepare_job holds every task back. {@code drm_sched_stop()} does not: who looked at {@code
 * pause_submit} before may queue run work after.
 */
public final class HoldsTasksInReset extends Variant.Fix {
    public HoldsTasksInReset() {
        super(
                "hold-tasks-in-reset",
                "prepare_job holds every task back while a reset is under way",
                "drm_sched_stop() alone does not keep run_job out of a reset");
    }

    @Override
    public void apply(Design design) {
        design.holdsTasksInReset = true;
    }
}
