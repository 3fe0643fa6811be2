// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.fence.DmaFence;
import racy.sched.ErrPtr;
import racy.sched.SchedJob;

/**
 * The driver before the patch. The inference is the scheduler's job. The job_lock guards the slot from the claim to the
 * signal. The IRQ thread starts every task but the first.
 */
public final class PrePatchDriver extends RocketDriver {
    public PrePatchDriver(RocketDevice device, Design design) {
        super(device, design);
    }

    /** {@code rocket_job_run()}. */
    @Override
    public DmaFence runJob(SchedJob schedJob) {
        RocketTask inference = (RocketTask) schedJob;
        RocketCore core = coreOf(inference.scheduler());
        if (inference.fence().finished.error() != 0) {
            return null;
        }
        // Nothing to execute: the inference finished while the NPU was being reset.
        if (!inference.hasNextProgram()) {
            return null;
        }
        DmaFence created = createFence(core, inference);
        if (ErrPtr.isErr(created)) {
            return created;
        }
        RocketFence fence = (RocketFence) created;
        fence.get();
        inference.setDoneFence(fence);
        // Both errors leak the count and leave a fence that nobody signals. The old code did the same.
        if (core.pm.getSync() < 0) {
            return fence;
        }
        int error = core.iommuGroup.attach(inference.job().domain().domain());
        if (error < 0) {
            judge.attached(inference.judgedJob(), error);
            return fence;
        }
        core.jobLock.lock();
        try {
            TaskSlot.of(core).writeOnceInFlightTask(inference);
            preemption.at(RocketWindow.RUN_PUBLISHED);
            submitNext(core, inference);
        } finally {
            core.jobLock.unlock();
        }
        preemption.at(RocketWindow.RUN_GO);
        return fence;
    }

    /** {@code rocket_job_hw_submit()}: returns early while a reset is pending. */
    private void submitNext(RocketCore core, RocketTask inference) {
        if (core.atomicReadResetPending()) {
            return;
        }
        hwSubmit(core, inference, inference.nextProgram());
    }

    /** {@code rocket_job_handle_irq()}. */
    @Override
    public void irqThread(RocketCore core) {
        core.pm.markLastBusy();
        stopHardware(core);
        TaskSlot slot = TaskSlot.of(core);
        core.jobLock.lock();
        try {
            RocketTask inference = slot.readOnceInFlightTask();
            if (inference == null) {
                return;
            }
            if (inference.hasNextProgram()) {
                submitNext(core, inference);
                return;
            }
            judge.claimed(inference);
            preemption.at(RocketWindow.IRQ_CLAIMED);
            core.iommuGroup.detach();
            preemption.at(RocketWindow.IRQ_BEFORE_SIGNAL);
            signal(inference.doneFence(), inference);
            core.pm.putAutosuspend();
            slot.writeOnceInFlightTask(null);
        } finally {
            core.jobLock.unlock();
        }
    }

    /** {@code rocket_job_timedout()} and {@code rocket_reset()}. */
    @Override
    public Stat timedoutJob(SchedJob schedJob) {
        RocketTask bad = (RocketTask) schedJob;
        RocketCore core = coreOf(bad.scheduler());
        core.atomicSetResetPending(1);
        preemption.at(RocketWindow.RESET_CANCELLED_SET);
        core.sched.stop(bad);
        preemption.at(RocketWindow.RESET_STOPPED);
        TaskSlot slot = TaskSlot.of(core);
        core.jobLock.lock();
        try {
            RocketTask inference = slot.readOnceInFlightTask();
            if (inference != null) {
                judge.claimed(inference);
                core.pm.putNoidle();
            }
            core.iommuGroup.detach();
            slot.writeOnceInFlightTask(null);
        } finally {
            core.jobLock.unlock();
        }
        preemption.at(RocketWindow.RESET_CLAIMED);
        resetHardware(core);
        core.atomicSetResetPending(0);
        preemption.at(RocketWindow.RESET_BEFORE_START);
        core.sched.start(0);
        preemption.at(RocketWindow.RESET_STARTED);
        return Stat.RESET;
    }
}
