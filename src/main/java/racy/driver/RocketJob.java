// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import racy.fence.DmaFence;
import racy.kernel.Kernel;
import racy.kernel.KernelObject;
import racy.kernel.Kref;
import racy.kernel.Violation;
import racy.sched.SchedFence;

/**
 * {@code struct rocket_job}: the inference, shared by its tasks and freed with the last reference.
 *
 * <p>{@code cancelled} goes from 0 to 1 and stays. What may be seen: a task that is past its check runs although the
 * inference is cancelled. What may not: a task started by a worker that was restarted after the set runs.
 */
public final class RocketJob extends KernelObject implements JudgedJob {
    private final RocketDevice device;
    private final Kernel kernel;
    private final Kref refcount = new Kref();
    private final List<RocketBo> inBos = new ArrayList<>();
    private final List<RocketBo> outBos = new ArrayList<>();
    private RocketDomain domain;
    private RocketTask[] tasks;

    /** Plain: the core that the first task attached on; NULL before. */
    private RocketCore core;

    private int cancelled;
    private DmaFence inferenceDoneFence;

    /** Ghost: the driver itself failed the inference because a run_job answered an error. */
    private volatile boolean failedByError;

    private DmaFence[] inputs = {};

    RocketJob(RocketDevice device) {
        this.device = device;
        kernel = device.kernel();
        refcount.init();
    }

    // --- cancelled ---

    /** {@code atomic_set(&job->cancelled, 1)}. */
    public void writeOnceCancelled() {
        touch("job->cancelled stored");
        CANCELLED.setOpaque(this, 1);
    }

    /** {@code atomic_read(&job->cancelled)}. */
    public boolean readOnceCancelled() {
        touch("job->cancelled loaded");
        return (int) CANCELLED.getOpaque(this) != 0;
    }

    // --- plain fields ---

    /** {@code job->core}. */
    public RocketCore core() {
        touch("job->core loaded");
        return core;
    }

    /** {@code job->core = core}. */
    public void setCore(RocketCore attachedOn) {
        touch("job->core stored");
        core = attachedOn;
    }

    /** {@code job->domain}, borrowed. */
    public RocketDomain domain() {
        touch("job->domain loaded");
        return domain;
    }

    void setDomain(RocketDomain owned) {
        domain = owned;
    }

    /** The inference's scheduled units, in order. */
    public List<RocketTask> tasks() {
        return List.of(tasks);
    }

    RocketTask task(int index) {
        return tasks[index];
    }

    int taskCount() {
        return tasks == null ? 0 : tasks.length;
    }

    RocketTask lastTask() {
        return tasks[tasks.length - 1];
    }

    void setTasks(RocketTask... owned) {
        tasks = owned;
    }

    List<RocketBo> inBos() {
        return inBos;
    }

    List<RocketBo> outBos() {
        return outBos;
    }

    /** The last task's {@code finished} fence; null before the inference was pushed. */
    public DmaFence inferenceDoneFence() {
        touch("job->inference_done_fence loaded");
        return inferenceDoneFence;
    }

    void setInferenceDoneFence(DmaFence owned) {
        inferenceDoneFence = owned;
    }

    // --- references ---

    /** {@code kref_get(&job->refcount)}. */
    public void get() {
        touch("job referenced");
        if (!refcount.get()) {
            kernel.violations.report(Violation.USE_AFTER_FREE, "kref_get() of an inference without references");
        }
    }

    /** {@code rocket_job_put()}: the last one releases the inference. */
    public void put() {
        touch("job put");
        if (refcount.put()) {
            release();
        }
    }

    /** References held. */
    public int references() {
        return refcount.read();
    }

    private void release() {
        device.design().attachment.release(this);
        if (inferenceDoneFence != null) {
            inferenceDoneFence.put();
            inferenceDoneFence = null;
        }
        for (int i = 0; i < taskCount(); i++) {
            tasks[i].dropDoneFence();
        }
        RocketDomain.put(domain);
        inBos.forEach(RocketBo::put);
        outBos.forEach(RocketBo::put);
        freeTasks();
        free(kernel, "rocket_job");
    }

    /** {@code kvfree(job->tasks)}. */
    void freeTasks() {
        for (int i = 0; i < taskCount(); i++) {
            tasks[i].free();
        }
    }

    private void touch(String what) {
        touch(kernel, what);
    }

    // --- ghost ---

    void failByError() {
        failedByError = true;
    }

    @Override
    public boolean isFailedByError() {
        return failedByError;
    }

    @Override
    public boolean isGuilty() {
        for (RocketTask task : tasks) {
            if (task.isGuilty()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean isEarlierTaskUnfinished() {
        for (int i = 0; i < tasks.length - 1; i++) {
            if (!tasks[i].isFinishedByHardware()) {
                return true;
            }
        }
        return false;
    }

    long timeoutNanos() {
        return device.design().sched.timeoutNanos();
    }

    void setInputs(DmaFence... fences) {
        inputs = fences;
    }

    /** One that the scheduler orders by {@code scheduled} is ready with its hardware. Inputs are held without reference. */
    @Override
    public boolean hasInputPending() {
        for (DmaFence input : inputs) {
            if (input.references() > 0 && !SchedFence.isHardwareDone(input)) {
                return true;
            }
        }
        return false;
    }

    /**
     * For reuse in place, with no context running: the inference as it is before it is pushed, with one reference.
     */
    public void init() {
        reuse();
        refcount.init();
        core = null;
        inferenceDoneFence = null;
        failedByError = false;
        CANCELLED.set(this, 0);
        domain.get();
        for (RocketTask task : tasks) {
            task.init();
        }
    }

    // VarHandle mechanics
    private static final VarHandle CANCELLED = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "cancelled", VarHandle.class, RocketJob.class, int.class);
}
