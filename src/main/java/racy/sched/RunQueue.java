// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.kernel.SpinLock;

/**
 * {@code struct drm_sched_rq} ({@code drivers/gpu/drm/scheduler/sched_rq.c}): the entities of a scheduler, and a tree
 * of those that have jobs. The policy gives each its place in the tree. An entity whose place is that of another one
 * goes behind it ({@code rb_add_cached()}).
 */
final class RunQueue {
    private final SchedPolicy policy;
    private final SpinLock lock;
    /** Also those without jobs. */
    private final List<SchedEntity> entities = new ArrayList<>();
    /** In order; guarded by the lock, as the places are. */
    private final List<SchedEntity> tree = new ArrayList<>();
    /** Of the jobs of all entities; the submit workqueue serialises its writers. */
    final AverageJob averageJob = new AverageJob();

    private long roundRobinDeadline;

    RunQueue(Kernel kernel, SchedPolicy policy) {
        this.policy = policy;
        lock = new SpinLock(kernel, "rq.lock");
    }

    /**
     * {@code drm_sched_rq_add_entity()}: the entity's queue was empty. The caller holds the entity's lock.
     *
     * @param submitted when the job was submitted that is the first one now
     * @return whether the entity is new here
     */
    boolean add(SchedEntity entity, long submitted) {
        lock.lock();
        try {
            boolean isNew = !entities.contains(entity);
            if (isNew) {
                entities.add(entity);
            }
            tree.remove(entity);
            place(entity, policy.placeOfJoining(entity, submitted, this));
            return isNew;
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@code drm_sched_rq_pop_entity()}: a job was taken. The caller holds the entity's lock.
     *
     * @param onlyMembers whether an entity that was removed meanwhile stays out; the kernel puts it back into the tree
     */
    void popped(SchedEntity entity, boolean onlyMembers) {
        lock.lock();
        if (onlyMembers && !entities.contains(entity)) {
            lock.unlock();
            return;
        }
        SchedJob next = entity.firstJob();
        tree.remove(entity);
        if (next != null) {
            place(entity, policy.placeOfNext(entity, next, this));
        } else {
            policy.leaves(entity, this);
        }
        lock.unlock();
    }

    /** {@code drm_sched_rq_remove_entity()}: returns whether it was here. The caller holds the entity's lock. */
    boolean remove(SchedEntity entity) {
        lock.lock();
        try {
            tree.remove(entity);
            return entities.remove(entity);
        } finally {
            lock.unlock();
        }
    }

    /** The part of {@code drm_sched_fini()} that keeps the entities from running again. It takes none of their locks. */
    void stopEntities() {
        lock.lock();
        entities.forEach(SchedEntity::stop);
        lock.unlock();
    }

    /** Ghost: whether the entity is in the tree. */
    @Ghost
    boolean isInTree(SchedEntity entity) {
        lock.lock();
        try {
            return tree.contains(entity);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the entity is here. */
    boolean has(SchedEntity entity) {
        lock.lock();
        try {
            return entities.contains(entity);
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@code drm_sched_select_entity()}: the first that is ready; null if there is none, or if its job cannot be queued.
     * In that case no other one is tried.
     */
    SchedEntity select(Predicate<SchedJob> canQueue) {
        lock.lock();
        try {
            for (int i = 0; i < tree.size(); i++) {
                SchedEntity entity = tree.get(i);
                if (entity.isReady()) {
                    // drm_sched_can_queue(). A push may have counted a job and not linked it yet.
                    SchedJob job = entity.firstJob();
                    if (job == null || !canQueue.test(job)) {
                        return null;
                    }
                    entity.begin();
                    return entity;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** {@code drm_sched_rq_update_tree_locked()}. */
    private void place(SchedEntity entity, long place) {
        entity.place = place;
        int at = tree.size();
        while (at > 0 && place - tree.get(at - 1).place < 0) {
            at--;
        }
        tree.add(at, entity);
    }

    /** Whether no entity is in the tree. The caller holds the lock. */
    boolean isEmpty() {
        return tree.isEmpty();
    }

    /** {@code drm_sched_rq_get_min_vruntime()}: that of the first in the tree, 0 without one. The caller holds the lock. */
    long leastVruntime() {
        return tree.isEmpty() ? 0 : tree.get(0).stats().vruntime();
    }

    /** {@code drm_sched_rq_get_rr_deadline()}: later than any before. The caller holds the lock. */
    long nextRoundRobinDeadline() {
        return ++roundRobinDeadline;
    }

    void init() {
        lock.init();
        entities.clear();
        tree.clear();
        averageJob.init();
        roundRobinDeadline = 0;
    }
}
