// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import racy.fence.DmaFence;
import racy.fence.Fence;
import racy.fence.FenceCallback;
import racy.kernel.Errno;
import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.kernel.KernelObject;
import racy.kernel.SpinLock;
import racy.kernel.TaskStruct;
import racy.kernel.Violation;

/** {@code struct drm_sched_entity}: one client's queue of jobs ({@code sched_entity.c}). */
public final class SchedEntity {
    /** Two contexts per entity: scheduled and finished fences. */
    private static final int CONTEXTS = 2;

    /** {@code MAX_WAIT_SCHED_ENTITY_Q_EMPTY}. */
    private static final long MAX_WAIT_QUEUE_EMPTY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Kernel kernel;
    /** Plain: written and read under the submitters' common lock. */
    private GpuScheduler[] candidates;

    private final GpuScheduler[] initialCandidates;

    private final SpinLock lock;
    private final SchedOrders orders;
    private final JobQueue queue;
    private long fenceContext;

    /** Guarded by lock for writes; read without. */
    private GpuScheduler scheduler;

    private boolean stopped;
    /** Plain: the producer arms one job after another. */
    private long seqno;

    private DmaFence dependency;
    private DmaFence lastScheduled;
    /** {@code entity_idle} is not complete: the submit workqueue uses the entity. */
    private boolean busy;

    private final EntityStats stats;

    /** In the tree of the run queue, and guarded by its lock: {@code oldest_job_waiting}. */
    long place;

    private final FenceCallback dependencyCallback = new FenceCallback() {
        @Override
        protected void signaled(Fence fence) {
            DEPENDENCY.setOpaque(SchedEntity.this, null);
            ((DmaFence) fence).put();
            scheduler().wakeUp();
        }

        @Override
        protected boolean ownsReference() {
            return true;
        }
    };

    /** {@code drm_sched_entity_init()}: jobs of this entity may run on the cores {@code candidates}. */
    public SchedEntity(Kernel kernel, GpuScheduler... candidates) {
        this.kernel = kernel;
        initialCandidates = candidates.clone();
        this.candidates = initialCandidates;
        fenceContext = kernel.allocateFenceContexts(CONTEXTS);
        lock = new SpinLock(kernel, "entity.lock");
        stats = new EntityStats(kernel);
        scheduler = candidates.length == 0 ? null : candidates[0];
        orders =
                scheduler == null ? SchedOrders.KERNEL : candidates[0].options().orders();
        queue = new JobQueue(kernel, orders);
    }

    /** {@code entity->rq->sched}; null for an entity without cores. */
    public GpuScheduler scheduler() {
        return (GpuScheduler) SCHEDULER.getOpaque(this);
    }

    long fenceContext() {
        return fenceContext;
    }

    long nextSeqno() {
        return ++seqno;
    }

    /** How many jobs are queued and not popped yet. */
    public int queued() {
        return queue.count();
    }

    /**
     * {@code drm_sched_entity_select_rq()}: while jobs are queued, or the last job is not done, the core stays the
     * same. Otherwise the core with the least load is chosen.
     */
    void selectScheduler() {
        if (queue.count() > 0 || candidates.length == 1 && candidates[0] == scheduler()) {
            return;
        }
        // The queue is empty, so the worker does not change lastScheduled.
        VarHandle.loadLoadFence();
        DmaFence last = (DmaFence) LAST_SCHEDULED.getAcquire(this);
        if (last != null && !last.isSignaled()) {
            return;
        }
        lock.lock();
        try {
            GpuScheduler best = candidates[0];
            for (GpuScheduler candidate : candidates) {
                if (candidate.score() < best.score()) {
                    best = candidate;
                }
            }
            GpuScheduler current = scheduler();
            if (best != current) {
                current.removeEntity(this);
                SCHEDULER.setOpaque(this, best);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@code drm_sched_entity_modify_sched()}: from now on jobs run on these cores. The caller holds the lock that
     * serialises arm and push.
     */
    public void modifySchedulers(GpuScheduler... wanted) {
        candidates = wanted.clone();
    }

    /** {@code drm_sched_entity_push_job()}. */
    void push(SchedJob job) {
        GpuScheduler target = scheduler();
        target.addScore(1);
        // Read here: after the push the job may be gone.
        long submitted = kernel.clock.stamp();
        job.submitTimestamp = submitted;
        // After this line the job may run, finish and be freed at any moment.
        if (!queue.push(job)) {
            return;
        }
        lock.lock();
        try {
            if (isStopped()) {
                kernel.warn("Trying to push to a killed entity");
                return;
            }
            target = scheduler();
            target.addEntity(this, submitted);
        } finally {
            lock.unlock();
        }
        target.wakeUp();
    }

    SchedJob firstJob() {
        return queue.peek();
    }

    EntityStats stats() {
        return stats;
    }

    /** {@code drm_sched_entity_is_ready()}: jobs are counted, and the first one has no known dependency left. */
    boolean isReady() {
        return queue.count() > 0 && (DmaFence) DEPENDENCY.getOpaque(this) == null;
    }

    /** {@code drm_sched_entity_pop_job()}: null if the first job still has to wait for something. */
    SchedJob pop() {
        SchedJob job = queue.peek();
        if (job == null) {
            return null;
        }
        DmaFence wanted;
        while ((wanted = dependencyOf(job)) != null) {
            if (waitFor(wanted)) {
                return null;
            }
        }
        if (orders.lastScheduledLate()) {
            queue.pop();
            kernel.preemption.at(SchedWindow.MUTANT_POP_DEQUEUED);
            storeLastScheduled(job);
        } else {
            // Stored before the dequeue, so that a context that finds the queue empty also finds this.
            storeLastScheduled(job);
            kernel.preemption.at(SchedWindow.POP_LAST_SCHEDULED);
            queue.pop();
        }
        kernel.preemption.at(SchedWindow.POP_JOB_DEQUEUED);
        lock.lock();
        scheduler().entityPopped(this);
        lock.unlock();
        job.forgetEntity();
        return job;
    }

    private void storeLastScheduled(SchedJob job) {
        DmaFence before = (DmaFence) LAST_SCHEDULED.getOpaque(this);
        if (before != null) {
            before.put();
        }
        LAST_SCHEDULED.setRelease(this, job.fenceUnchecked().finished.get());
    }

    /** {@code drm_sched_job_dependency()}: first the job's own dependencies, then those that the driver adds. */
    private static DmaFence dependencyOf(SchedJob job) {
        DmaFence own = job.takeDependency();
        return own != null ? own : job.scheduler().ops().prepareJob(job);
    }

    /** {@code drm_sched_entity_add_dependency_cb()}: true if the job must wait. It consumes the reference. */
    private boolean waitFor(DmaFence wanted) {
        DmaFence fence = wanted;
        if (fence.context() == fenceContext || fence.context() == fenceContext + 1) {
            // The fence is of this entity, and the queue orders the entity's jobs.
            fence.put();
            return false;
        }
        SchedFence theirs = SchedFence.of(fence);
        if (fence.error() == 0 && theirs != null && theirs.scheduler == scheduler()) {
            // The other job has the same scheduler, and the ring orders the two once the other was scheduled.
            DmaFence scheduled = theirs.scheduled.get();
            fence.put();
            fence = scheduled;
        }
        DEPENDENCY.setOpaque(this, fence);
        if (fence.addCallback(dependencyCallback) == 0) {
            return true;
        }
        DEPENDENCY.setOpaque(this, null);
        fence.put();
        return false;
    }

    boolean isStopped() {
        return (boolean) STOPPED.getOpaque(this);
    }

    void stop() {
        STOPPED.setOpaque(this, true);
    }

    void begin() {
        BUSY.setOpaque(this, true);
    }

    void end() {
        BUSY.setRelease(this, false);
    }

    /**
     * {@code drm_sched_entity_destroy()}: first lets the queue drain, then kills what is left in it. It does not wait
     * for a job on the hardware.
     *
     * @param current the process that closes; the only one that uses the entity
     */
    public void destroy(TaskStruct current) {
        if (scheduler() == null) {
            return;
        }
        flush(current);
        fini();
    }

    /**
     * {@code drm_sched_entity_flush()}: waits until the queue is empty. A process that lives waits for as long as that
     * takes, or until it gets SIGKILL. A process that exits waits for a second at most, also if SIGKILL is why it exits.
     * The kernel then kills the queue of a process that exits by SIGKILL. {@link #fini} does so for any process.
     */
    private void flush(TaskStruct current) {
        if (current.isExiting()) {
            kernel.preemption.awaitTimeout(kernel.clock, this::isIdle, MAX_WAIT_QUEUE_EMPTY_NANOS);
        } else {
            kernel.preemption.await(() -> isIdle() || current.isKilled());
        }
    }

    /** {@code drm_sched_entity_is_idle()}: no job of it waits for its turn. */
    private boolean isIdle() {
        return queue.count() == 0
                || (boolean) STOPPED.getOpaque(this)
                || !scheduler().hasEntity(this);
    }

    /** {@code drm_sched_entity_fini()}: kills what is queued, and drops the entity's references. It waits for no job. */
    public void fini() {
        kill();
        dropDependency();
        DmaFence last = (DmaFence) LAST_SCHEDULED.getAndSet(this, null);
        if (last != null) {
            last.put();
        }
        judgeFini();
    }

    @Ghost
    private void judgeFini() {
        if (scheduler().finds(this)) {
            kernel.violations.report(Violation.USE_AFTER_FREE, "entity freed while the run queue's tree has it");
        }
    }

    /**
     * {@code drm_sched_entity_kill()}: takes the entity off its core. Jobs that are still queued fail with -ESRCH on the
     * system workqueue, each after the one before it.
     */
    private void kill() {
        lock.lock();
        stop();
        scheduler().removeEntity(this);
        lock.unlock();
        kernel.preemption.await(() -> !(boolean) BUSY.getAcquire(this));
        DmaFence previous = (DmaFence) LAST_SCHEDULED.getAcquire(this);
        if (previous != null) {
            previous.get();
        }
        SchedJob job;
        while ((job = queue.pop()) != null) {
            kernel.preemption.at(SchedWindow.KILL_JOB_DEQUEUED);
            DmaFence finished = job.fenceUnchecked().finished.get();
            if (previous == null) {
                queueKill(job);
            } else if (previous.addCallback(job.killCallback) != 0) {
                previous.put();
                queueKill(job);
            }
            previous = finished;
        }
        if (previous != null) {
            previous.put();
        }
    }

    private void dropDependency() {
        DmaFence waiting = (DmaFence) DEPENDENCY.getAndSet(this, null);
        if (waiting != null && waiting.removeCallback(dependencyCallback)) {
            waiting.put();
        }
    }

    /**
     * {@code drm_sched_entity_kill_jobs_cb()}: the previous job is done, or a fence that this one depends on is
     * signalled.
     */
    static void queueKill(SchedJob job) {
        job.scheduler().systemWq().queue(job.killWork);
    }

    /**
     * {@code drm_sched_entity_kill_jobs_work()}: waits for everything that the job depends on, then fails the job. The
     * load of the core ({@code score}) is not reduced, as in the kernel.
     */
    static void killJob(SchedJob job) {
        DmaFence wanted;
        while ((wanted = job.eraseDependency()) != null) {
            if (wanted.addCallback(job.killCallback) == 0) {
                return;
            }
            wanted.put();
        }
        SchedFence fence = job.fence();
        fence.scheduled(null);
        job.scheduler().finish(job, -Errno.ESRCH);
        if (fence.parent != null) {
            job.kernel.warn("killed job has a hardware fence");
        }
        job.scheduler().ops().freeJob(job);
    }

    /** Ghost: the references that it owns, with no context running. The dependency's is the callback's. */
    @Ghost
    public void nameHeld() {
        KernelObject.holds((DmaFence) LAST_SCHEDULED.getOpaque(this));
    }

    /**
     * Re-initialises the entity in place, with new timelines, on a kernel that was re-initialised. No context may run.
     */
    public void init() {
        fenceContext = kernel.allocateFenceContexts(CONTEXTS);
        seqno = 0;
        candidates = initialCandidates;
        lock.init();
        queue.init();
        dependencyCallback.init();
        SCHEDULER.set(this, candidates[0]);
        STOPPED.set(this, false);
        DEPENDENCY.set(this, null);
        LAST_SCHEDULED.set(this, null);
        BUSY.set(this, false);
        stats.init();
        place = 0;
    }

    // VarHandle mechanics
    private static final VarHandle SCHEDULER = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "scheduler", VarHandle.class, SchedEntity.class, GpuScheduler.class);
    private static final VarHandle STOPPED = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "stopped", VarHandle.class, SchedEntity.class, boolean.class);
    private static final VarHandle DEPENDENCY = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "dependency", VarHandle.class, SchedEntity.class, DmaFence.class);
    private static final VarHandle LAST_SCHEDULED = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "lastScheduled", VarHandle.class, SchedEntity.class, DmaFence.class);
    private static final VarHandle BUSY = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "busy", VarHandle.class, SchedEntity.class, boolean.class);
}
