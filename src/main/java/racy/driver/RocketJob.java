// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import racy.fence.DmaFence;
import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.kernel.KernelObject;
import racy.kernel.Kref;
import racy.sched.SchedFence;

/**
 * {@code struct rocket_job}: the inference, shared by its tasks and freed with the last reference.
 *
 * {@code cancelled} goes from 0 to 1 and stays there. Allowed: a task that has passed its check runs although its
 * inference is cancelled. Not allowed: a worker that was restarted after the set starts a task of the inference.
 */
public final class RocketJob extends KernelObject implements JudgedJob {
    private static final DmaFence[] NO_INPUTS = {};

    private final RocketDevice device;
    private final Kernel kernel;
    private final Kref refcount = new Kref();
    private final List<RocketBo> inBos = new ArrayList<>();
    private final List<RocketBo> outBos = new ArrayList<>();
    private RocketDomain domain;
    private RocketTask[] tasks;

    /** Plain: the core on which the first task attached the domain. NULL before that. */
    private RocketCore core;

    /** Plain: the core whose power the inference holds. NULL if it holds none. One fix only. */
    private RocketCore poweredCore;

    private int cancelled;
    private DmaFence inferenceDoneFence;

    @Ghost
    private boolean cancelledBeforeRestart;
    /** Ghost: whoever submits the inference has not dropped its reference yet. */
    @Ghost
    private boolean beingSubmitted = true;

    /** Ghost: the driver itself failed the inference because a run_job answered an error. */
    @Ghost
    private boolean failedByError;

    /** Ghost: the fences that must be signalled before the inference starts. */
    @Ghost
    private DmaFence[] inputs = NO_INPUTS;

    /** Ghost: the fences of the inferences that read what this one writes. */
    @Ghost
    private DmaFence[] readersOfOutputs = NO_INPUTS;

    RocketJob(RocketDevice device) {
        this.device = device;
        kernel = device.kernel();
        refcount.init();
        allocated(kernel);
    }

    // --- cancelled ---

    /** {@code atomic_set(&job->cancelled, 1)}. */
    public void writeOnceCancelled() {
        touch("job->cancelled stored");
        CANCELLED.setOpaque(this, 1);
    }

    /** {@code atomic_read(&job->cancelled)}. */
    public boolean readOnceCancelled() {
        int loaded = (int) CANCELLED.getOpaque(this);
        touch("job->cancelled loaded");
        return loaded != 0;
    }

    // --- plain fields ---

    /** {@code job->core}. */
    public RocketCore core() {
        RocketCore loaded = core;
        touch("job->core loaded");
        return loaded;
    }

    /** {@code job->core = core}. */
    public void setCore(RocketCore attachedOn) {
        touch("job->core stored");
        core = attachedOn;
    }

    /** Takes a PM count of its own on {@code on}, unless the inference has one. The caller holds one. */
    void holdPower(RocketCore on) {
        if (poweredCore == null) {
            on.pm.getNoresume();
            poweredCore = on;
        }
    }

    /** {@code job->domain}, borrowed. */
    public RocketDomain domain() {
        RocketDomain loaded = domain;
        touch("job->domain loaded");
        return loaded;
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
        DmaFence loaded = inferenceDoneFence;
        touch("job->inference_done_fence loaded");
        return loaded;
    }

    void setInferenceDoneFence(DmaFence owned) {
        inferenceDoneFence = owned;
    }

    // --- references ---

    /** {@code kref_get(&job->refcount)}. */
    public void get() {
        touch("job referenced");
        refcount.get(kernel, "kref_get() of an inference without references");
    }

    /** {@code rocket_job_put()}: the last put releases the inference. */
    public void put() {
        touch("job put");
        if (refcount.put(kernel, "rocket_job put without a reference")) {
            release();
        }
    }

    /** The submission path drops its reference. */
    void putBySubmitter() {
        submitted();
        put();
    }

    @Override
    public int references() {
        return refcount.read();
    }

    private void release() {
        device.design().attachment.release(this);
        if (poweredCore != null) {
            poweredCore.pm.putAutosuspend();
            poweredCore = null;
        }
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

    @Ghost
    private void submitted() {
        beingSubmitted = false;
    }

    @Ghost
    @Override
    protected void nameHeld() {
        if (beingSubmitted) {
            holds(this);
        }
        holds(domain);
        holds(inferenceDoneFence);
        for (int i = 0; i < inBos.size(); i++) {
            holds(inBos.get(i));
        }
        for (int i = 0; i < outBos.size(); i++) {
            holds(outBos.get(i));
        }
        if (core != null) {
            core.nameDetacher();
        }
    }

    @Override
    protected String leak() {
        return "an inference has a reference that nobody will drop";
    }

    @Ghost
    void failByError() {
        failedByError = true;
    }

    @Ghost
    @Override
    public void noteRestart() {
        cancelledBeforeRestart |= (int) CANCELLED.getOpaque(this) != 0;
    }

    @Ghost
    @Override
    public boolean isCancelledBeforeRestart() {
        return cancelledBeforeRestart;
    }

    @Ghost
    @Override
    public boolean isFailedByError() {
        return failedByError;
    }

    @Ghost
    @Override
    public boolean isGuilty() {
        for (RocketTask task : tasks) {
            if (task.isGuilty()) {
                return true;
            }
        }
        return false;
    }

    @Ghost
    @Override
    public boolean isEarlierTaskUnfinished() {
        for (int i = 0; i < tasks.length - 1; i++) {
            if (!tasks[i].isFinishedByHardware()) {
                return true;
            }
        }
        return false;
    }

    boolean freesFenceAtOnce() {
        return device.design().freesFenceAtOnce;
    }

    long timeoutNanos() {
        return device.design().sched.timeoutNanos();
    }

    @Ghost
    void setInputs(DmaFence... fences) {
        inputs = fences;
    }

    /**
     * An input that the scheduler orders by its {@code scheduled} fence is ready when its hardware is done. Holds no
     * reference.
     */
    @Ghost
    @Override
    public boolean hasInputPending() {
        return isAnyPending(inputs);
    }

    @Ghost
    void setReadersOfOutputs(DmaFence... fences) {
        readersOfOutputs = fences;
    }

    @Ghost
    @Override
    public boolean isOutputBeingRead() {
        return isAnyPending(readersOfOutputs);
    }

    @Ghost
    private static boolean isAnyPending(DmaFence... fences) {
        for (DmaFence fence : fences) {
            if (SchedFence.isPending(fence)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Re-initialises the inference in place: not pushed yet, with one reference. No context may run.
     */
    public void init() {
        allocated(kernel);
        beingSubmitted = true;
        refcount.init();
        core = null;
        poweredCore = null;
        inferenceDoneFence = null;
        failedByError = false;
        cancelledBeforeRestart = false;
        inputs = NO_INPUTS;
        readersOfOutputs = NO_INPUTS;
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
