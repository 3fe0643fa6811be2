// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.fence.DmaFence;
import racy.kernel.DelayedWork;
import racy.kernel.Errno;
import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.kernel.OrderedWorkqueue;
import racy.kernel.SpinLock;
import racy.kernel.Violation;
import racy.kernel.Work;

/**
 * {@code struct drm_gpu_scheduler} ({@code drivers/gpu/drm/scheduler/sched_main.c}), one per core.
 *
 * <p>Two works share the ordered submit workqueue, so they never overlap. Run work pops one job and always queues
 * itself again. Free work frees finished jobs from the head of the pending list. The timeout work runs on a workqueue
 * of its own and stops both. Queuing either work takes two steps: read {@code pause_submit}, then queue. So a context
 * that read it before {@link #stop} paused may queue after {@link #stop} returned.
 */
public final class GpuScheduler {
    private final Kernel kernel;
    private final String name;
    private final SchedBackendOps ops;
    private final SchedOptions options;
    private final OrderedWorkqueue submitWq;
    private final OrderedWorkqueue timeoutWq;
    private final OrderedWorkqueue systemWq;
    private final Work runJobWork = new Work("run_job_work", this::runJobWork);
    private final Work freeJobWork = new Work("free_job_work", this::freeJobWork);
    private final DelayedWork timeoutWork;

    private boolean pauseSubmit;
    private int creditCount;
    private int score;
    /** Plain: only the timeout workqueue uses it. */
    private boolean freeGuilty;

    private final SpinLock jobListLock;
    private final PendingList pending;

    private final RunQueue runQueue;

    /**
     * {@code drm_sched_init()}.
     *
     * @param submitWq runs run_job and free_job; ordered, one per core
     * @param timeoutWq runs timedout_job; ordered, one per core
     * @param systemWq frees the queued jobs of a killed entity
     */
    public GpuScheduler(
            Kernel kernel,
            String name,
            SchedBackendOps ops,
            SchedOptions options,
            OrderedWorkqueue submitWq,
            OrderedWorkqueue timeoutWq,
            OrderedWorkqueue systemWq) {
        this.kernel = kernel;
        this.name = name;
        this.ops = ops;
        this.options = options;
        this.submitWq = submitWq;
        this.timeoutWq = timeoutWq;
        this.systemWq = systemWq;
        jobListLock = new SpinLock(kernel, "job_list_lock");
        pending = new PendingList(kernel.violations);
        runQueue = new RunQueue(kernel, options.policy());
        timeoutWork = new DelayedWork(kernel, timeoutWq, "work_tdr", this::jobTimedout);
    }

    // --- queuing work ---

    /** {@code drm_sched_run_job_queue()}. */
    private void runJobQueue() {
        if (!isPaused()) {
            kernel.preemption.at(SchedWindow.SCHED_PAUSE_CHECKED);
            submitWq.queue(runJobWork);
        }
    }

    /** {@code drm_sched_run_free_queue()}. */
    private void runFreeQueue() {
        if (!isPaused()) {
            kernel.preemption.at(SchedWindow.SCHED_PAUSE_CHECKED);
            submitWq.queue(freeJobWork);
        }
    }

    /** {@code drm_sched_wakeup()}: a job was pushed, or a dependency signalled. */
    void wakeUp() {
        runJobQueue();
    }

    // --- the submit workqueue ---

    /** {@code drm_sched_run_job_work()}. */
    private void runJobWork() {
        SchedEntity entity = runQueue.select(this::canQueue);
        if (entity == null) {
            return;
        }
        SchedJob job = entity.pop();
        if (job == null) {
            entity.end();
            runJobQueue();
            return;
        }
        kernel.preemption.at(SchedWindow.RUN_JOB_POPPED);
        SchedFence fence = job.fenceUnchecked();
        addCredits(job.credits());
        kernel.preemption.at(SchedWindow.RUN_JOB_CREDITS_TAKEN);
        begin(job);
        kernel.preemption.at(SchedWindow.RUN_JOB_PENDING);
        DmaFence hardware = ops.runJob(job);
        entity.end();
        fence.scheduled(hardware);
        if (ErrPtr.isErrOrNull(hardware)) {
            jobDone(job, ErrPtr.error(hardware));
        } else {
            if (hardware.addCallback(job.doneCallback) != 0) {
                jobDone(job, hardware.error());
            }
            kernel.preemption.at(SchedWindow.RUN_JOB_CALLBACK_ADDED);
            hardware.put();
        }
        runJobQueue();
    }

    /** {@code drm_sched_can_queue()}. */
    private boolean canQueue(SchedJob job) {
        if (job.credits() > options.creditLimit()) {
            kernel.warn("Jobs may not exceed the credit limit, truncate.");
            job.truncateCredits(options.creditLimit());
        }
        int available = options.creditLimit() - (int) CREDIT_COUNT.getOpaque(this);
        if (available < 0) {
            // drm_sched_available_credits() is unsigned. It warns and returns a huge number.
            kernel.warn("credit count above the credit limit");
            return true;
        }
        return available >= job.credits();
    }

    /** {@code drm_sched_job_begin()}. */
    private void begin(SchedJob job) {
        jobListLock.lock();
        pending.addLast(job);
        startTimeout();
        jobListLock.unlock();
    }

    /** {@code drm_sched_free_job_work()}. */
    private void freeJobWork() {
        SchedJob job;
        while ((job = takeFinishedJob()) != null) {
            kernel.preemption.at(SchedWindow.FREE_JOB_TAKEN);
            if (options.policy().countsTime()) {
                runQueue.averageJob.add(job.addGpuTime());
            }
            ops.freeJob(job);
            kernel.preemption.at(SchedWindow.FREE_JOB_FREED);
        }
        runJobQueue();
    }

    /** {@code drm_sched_get_finished_job()}: unlinks the head of the pending list if it is finished. */
    private SchedJob takeFinishedJob() {
        jobListLock.lock();
        try {
            SchedJob job = pending.first();
            if (job == null || !job.fence().finished.isSignaled()) {
                return null;
            }
            pending.remove(job);
            timeoutWork.cancel();
            startTimeout();
            return job;
        } finally {
            jobListLock.unlock();
        }
    }

    // --- completion, in whichever context the hardware fence is signalled ---

    /** {@code drm_sched_job_done()}: releases the credits, signals finished, queues free work, in this order. */
    void jobDone(SchedJob job, int result) {
        DmaFence finished = job.fence().finished.get();
        if (!options.freeBeforeCredits()) {
            releaseCredits(job);
            kernel.preemption.at(SchedWindow.SCHED_CREDITS_RELEASED);
        }
        int credits = job.credits();
        finish(job, result);
        finished.put();
        kernel.preemption.at(SchedWindow.SCHED_FINISHED);
        runFreeQueue();
        if (options.freeBeforeCredits()) {
            kernel.preemption.at(SchedWindow.MUTANT_FREE_QUEUED);
            addCredits(-credits);
            addScore(-1);
            // The free work, or run work that was queued earlier, may have run already and found no credits.
            runJobQueue();
        }
    }

    private void releaseCredits(SchedJob job) {
        addCredits(-job.credits());
        addScore(-1);
    }

    /** Signals {@code finished}. The judge sees the job just before. */
    void finish(SchedJob job, int result) {
        SchedFence fence = job.fence();
        // A second signal has no effect, so the judge must not see it as a claim of success.
        if (!fence.finished.isSignaled()) {
            ops.finishing(job, result != 0 ? result : fence.finished.error());
        }
        fence.finished(result);
    }

    // --- the timeout workqueue ---

    /** {@code drm_sched_start_timeout()}: the caller holds job_list_lock. */
    private void startTimeout() {
        if (pending.first() != null) {
            timeoutWork.modify(options.timeoutNanos());
        }
    }

    private void startTimeoutUnlocked() {
        jobListLock.lock();
        startTimeout();
        jobListLock.unlock();
    }

    /** {@code drm_sched_fault()}: the timeout is taken now. */
    public void fault() {
        timeoutWork.modify(0);
    }

    /** {@code drm_sched_job_timedout()}: takes the head of the pending list, whatever its state. */
    private void jobTimedout() {
        kernel.preemption.at(SchedWindow.TDR_STARTED);
        jobListLock.lock();
        SchedJob job = pending.first();
        if (job != null) {
            // The job leaves the list, so that free work does not free it meanwhile. stop() puts it back.
            pending.remove(job);
        }
        jobListLock.unlock();
        if (job == null) {
            return;
        }
        kernel.preemption.at(SchedWindow.TDR_UNLINKED);
        SchedBackendOps.Stat stat = ops.timedoutJob(job);
        if (freeGuilty) {
            ops.freeJob(job);
            freeGuilty = false;
        }
        if (stat == SchedBackendOps.Stat.NO_HANG) {
            reinsertOnFalseTimeout(job);
        }
        if (stat != SchedBackendOps.Stat.ENODEV) {
            startTimeoutUnlocked();
        }
    }

    /** {@code drm_sched_job_reinsert_on_false_timeout()}. */
    private void reinsertOnFalseTimeout(SchedJob job) {
        jobListLock.lock();
        pending.addFirst(job);
        jobListLock.unlock();
        // The job may have finished while it was off the list, and nobody else would free it.
        runFreeQueue();
    }

    /**
     * {@code drm_sched_stop()}: pauses submission, waits for both works, and takes every pending job's callback off its
     * hardware fence. It frees a job here if its fence was signalled already. It frees {@code bad} later.
     *
     * @param bad the job that {@code timedout_job} was called with, or null
     */
    public void stop(SchedJob bad) {
        PAUSE_SUBMIT.setOpaque(this, true);
        submitWq.cancelSync(runJobWork);
        submitWq.cancelSync(freeJobWork);
        kernel.preemption.at(SchedWindow.SCHED_WORKS_CANCELLED);
        if (bad != null && bad.scheduler() == this) {
            pending.addFirst(bad);
        }
        SchedJob before;
        for (SchedJob job = pending.last(); job != null; job = before) {
            if (!job.listed) {
                // The kernel's walk goes on in freed memory, or in a job that links to itself, and never ends.
                kernel.violations.report(
                        Violation.LIST_CORRUPTED, "drm_sched_stop() walked onto a job that left the pending list");
                break;
            }
            before = job.previous;
            kernel.preemption.at(SchedWindow.STOP_AT_JOB);
            SchedFence fence = job.fence();
            if (fence.parent != null && fence.parent.removeCallback(job.doneCallback)) {
                fence.dropParent();
                addCredits(-job.credits());
                continue;
            }
            jobListLock.lock();
            pending.remove(job);
            jobListLock.unlock();
            kernel.preemption.at(SchedWindow.STOP_JOB_UNLINKED);
            // The hardware fence's callback may still use the job. Its last access is to finished.
            fence.finished.waitTimeout(DmaFence.FOREVER);
            if (job == bad) {
                freeGuilty = true;
            } else {
                ops.freeJob(job);
            }
        }
        timeoutWork.cancel();
    }

    /**
     * {@code drm_sched_start()}: finishes a job that lost its hardware fence, with {@code errno}, or with -ECANCELED if
     * that is 0. Then submission resumes.
     */
    public void start(int errno) {
        SchedJob following;
        for (SchedJob job = pending.first(); job != null; job = following) {
            following = job.next;
            addCredits(job.credits());
            DmaFence hardware = job.fence().parent;
            if (hardware == null) {
                jobDone(job, errno != 0 ? errno : -Errno.ECANCELED);
            } else if (hardware.addCallback(job.doneCallback) != 0) {
                jobDone(job, hardware.error() != 0 ? hardware.error() : errno);
            }
        }
        startTimeoutUnlocked();
        // drm_sched_wqueue_start()
        PAUSE_SUBMIT.setOpaque(this, false);
        kernel.preemption.at(SchedWindow.START_UNPAUSED);
        submitWq.queue(options.freeBeforeRun() ? freeJobWork : runJobWork);
        kernel.preemption.at(SchedWindow.START_FIRST_QUEUED);
        submitWq.queue(options.freeBeforeRun() ? runJobWork : freeJobWork);
    }

    // --- the end ---

    /**
     * {@code disable_delayed_work_sync(&sched->work_tdr)}: waits for a reset in progress, and no other one begins. A
     * reset that ends later would undo what {@link #fini} does first, because its {@link #start} clears {@code
     * pause_submit}.
     */
    public void disableTimeout() {
        timeoutWq.disableSync(timeoutWork);
    }

    /**
     * {@code drm_sched_fini()}: stops the works and the timeout. Without a {@code cancel_job} nobody will free the jobs
     * on the pending list. Queued jobs stay with their entities, which will not run any more.
     */
    public void fini() {
        PAUSE_SUBMIT.setOpaque(this, true);
        submitWq.cancelSync(runJobWork);
        submitWq.cancelSync(freeJobWork);
        runQueue.stopEntities();
        kernel.preemption.at(SchedWindow.FINI_WORKS_CANCELLED);
        timeoutWq.cancelSync(timeoutWork);
        SchedJob before;
        for (SchedJob job = pending.last(); job != null && ops.hasCancelJob(); job = before) {
            before = job.previous;
            ops.cancelJob(job);
            pending.remove(job);
            ops.freeJob(job);
        }
        submitWq.destroy();
        if (pending.first() != null) {
            kernel.warn("Tearing down scheduler while jobs are pending!");
            kernel.violations.report(Violation.LEAK, "scheduler torn down, its pending jobs are never freed");
        }
    }

    // --- run queue ---

    /** An entity on the run queue counts as load even without jobs. The caller holds the entity's lock. */
    void addEntity(SchedEntity entity, long submitted) {
        if (runQueue.add(entity, submitted)) {
            addScore(1);
        }
    }

    /** The caller holds the entity's lock. */
    void entityPopped(SchedEntity entity) {
        runQueue.popped(entity, options.removedStaysOut());
    }

    /** The caller holds the entity's lock. */
    void removeEntity(SchedEntity entity) {
        if (runQueue.remove(entity)) {
            addScore(-1);
        }
    }

    /** Ghost: whether the worker will find the entity. */
    @Ghost
    boolean finds(SchedEntity entity) {
        return runQueue.isInTree(entity);
    }

    /** Whether the entity is on the run queue. */
    boolean hasEntity(SchedEntity entity) {
        return runQueue.has(entity);
    }

    // --- for the driver and for the code that plays the contexts ---

    /** Load: jobs that were pushed and are not done, and entities on the run queue. */
    int score() {
        return (int) SCORE.getOpaque(this);
    }

    /** Atomic and unordered, like {@link #addCredits}. */
    void addScore(int delta) {
        int old;
        do {
            old = (int) SCORE.getOpaque(this);
        } while (!SCORE.weakCompareAndSetPlain(this, old, old + delta));
    }

    public boolean isPaused() {
        return (boolean) PAUSE_SUBMIT.getOpaque(this);
    }

    /** Credits in use. */
    public int creditCount() {
        return (int) CREDIT_COUNT.getOpaque(this);
    }

    /** Jobs on the pending list. */
    public int pendingCount() {
        jobListLock.lock();
        try {
            int count = 0;
            for (SchedJob job = pending.first(); job != null; job = job.next) {
                count++;
            }
            return count;
        } finally {
            jobListLock.unlock();
        }
    }

    public SchedBackendOps ops() {
        return ops;
    }

    public SchedOptions options() {
        return options;
    }

    public OrderedWorkqueue submitWq() {
        return submitWq;
    }

    public OrderedWorkqueue timeoutWq() {
        return timeoutWq;
    }

    public OrderedWorkqueue systemWq() {
        return systemWq;
    }

    /** The timer over the head of the pending list. */
    public DelayedWork timeoutWork() {
        return timeoutWork;
    }

    public boolean isRunJobQueued() {
        return submitWq.isPending(runJobWork);
    }

    public boolean isFreeJobQueued() {
        return submitWq.isPending(freeJobWork);
    }

    /** Re-initialises this in place. No context may run. */
    public void init() {
        submitWq.init();
        timeoutWq.init();
        runJobWork.init();
        freeJobWork.init();
        timeoutWork.init();
        jobListLock.init();
        PAUSE_SUBMIT.set(this, false);
        CREDIT_COUNT.set(this, 0);
        SCORE.set(this, 0);
        freeGuilty = false;
        pending.init();
        runQueue.init();
    }

    @Override
    public String toString() {
        return name;
    }

    /** {@code atomic_add()}: returns nothing and orders nothing. The closest in Java is a loop of plain weak CASes. */
    private void addCredits(int delta) {
        int old;
        do {
            old = (int) CREDIT_COUNT.getOpaque(this);
        } while (!CREDIT_COUNT.weakCompareAndSetPlain(this, old, old + delta));
    }

    // VarHandle mechanics
    private static final VarHandle PAUSE_SUBMIT = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "pauseSubmit", VarHandle.class, GpuScheduler.class, boolean.class);
    private static final VarHandle CREDIT_COUNT = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "creditCount", VarHandle.class, GpuScheduler.class, int.class);
    private static final VarHandle SCORE = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "score", VarHandle.class, GpuScheduler.class, int.class);
}
