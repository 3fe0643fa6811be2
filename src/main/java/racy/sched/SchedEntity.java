// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import racy.fence.DmaFence;
import racy.fence.Fence;
import racy.fence.FenceCallback;
import racy.kernel.Errno;
import racy.kernel.Kernel;
import racy.kernel.SpinLock;

/** {@code struct drm_sched_entity}: one client's queue of jobs ({@code sched_entity.c}). */
public final class SchedEntity {
    /** Two contexts per entity: scheduled and finished fences. */
    private static final int CONTEXTS = 2;

    private static final AtomicLong NEXT_CONTEXT = new AtomicLong(1);

    private final Kernel kernel;
    /** Plain: written and read under the submitters' common lock. */
    private GpuScheduler[] candidates;

    private final SpinLock lock;
    private final JobQueue queue;
    private final long fenceContext = NEXT_CONTEXT.getAndAdd(CONTEXTS);

    /** Guarded by lock for writes; read without. */
    private GpuScheduler scheduler;

    private boolean stopped;
    /** Plain: the producer arms one job after the other. */
    private long seqno;

    private DmaFence dependency;
    private DmaFence lastScheduled;
    /** {@code entity_idle} is not complete: the submit workqueue uses the entity. */
    private boolean busy;

    /** Guarded by the run queue's lock; relative to the least one's while the entity does not wait. */
    long vruntime;

    /** It has jobs queued: it is in the run queue's tree. Guarded by the run queue's lock. */
    boolean waiting;

    private final FenceCallback dependencyCallback = new FenceCallback() {
        @Override
        protected void signaled(Fence fence) {
            DEPENDENCY.setOpaque(SchedEntity.this, null);
            ((DmaFence) fence).put();
            scheduler().wakeUp();
        }
    };

    /** {@code drm_sched_entity_init()}: {@code candidates} are the cores that jobs of this entity may run on. */
    public SchedEntity(Kernel kernel, GpuScheduler... candidates) {
        this.kernel = kernel;
        this.candidates = candidates.clone();
        lock = new SpinLock(kernel);
        queue = new JobQueue(kernel.preemption);
        scheduler = candidates.length == 0 ? null : candidates[0];
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

    /** Jobs queued and not yet popped. */
    public int queued() {
        return queue.count();
    }

    /**
     * {@code drm_sched_entity_select_rq()}: with jobs queued, or with the last one not done, the core stays; else the
     * least loaded one is taken.
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
     * {@code drm_sched_entity_modify_sched()}: from now on jobs run on these cores. Called under the lock that serialises
     * arm and push.
     */
    public void modifySchedulers(GpuScheduler... wanted) {
        candidates = wanted.clone();
    }

    /** {@code drm_sched_entity_push_job()}. */
    void push(SchedJob job) {
        GpuScheduler target = scheduler();
        target.addScore(1);
        job.submitTimestamp = kernel.clock.nanos();
        // After this the job may run, finish and be freed at any moment.
        if (!queue.push(job)) {
            return;
        }
        lock.lock();
        try {
            if ((boolean) STOPPED.getOpaque(this)) {
                kernel.warn("Trying to push to a killed entity");
                return;
            }
            target = scheduler();
            target.addEntity(this);
        } finally {
            lock.unlock();
        }
        target.wakeUp();
    }

    boolean hasQueued() {
        return queue.peek() != null;
    }

    /**
     * {@code drm_sched_entity_is_ready()}: the first job, if the entity is in the tree and nothing is known to hold the
     * job up; else null. Called with the run queue's lock held.
     */
    SchedJob readyJob() {
        SchedJob job = waiting ? queue.peek() : null;
        return job == null || (DmaFence) DEPENDENCY.getOpaque(this) != null ? null : job;
    }

    /** {@code drm_sched_entity_pop_job()}: null if the first job turns out to wait for something. */
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
        DmaFence before = (DmaFence) LAST_SCHEDULED.getOpaque(this);
        if (before != null) {
            before.put();
        }
        // Before the dequeue: whoever finds the queue empty finds this.
        LAST_SCHEDULED.setRelease(this, job.fenceUnchecked().finished.get());
        queue.pop();
        scheduler().entityPopped(this);
        job.forgetEntity();
        return job;
    }

    /** {@code drm_sched_job_dependency()}: first the job's own, then what the driver asks for. */
    private static DmaFence dependencyOf(SchedJob job) {
        DmaFence own = job.takeDependency();
        return own != null ? own : job.scheduler().ops().prepareJob(job);
    }

    /** {@code drm_sched_entity_add_dependency_cb()}: true if the job must wait; consumes the reference. */
    private boolean waitFor(DmaFence wanted) {
        DmaFence fence = wanted;
        if (fence.context() == fenceContext || fence.context() == fenceContext + 1) {
            // Our own: the queue orders us.
            fence.put();
            return false;
        }
        SchedFence theirs = SchedFence.of(fence);
        if (fence.error() == 0 && theirs != null && theirs.scheduler == scheduler()) {
            // Same scheduler: the ring orders us once it was scheduled.
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

    void begin() {
        BUSY.setOpaque(this, true);
    }

    void end() {
        BUSY.setRelease(this, false);
    }

    /**
     * {@code drm_sched_entity_destroy()}: takes the entity off its core and fails what is still queued with -ESRCH, on
     * the system workqueue. Does not wait for a job on the hardware. The kernel first lets the queue drain
     * ({@code drm_sched_entity_flush()}) until the process is killed or, in an exiting one, for a second at most; this
     * is what follows.
     */
    public void destroy() {
        if (scheduler() == null) {
            return;
        }
        lock.lock();
        STOPPED.setOpaque(this, true);
        scheduler().removeEntity(this);
        lock.unlock();
        int round = 0;
        while ((boolean) BUSY.getAcquire(this)) {
            kernel.preemption.cpuRelax(round++);
        }
        DmaFence previous = (DmaFence) LAST_SCHEDULED.getAcquire(this);
        if (previous != null) {
            previous.get();
        }
        SchedJob job;
        while ((job = queue.pop()) != null) {
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
        DmaFence waiting = (DmaFence) DEPENDENCY.getAndSet(this, null);
        if (waiting != null && waiting.removeCallback(dependencyCallback)) {
            waiting.put();
        }
        DmaFence last = (DmaFence) LAST_SCHEDULED.getAndSet(this, null);
        if (last != null) {
            last.put();
        }
    }

    /** {@code drm_sched_entity_kill_jobs_cb()}: the job before it is done, or what it depends on is. */
    static void queueKill(SchedJob job) {
        job.scheduler().systemWq().queue(job.killWork);
    }

    /**
     * {@code drm_sched_entity_kill_jobs_work()}: waits for all that the job depends on, then fails it. The load of the
     * core ({@code score}) is not given back, as in the kernel.
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

    /** For reuse in place, with no context running. */
    public void init() {
        queue.init();
        dependencyCallback.init();
        SCHEDULER.set(this, candidates[0]);
        STOPPED.set(this, false);
        DEPENDENCY.set(this, null);
        LAST_SCHEDULED.set(this, null);
        BUSY.set(this, false);
        vruntime = 0;
        waiting = false;
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
