// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.fence.DmaFence;
import racy.kernel.Errno;
import racy.kernel.Kernel;
import racy.kernel.Preemption;
import racy.kernel.ThreadedIrq;
import racy.npu.NpuProgram;
import racy.npu.RocketNpu;
import racy.npu.RocketNpu.SetupRegister;
import racy.sched.ErrPtr;
import racy.sched.GpuScheduler;
import racy.sched.SchedBackendOps;
import racy.sched.SchedJob;

/**
 * What all drivers share ({@code rocket_job.c}): register programming, the hard IRQ handler, fences, freeing. Each
 * context is a method. {@link #runJob} and {@link #freeJob} run on the submit workqueue, {@link #hardIrq} and {@link
 * #irqThread} for the interrupt, and {@link #timedoutJob} on the timeout workqueue.
 */
public abstract class RocketDriver implements SchedBackendOps {
    protected final RocketDevice device;
    protected final Design design;
    protected final Kernel kernel;
    protected final Preemption preemption;
    protected final DriverJudge judge;

    protected RocketDriver(RocketDevice device, Design design) {
        this.device = device;
        this.design = design;
        kernel = device.kernel();
        preemption = kernel.preemption;
        judge = new DriverJudge(kernel);
    }

    /** The machine it runs on. */
    public final Kernel kernel() {
        return kernel;
    }

    /** {@code sched_to_core()}. */
    public final RocketCore coreOf(GpuScheduler sched) {
        for (RocketCore core : device.cores()) {
            if (core.sched == sched) {
                return core;
            }
        }
        throw new Oops("scheduler of no core");
    }

    /** {@code rocket_job_irq_handler()}. */
    final ThreadedIrq.Return hardIrq(RocketCore core) {
        if (!design.irqChecksPower) {
            return handleHardIrq(core);
        }
        if (!core.pm.getIfInUse()) {
            return ThreadedIrq.Return.NONE;
        }
        ThreadedIrq.Return answer = handleHardIrq(core);
        core.pm.putAutosuspend();
        return answer;
    }

    private ThreadedIrq.Return handleHardIrq(RocketCore core) {
        RocketNpu npu = core.npu;
        int status = design.maskedStatus ? npu.readInterruptStatus() : npu.readInterruptRawStatus();
        if ((status & (RocketNpu.DPU_0 | RocketNpu.DPU_1)) == 0) {
            return ThreadedIrq.Return.NONE;
        }
        preemption.at(RocketWindow.HARD_IRQ_STATUS_READ);
        core.slot.hardIrq();
        npu.writeInterruptMask(0);
        return ThreadedIrq.Return.WAKE_THREAD;
    }

    /** {@code rocket_job_irq_handler_thread()}. */
    public abstract void irqThread(RocketCore core);

    /** The IRQ thread's register writes. They stop the hardware and clear the interrupt. */
    public final void stopHardware(RocketCore core) {
        preemption.at(RocketWindow.IRQ_THREAD_WOKEN);
        core.npu.writeStop();
        preemption.at(RocketWindow.IRQ_HW_STOPPED);
        core.npu.writeInterruptClear(RocketNpu.CLEAR_ALL);
        preemption.at(RocketWindow.IRQ_CLEARED);
    }

    /** {@code rocket_job_hw_submit()}; the last write is GO. */
    protected final void hwSubmit(RocketCore core, RocketTask task, NpuProgram program) {
        RocketNpu npu = core.npu;
        int extraBit = 0x10000000 * core.index;
        npu.write(SetupRegister.PC_BASE_ADDRESS, 1);
        npu.write(SetupRegister.CNA_S_POINTER, 0xe | extraBit);
        npu.write(SetupRegister.CORE_S_POINTER, 0xe | extraBit);
        npu.writeRegcmd(program);
        npu.write(SetupRegister.PC_REGISTER_AMOUNTS, (task.regcmdCount() + 1) / 2 - 1);
        npu.writeInterruptMask(RocketNpu.DPU_0 | RocketNpu.DPU_1);
        npu.writeInterruptClear(RocketNpu.DPU_0 | RocketNpu.DPU_1);
        npu.write(SetupRegister.PC_TASK_CON, 0x6001);
        npu.write(SetupRegister.PC_TASK_DMA_BASE_ADDR, 0);
        npu.writeGo();
        judge.started(task.judgedJob());
    }

    /** {@code rocket_fence_create()}: one reference, or {@code -ENOMEM}. */
    public final DmaFence createFence(RocketCore core, RocketTask task) {
        if (kernel.failNth.shouldFail()) {
            return ErrPtr.of(-Errno.ENOMEM);
        }
        RocketFence fence = task.fenceMemory();
        fence.init(core.fenceLock, core.fenceContext(), core.nextSeqno());
        return fence;
    }

    /** {@code dma_fence_signal(fence)}, for a NULL fence too. The fence belongs to {@code unit}. */
    public final void signal(DmaFence fence, RocketTask unit) {
        if (fence == null) {
            kernel.warn("dma_fence_signal(NULL)");
            return;
        }
        boolean success = fence.error() == 0;
        if (fence.signal() == 0 && success) {
            judge.signalled(unit);
        }
    }

    /** {@code rocket_core_reset()}. */
    protected final void resetHardware(RocketCore core) {
        core.npu.assertReset();
        preemption.at(RocketWindow.RESET_ASSERTED);
        core.npu.deassertReset();
    }

    /** {@code rocket_job_free()}. */
    @Override
    public final void freeJob(SchedJob job) {
        RocketTask task = (RocketTask) job;
        RocketJob inference = task.job();
        if (design.locksFenceBeforePut && task.doneFence() != null) {
            // Whoever signals the fence holds its lock. Afterwards nobody is inside.
            task.doneFence().status();
        }
        task.cleanup();
        inference.put();
    }

    @Override
    public final void finishing(SchedJob job, int error) {
        judge.finishing((RocketTask) job, error);
    }
}
