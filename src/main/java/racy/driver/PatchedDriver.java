// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.fence.DmaFence;
import racy.kernel.Errno;
import racy.kernel.Violation;
import racy.sched.ErrPtr;
import racy.sched.SchedFence;
import racy.sched.SchedJob;

/** The patch. Each task is a job of the scheduler, and the slot is claimed without a lock. */
public class PatchedDriver extends RocketDriver {
    public PatchedDriver(RocketDevice device, Design design) {
        super(device, design);
    }

    // --- submit workqueue ---

    /** There is no {@code prepare_job} as posted. Two fixes need one. */
    @Override
    public DmaFence prepareJob(SchedJob schedJob) {
        RocketTask task = (RocketTask) schedJob;
        RocketCore core = coreOf(task.scheduler());
        DmaFence reset = design.holdsTasksInReset ? core.resetFence() : null;
        return reset == null && design.inferenceOwnsCore ? waitForOwner(core, task) : reset;
    }

    /** The whole inference owns its core. A task of another one waits until the owner's last task was scheduled. */
    private static DmaFence waitForOwner(RocketCore core, RocketTask task) {
        DmaFence mine = task.job().inferenceDoneFence();
        DmaFence owner = core.ownerFence();
        if (owner == mine) {
            return null;
        }
        if (owner != null && !owner.isSignaled() && !SchedFence.isScheduled(owner)) {
            return owner.get();
        }
        if (owner != null) {
            owner.put();
        }
        core.setOwnerFence(mine.get());
        return null;
    }

    /** {@code rocket_job_run()}. */
    @Override
    public DmaFence runJob(SchedJob schedJob) {
        RocketTask task = (RocketTask) schedJob;
        RocketJob job = task.job();
        RocketCore core = coreOf(task.scheduler());
        if (task.fence().finished.error() != 0) {
            return null;
        }
        if (job.readOnceCancelled()) {
            task.fence().finished.setError(-Errno.ECANCELED);
            return null;
        }
        judge.passedCheck(job);
        preemption.at(RocketWindow.RUN_CANCELLED_CHECKED);
        DmaFence created = createFence(core, task);
        if (ErrPtr.isErr(created)) {
            return fail(job, ErrPtr.error(created));
        }
        RocketFence fence = (RocketFence) created;
        if (!design.publishBeforeDoneFence) {
            storeDoneFence(task, fence);
        }
        int error = core.pm.resumeAndGet();
        if (error < 0) {
            fence.put();
            return fail(job, error);
        }
        error = design.attachment.runJob(core, job);
        if (error < 0) {
            judge.attached(job, error);
            core.pm.putAutosuspend();
            fence.put();
            return fail(job, error);
        }
        if (design.inferenceHoldsPower) {
            job.holdPower(core);
        }
        if (core.queue != null) {
            core.queue.add(fence, task.leavesQueue());
        }
        preemption.at(RocketWindow.RUN_BEFORE_PUBLISH);
        core.slot.publish(task);
        preemption.at(RocketWindow.RUN_PUBLISHED);
        if (design.publishBeforeDoneFence) {
            storeDoneFence(task, fence);
        }
        hwSubmit(core, task, task.program(0));
        design.quiesce.started(this, task);
        preemption.at(RocketWindow.RUN_GO);
        return fence;
    }

    private static void storeDoneFence(RocketTask task, RocketFence fence) {
        fence.get();
        task.setDoneFence(fence);
    }

    private DmaFence fail(RocketJob job, int error) {
        if (design.errorsFailInference) {
            job.failByError();
            job.writeOnceCancelled();
        }
        return ErrPtr.of(error);
    }

    // --- IRQ thread ---

    @Override
    public void irqThread(RocketCore core) {
        core.pm.markLastBusy();
        design.irqSequence.run(this, core);
    }

    /** As posted: exchange the slot with NULL, drop the PM count, signal the task's fence. */
    public final void claimAndComplete(RocketCore core) {
        if (!design.locksClaims) {
            claimAndComplete(core, core.slot);
            return;
        }
        core.jobLock.lock();
        try {
            claimAndComplete(core, core.slot);
        } finally {
            core.jobLock.unlock();
        }
    }

    private <C> void claimAndComplete(RocketCore core, InFlightSlot<C> slot) {
        complete(core, slot, claim(core, slot));
    }

    /** The IRQ thread claims first, runs {@code before} whether or not it claimed a task, then completes the task. */
    public final void claimThenComplete(RocketCore core, Runnable before) {
        claimThenComplete(core, core.slot, before);
    }

    private <C> void claimThenComplete(RocketCore core, InFlightSlot<C> slot, Runnable before) {
        C claimed = claim(core, slot);
        before.run();
        complete(core, slot, claimed);
    }

    private <C> C claim(RocketCore core, InFlightSlot<C> slot) {
        C claimed = slot.claimInIrq();
        if (claimed != null) {
            judge.claimed(slot.payload().unit(claimed));
            preemption.at(RocketWindow.IRQ_CLAIMED);
        }
        return claimed;
    }

    private <C> void complete(RocketCore core, InFlightSlot<C> slot, C claimed) {
        if (claimed == null) {
            return;
        }
        core.pm.putAutosuspend();
        DmaFence fence = slot.payload().doneFence(claimed);
        kernel.violations.looked(Violation.NULL_DONE_FENCE);
        if (fence == null) {
            kernel.violations.report(Violation.NULL_DONE_FENCE, "claimed a task whose done_fence is not visible");
        }
        design.attachment.irqThread(core, slot.payload().unit(claimed));
        preemption.at(RocketWindow.IRQ_BEFORE_SIGNAL);
        traceAt(TracePoint.BEFORE_SIGNAL, slot.payload().unit(claimed));
        signal(fence, slot.payload().unit(claimed));
        traceAt(TracePoint.AFTER_SIGNAL, slot.payload().unit(claimed));
        slot.payload().drop(claimed);
    }

    private void traceAt(TracePoint here, RocketTask task) {
        if (design.tracePoint == here) {
            if (here == TracePoint.AFTER_SIGNAL) {
                preemption.at(RocketWindow.IRQ_SIGNALLED);
            }
            task.trace();
        }
    }

    /** The IRQ thread owns {@code task}, so it drops the task's PM count. For sequences with a claim of their own. */
    public final void ownedByIrq(RocketCore core, RocketTask task) {
        judge.claimed(task);
        core.pm.putAutosuspend();
    }

    // --- timeout workqueue ---

    /** {@code rocket_job_timedout()} and {@code rocket_reset()}. */
    @Override
    public Stat timedoutJob(SchedJob schedJob) {
        RocketTask bad = (RocketTask) schedJob;
        RocketCore core = coreOf(bad.scheduler());
        if (!design.quiesce.beforeStop(this, core, bad)) {
            return design.notHungAnswer;
        }
        if (design.holdsTasksInReset) {
            core.beginReset();
        }
        design.cancellation.beforeStop(bad);
        preemption.at(RocketWindow.RESET_CANCELLED_SET);
        core.sched.stop(bad);
        preemption.at(RocketWindow.RESET_STOPPED);
        design.quiesce.afterStop(core);
        RocketTask claimed = claimInReset(core);
        design.cancellation.afterClaim(bad, claimed);
        design.attachment.beforeHardwareReset(core, bad);
        preemption.at(RocketWindow.RESET_CLAIMED);
        resetHardware(core);
        design.attachment.afterHardwareReset(core);
        design.quiesce.beforeStart(core);
        preemption.at(RocketWindow.RESET_BEFORE_START);
        judge.restarting(bad);
        core.sched.start(0);
        if (design.holdsTasksInReset) {
            core.endReset();
        }
        preemption.at(RocketWindow.RESET_STARTED);
        return design.resetAnswer;
    }

    // --- remove ---

    /** There is no {@code cancel_job} as posted. */
    @Override
    public boolean hasCancelJob() {
        return design.cancelsOnRemove;
    }

    /** The interrupt is disabled, and its handlers have ended. */
    @Override
    public void cancelJob(SchedJob schedJob) {
        RocketTask task = (RocketTask) schedJob;
        RocketCore core = coreOf(task.scheduler());
        claimInReset(core);
        resetHardware(core);
        DmaFence hardware = task.fence().parent();
        if (hardware != null && !hardware.isSignaled()) {
            hardware.setError(-Errno.ENODEV);
            hardware.signal();
        }
    }

    /** Reset's claim: takes the task in flight and drops its PM count. Returns the task, or null. */
    public final RocketTask claimInReset(RocketCore core) {
        if (!design.locksClaims) {
            return claimInReset(core, core.slot);
        }
        core.jobLock.lock();
        try {
            return claimInReset(core, core.slot);
        } finally {
            core.jobLock.unlock();
        }
    }

    private <C> RocketTask claimInReset(RocketCore core, InFlightSlot<C> slot) {
        C claimed = slot.claimInReset();
        if (claimed == null) {
            return null;
        }
        RocketTask unit = slot.payload().unit(claimed);
        judge.claimed(unit);
        if (design.resetPutsAutosuspend) {
            core.pm.putAutosuspend();
        } else {
            core.pm.putNoidle();
        }
        slot.payload().drop(claimed);
        return unit;
    }
}
