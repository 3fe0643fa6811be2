// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import racy.fence.DmaFence;
import racy.fence.DmaResv;
import racy.fence.Fence;
import racy.fence.FenceCallback;
import racy.kernel.Errno;
import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.kernel.KernelObject;
import racy.kernel.Violation;
import racy.kernel.Work;

/**
 * {@code struct drm_sched_job}. A driver's job extends it where the kernel embeds it.
 *
 * <p>Life: init → (dependencies) → arm → push → run → finished → free. After arm there is no way back: arm publishes
 * the fences, so push must follow.
 */
// The embedded callbacks know their job; none runs before it is armed.
@SuppressWarnings("this-escape")
public abstract class SchedJob extends KernelObject {
    private static final int XA_CHUNK_SIZE = 64;

    protected final Kernel kernel;
    private final SchedFence fence;
    private final List<DmaFence> dependencies = new ArrayList<>();
    private int nextDependency;
    private int credits;
    private SchedEntity entity;
    private GpuScheduler scheduler;
    private EntityStats entityStats;
    long submitTimestamp;

    @Ghost
    private boolean initialised;

    @Ghost
    private int cleanups;

    /** It is in its entity's queue. Handed over with the queue. */
    @Ghost
    private boolean queued;

    /** Links of the pending list: guarded by job_list_lock. */
    SchedJob previous;

    SchedJob next;
    boolean listed;

    /** Link of the entity's queue, see {@link JobQueue}. */
    SchedJob queueNext;

    /** {@code job->cb}, on the hardware fence. */
    final FenceCallback doneCallback = new FenceCallback() {
        @Override
        protected void signaled(Fence hardware) {
            scheduler.jobDone(SchedJob.this, ((DmaFence) hardware).error());
        }
    };

    /** {@code job->finish_cb}, on a fence that a killed job still waits for. */
    final FenceCallback killCallback = new FenceCallback() {
        @Override
        protected void signaled(Fence waited) {
            ((DmaFence) waited).put();
            SchedEntity.queueKill(SchedJob.this);
        }

        @Override
        protected boolean ownsReference() {
            return true;
        }
    };

    final Work killWork = new Work("kill_jobs_work", () -> SchedEntity.killJob(this));

    protected SchedJob(Kernel kernel) {
        this.kernel = kernel;
        fence = new SchedFence(kernel);
    }

    /**
     * {@code drm_sched_job_init()}. It also turns a freed job's memory into a new job.
     *
     * @return 0; {@code -ENOENT} if the entity has no scheduler; {@code -EINVAL} for no credits; {@code -ENOMEM}
     */
    public final int init(SchedEntity owner, int wantedCredits) {
        if (owner.scheduler() == null) {
            return -Errno.ENOENT;
        }
        if (wantedCredits <= 0) {
            return -Errno.EINVAL;
        }
        if (kernel.failNth.shouldFail()) {
            return -Errno.ENOMEM;
        }
        allocated(kernel);
        entity = owner;
        scheduler = null;
        credits = wantedCredits;
        dependencies.clear();
        nextDependency = 0;
        previous = null;
        next = null;
        listed = false;
        queueNext = null;
        initialised = true;
        CLEANUPS.setOpaque(this, 0);
        queued = false;
        killWork.init();
        doneCallback.init();
        killCallback.init();
        fence.alloc();
        return 0;
    }

    /** Forgets the contents of the memory: as allocated and zeroed. No context may run. */
    protected final void forget() {
        entity = null;
        scheduler = null;
        entityStats = null;
        judgeForgotten();
        fence.forget();
    }

    /**
     * {@code drm_sched_job_add_dependency()}: takes over the caller's reference, also if it fails. It keeps one fence
     * for each context. NULL is no dependency.
     *
     * @return 0 or {@code -ENOMEM}
     */
    public final int addDependency(DmaFence wanted) {
        if (wanted == null) {
            return 0;
        }
        for (int i = 0; i < dependencies.size(); i++) {
            DmaFence old = dependencies.get(i);
            if (old.context() == wanted.context()) {
                boolean later = wanted.seqno() > old.seqno();
                dependencies.set(i, later ? wanted : old);
                (later ? old : wanted).put();
                return 0;
            }
        }
        // xa_alloc(): a single entry needs no node, and a node has room for 64.
        int size = dependencies.size();
        boolean needsNode = size == 1 || size > 0 && size % XA_CHUNK_SIZE == 0;
        if (needsNode && kernel.failNth.shouldFail()) {
            wanted.put();
            return -Errno.ENOMEM;
        }
        dependencies.add(wanted);
        return 0;
    }

    /**
     * {@code drm_sched_job_add_implicit_dependencies()}: what a reader or writer of the locked object must wait for. The
     * first failure ends it.
     */
    public final int addImplicitDependencies(DmaResv resv, DmaResv.Usage use) {
        List<DmaFence> fences = new ArrayList<>();
        resv.forEachFence(use, fences::add);
        int error = 0;
        for (int i = 0; i < fences.size() && error == 0; i++) {
            error = addDependency(fences.get(i).get());
        }
        return error;
    }

    /** {@code drm_sched_job_arm()}: chooses the scheduler and publishes the fences. */
    public final void arm() {
        touch("job armed");
        entity.selectScheduler();
        scheduler = entity.scheduler();
        entityStats = entity.stats();
        fence.init(entity, scheduler);
    }

    /** {@code drm_sched_entity_push_job()}. */
    public final void push() {
        entity.push(this);
    }

    /**
     * {@code drm_sched_job_cleanup()}: drops what the job holds, whether it was armed or not. A second one is a second
     * free of the job.
     */
    public final void cleanup() {
        touch("job cleaned up");
        judgeCleanup();
        if (fence.isInitialised()) {
            // Its last reference drops scheduled, and that drops the hardware fence.
            fence.finished.put();
        }
        for (int i = 0; i < dependencies.size(); i++) {
            dependencies.get(i).put();
        }
        dependencies.clear();
    }

    @Ghost
    private void judgeCleanup() {
        int old;
        do {
            old = (int) CLEANUPS.getOpaque(this);
        } while (!CLEANUPS.weakCompareAndSetPlain(this, old, old + 1));
        if (old > 0) {
            kernel.violations.report(Violation.DOUBLE_FREE, "job cleaned up twice");
        }
        if (fence.isInitialised() && !fence.finished.peekSignaled()) {
            kernel.violations.report(Violation.ARMED_NOT_PUSHED, "armed job cleaned up, its fences never signal");
        }
    }

    @Ghost
    private void judgeForgotten() {
        initialised = false;
    }

    /** Ghost: the memory that the job lives in is about to be freed. */
    @Ghost
    protected final void judgeFreed() {
        if (initialised && (int) CLEANUPS.getOpaque(this) == 0) {
            kernel.violations.report(Violation.LEAK, "job freed and not cleaned up, so its s_fence leaks");
        }
    }

    /** The next fence that the job waits for, with the job's reference. Null when there is none left. */
    final DmaFence takeDependency() {
        if (nextDependency == dependencies.size()) {
            return null;
        }
        return dependencies.get(nextDependency++).get();
    }

    /**
     * For a killed job: removes any fence that the job depends on, even one that it has waited for. Returns it with the
     * job's reference, or null when there is none left. For a scheduled fence it returns the finished one.
     */
    final DmaFence eraseDependency() {
        if (dependencies.isEmpty()) {
            return null;
        }
        DmaFence erased = dependencies.remove(0);
        SchedFence theirs = SchedFence.of(erased);
        if (theirs == null || theirs.scheduled != erased) {
            return erased;
        }
        // No read section: the reference to scheduled keeps the memory of both.
        DmaFence finished = theirs.finished.getRcu();
        erased.put();
        return finished == null ? eraseDependency() : finished;
    }

    // --- ghost: what it holds, and who will free it ---

    @Ghost
    final void setQueued(boolean isQueued) {
        queued = isQueued;
    }

    /**
     * Called when all contexts are idle. If the job was pushed and is not freed, the scheduler frees it only from here:
     * the entity's queue, the pending list, or the kill of its entity.
     */
    @Ghost
    protected final boolean isAwaited() {
        return queued || listed || killCallback.isLinked();
    }

    @Ghost
    @Override
    protected void nameHeld() {
        if ((int) CLEANUPS.getOpaque(this) > 0) {
            return;
        }
        if (fence.isInitialised()) {
            holds(fence.finished);
        }
        for (int i = 0; i < dependencies.size(); i++) {
            holds(dependencies.get(i));
        }
    }

    /** {@code s_fence}. */
    public final SchedFence fence() {
        SchedFence loaded = fence;
        touch("job's s_fence loaded");
        return loaded;
    }

    final SchedFence fenceUnchecked() {
        return fence;
    }

    /** The scheduler that arm chose. Null before arm. */
    public final GpuScheduler scheduler() {
        return scheduler;
    }

    /** The entity on which the job is queued. Null after the scheduler has popped the job. */
    public final SchedEntity entity() {
        return entity;
    }

    /**
     * {@code drm_sched_entity_stats_job_add_gpu_time()}: charges the entity for the time from when the job was scheduled
     * to when it was finished, and returns it, in nanoseconds.
     */
    final long addGpuTime() {
        long nanos = fence().finished.timestamp() - fence.scheduled.timestamp();
        entityStats.addGpuTime(nanos);
        return nanos;
    }

    /** A job may not need more credits than the scheduler has. */
    final void truncateCredits(int limit) {
        credits = limit;
    }

    final void forgetEntity() {
        entity = null;
    }

    public final int credits() {
        return credits;
    }

    protected final void touch(String what) {
        touch(kernel, what);
    }

    // VarHandle mechanics
    private static final VarHandle CLEANUPS = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "cleanups", VarHandle.class, SchedJob.class, int.class);
}
