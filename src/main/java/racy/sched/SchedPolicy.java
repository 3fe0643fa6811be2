// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

/**
 * Which entity runs next: the first ready one in the tree of the {@link RunQueue}. A policy gives the entities their
 * places in it. Called with the run queue's lock held.
 *
 * <p>A kernel of today has {@link #FAIR} alone ({@code drivers/gpu/drm/scheduler/sched_rq.c}). The kernels before it
 * had the other two, as {@code drm_sched_policy}.
 */
public enum SchedPolicy {
    /** The entity whose first job was submitted first. */
    FIFO {
        @Override
        long placeOfJoining(SchedEntity entity, long submitted, RunQueue queue) {
            return submitted;
        }

        @Override
        long placeOfNext(SchedEntity entity, SchedJob next, RunQueue queue) {
            return next.submitTimestamp;
        }
    },
    /** The next entity in turn. */
    ROUND_ROBIN {
        @Override
        long placeOfJoining(SchedEntity entity, long submitted, RunQueue queue) {
            return queue.nextRoundRobinDeadline();
        }

        @Override
        long placeOfNext(SchedEntity entity, SchedJob next, RunQueue queue) {
            return queue.nextRoundRobinDeadline();
        }
    },
    /**
     * The entity that has had the hardware for the least time. A job is charged when it was freed, at the entity's next
     * turn. So a client that comes while another one's task runs goes between two tasks of that one.
     */
    FAIR {
        @Override
        long placeOfJoining(SchedEntity entity, long submitted, RunQueue queue) {
            return entity.stats().restore(queue.leastVruntime(), !queue.isEmpty(), queue.averageJob);
        }

        @Override
        long placeOfNext(SchedEntity entity, SchedJob next, RunQueue queue) {
            return entity.stats().update();
        }

        @Override
        void leaves(SchedEntity entity, RunQueue queue) {
            entity.stats().save(queue.leastVruntime());
        }

        @Override
        boolean countsTime() {
            return true;
        }
    };

    /**
     * Place of an entity whose queue was empty.
     *
     * @param submitted when its first job was submitted
     */
    abstract long placeOfJoining(SchedEntity entity, long submitted, RunQueue queue);

    /** Place of an entity whose first job was taken, and which has another one. */
    abstract long placeOfNext(SchedEntity entity, SchedJob next, RunQueue queue);

    /** The entity's last job was taken. */
    void leaves(SchedEntity entity, RunQueue queue) {}

    /** Whether it asks how long jobs are on the hardware. */
    boolean countsTime() {
        return false;
    }
}
