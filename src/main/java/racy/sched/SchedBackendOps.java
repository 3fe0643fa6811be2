// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import racy.fence.DmaFence;

/** {@code struct drm_sched_backend_ops}: what the scheduler calls in a driver. */
public interface SchedBackendOps {
    /** What {@link #timedoutJob} answers ({@code enum drm_gpu_sched_stat}). */
    enum Stat {
        RESET,
        ENODEV,
        /** The job was not hung, so the scheduler puts it back. */
        NO_HANG
    }

    /**
     * Runs on the submit workqueue before a job is taken, again and again until it returns NULL.
     *
     * @return another fence that the job must wait for, with a reference; or NULL
     */
    default DmaFence prepareJob(SchedJob job) {
        return null;
    }

    /**
     * Runs on the submit workqueue.
     *
     * @return the hardware fence, with a reference for the scheduler; NULL if there is nothing to wait for; or an
     *     {@link ErrPtr}
     */
    DmaFence runJob(SchedJob job);

    /** Runs on the timeout workqueue. */
    Stat timedoutJob(SchedJob job);

    /** Runs on the submit, the timeout or the system workqueue; must call {@link SchedJob#cleanup()}. */
    void freeJob(SchedJob job);

    /** Whether there is a {@code cancel_job}. */
    default boolean hasCancelJob() {
        return false;
    }

    /**
     * Runs when the scheduler is torn down. The job was given to the hardware, and its hardware fence must be signalled
     * now. Then it is freed.
     */
    default void cancelJob(SchedJob job) {}

    /**
     * The job's {@code finished} fence is about to be signalled. The kernel does not have this call. The model judges
     * here.
     *
     * @param error what the fence will say: 0 for success
     */
    default void finishing(SchedJob job, int error) {}
}
