// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import racy.kernel.Window;

/** Windows in the GPU scheduler. */
public enum SchedWindow implements Window {
    /** The timeout worker runs and has not yet looked at {@code pending_list}. */
    TDR_STARTED("timeout worker begins"),
    /** The timeout worker has unlinked the head of {@code pending_list} and not yet called the driver. */
    TDR_UNLINKED("takes pending head"),
    /** {@code drm_sched_run_*_queue} has seen {@code pause_submit} clear and not yet queued the work. */
    SCHED_PAUSE_CHECKED("pause_submit is clear"),
    /** {@code drm_sched_job_done} has released the credits and not yet signalled {@code finished}. */
    SCHED_CREDITS_RELEASED("credits released"),
    /** {@code drm_sched_job_done} has signalled {@code finished} and not yet queued free work. */
    SCHED_FINISHED("finished signalled"),
    /** {@code drm_sched_stop} has paused and cancelled both works and not yet walked the list. */
    SCHED_WORKS_CANCELLED("stop: works cancelled");

    private final String words;

    SchedWindow(String words) {
        this.words = words;
    }

    @Override
    public String words() {
        return words;
    }
}
