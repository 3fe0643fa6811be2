// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import racy.kernel.Kernel;
import racy.kernel.SpinLock;

/**
 * {@code struct drm_sched_entity_stats}: how long an entity's jobs were on the hardware, for {@link SchedPolicy#FAIR}.
 * A job knows it, because a job may be freed when its entity is gone. Everything is guarded by its lock. Times are in
 * nanoseconds.
 */
final class EntityStats {
    /** {@code vruntime_shift[DRM_SCHED_PRIORITY_NORMAL]}: entities have no other priority here. */
    static final int VRUNTIME_SHIFT = 4;

    private final SpinLock lock;
    private final AverageJob averageJob = new AverageJob();
    private long runtime;
    private long previousRuntime;
    /** While the entity does not wait, it is relative to the least one that waits. */
    private long vruntime;

    EntityStats(Kernel kernel) {
        lock = new SpinLock(kernel, "stats.lock");
    }

    /** {@code drm_sched_entity_stats_job_add_gpu_time()}. */
    void addGpuTime(long nanos) {
        lock.lock();
        runtime += nanos;
        averageJob.add(nanos);
        lock.unlock();
    }

    long vruntime() {
        lock.lock();
        try {
            return vruntime;
        } finally {
            lock.unlock();
        }
    }

    /** {@code drm_sched_entity_save_vruntime()}: the entity leaves the tree, where {@code least} is the least now. */
    void save(long least) {
        lock.lock();
        vruntime = least != 0 && vruntime > least ? vruntime - least : 0;
        lock.unlock();
    }

    /**
     * {@code drm_sched_entity_restore_vruntime()}: the entity joins the tree. One that comes from the front goes to the
     * front again, just before the first one if its jobs are not longer than the average.
     *
     * @param least vruntime of the first entity in the tree, 0 if there is none
     * @param others whether an entity is in the tree
     * @param ofAll the average job of the scheduler
     */
    long restore(long least, boolean others, AverageJob ofAll) {
        lock.lock();
        try {
            if (vruntime == 0 && others) {
                vruntime = averageJob.micros() <= ofAll.micros() ? -1 : 1;
            }
            vruntime += least;
            return vruntime;
        } finally {
            lock.unlock();
        }
    }

    /** {@code drm_sched_entity_update_vruntime()}: charges what was added since the last call. */
    long update() {
        lock.lock();
        try {
            vruntime += runtime - previousRuntime << VRUNTIME_SHIFT;
            previousRuntime = runtime;
            return vruntime;
        } finally {
            lock.unlock();
        }
    }

    void init() {
        lock.init();
        averageJob.init();
        runtime = 0;
        previousRuntime = 0;
        vruntime = 0;
    }
}
