// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.npu;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import racy.kernel.Ghost;
import racy.kernel.IommuDomain;
import racy.kernel.IommuGroup;
import racy.kernel.Kernel;
import racy.kernel.Violation;
import racy.kernel.Violations;

/**
 * One NPU core: the registers that the driver uses, one task at a time, an interrupt, a reset line, a power switch, and
 * the IOMMU's page-table register. The reset wipes that register with the others ({@code rocket_registers.h}, RK3588
 * TRM). The IOMMU is in the core's power domain, and a device link makes it resume before the core and suspend after it.
 * So one switch stands for both.
 *
 * <p>Every register access may report {@code MMIO_UNPOWERED} or {@code MMIO_IN_RESET}. At the moment of the check the
 * core is off or in reset, so a report is always true.
 */
public final class RocketNpu implements IommuGroup.Hardware {
    /**
     * {@code PC_INTERRUPT_*_DPU_0}, {@code _DPU_1}: the ping-pong halves. A task completes on the half it was set up
     * on.
     */
    public static final int DPU_0 = 1 << 8;

    public static final int DPU_1 = 1 << 9;
    /** The value that is written to {@code INTERRUPT_CLEAR} to clear all bits. */
    public static final int CLEAR_ALL = 0x1ffff;

    /** Registers that the driver sets up. The model does not interpret their values. */
    public enum SetupRegister {
        PC_BASE_ADDRESS,
        CNA_S_POINTER,
        CORE_S_POINTER,
        PC_REGISTER_AMOUNTS,
        PC_TASK_CON,
        PC_TASK_DMA_BASE_ADDR
    }

    /**
     * The interrupt registers in one word, because the hardware derives the masked status and the line from them at one
     * instant. The raw status is in the low bits and the mask is above it. A count of resets is above the mask, so that
     * a completion from before a reset has no effect after it.
     */
    private static final int STATUS_BITS = CLEAR_ALL;

    private static final int MASK_SHIFT = Integer.bitCount(STATUS_BITS);
    private static final long MASK_BITS = (long) STATUS_BITS << MASK_SHIFT;
    private static final long ONE_RESET = 1L << 2 * MASK_SHIFT;
    private static final long RESETS = -ONE_RESET;

    private static final SetupRegister[] SETUP_REGISTERS = SetupRegister.values();

    private final Kernel kernel;
    private final int[] setup = new int[SETUP_REGISTERS.length];
    private NpuProgram regcmd;
    private NpuProgram running;
    private long interrupts;
    private volatile boolean powered;
    private volatile boolean inReset;
    /** The IOMMU's page-table register. Null after a reset. */
    private volatile IommuDomain tableBase;

    private volatile boolean iommuFault;
    /** The program that left its state on the chip: the one of the last GO. */
    @Ghost
    private NpuProgram onChip;

    /** The core is off. */
    public RocketNpu(Kernel kernel) {
        this.kernel = kernel;
    }

    // --- registers ---

    /** Returns false for a core that is off or in reset, because that takes no write. */
    private boolean access(String what) {
        boolean unpowered = !powered;
        if (unpowered) {
            kernel.violations.report(Violation.MMIO_UNPOWERED, what);
        }
        if (inReset) {
            kernel.violations.report(Violation.MMIO_IN_RESET, what);
            return false;
        }
        return !unpowered;
    }

    /** A setup register: {@code writel()}. */
    public void write(SetupRegister register, int value) {
        if (access("setup register")) {
            SETUP.setRelease(setup, register.ordinal(), value);
        }
        kernel.preemption.at(RegisterWindow.SETUP_WRITTEN);
    }

    /** {@code PC_BASE_ADDRESS}: the address of the register commands to run. */
    public void writeRegcmd(NpuProgram program) {
        if (access("PC_BASE_ADDRESS")) {
            REGCMD.setRelease(this, program);
        }
        kernel.preemption.at(RegisterWindow.REGCMD_WRITTEN);
    }

    /** {@code PC_INTERRUPT_MASK}: which raw bits drive the line. */
    public void writeInterruptMask(int bits) {
        if (access("PC_INTERRUPT_MASK")) {
            long now;
            do {
                now = (long) INTERRUPTS.getOpaque(this);
            } while (!INTERRUPTS.compareAndSet(
                    this, now, now & ~MASK_BITS | (long) (bits & STATUS_BITS) << MASK_SHIFT));
        }
        kernel.preemption.at(RegisterWindow.INTERRUPT_MASK_WRITTEN);
    }

    /** {@code PC_INTERRUPT_CLEAR}. */
    public void writeInterruptClear(int bits) {
        if (access("PC_INTERRUPT_CLEAR")) {
            INTERRUPTS.getAndBitwiseAndRelease(this, ~(long) (bits & STATUS_BITS));
        }
        kernel.preemption.at(RegisterWindow.INTERRUPT_CLEAR_WRITTEN);
    }

    /** {@code PC_INTERRUPT_RAW_STATUS}: which events happened, masked or not. */
    public int readInterruptRawStatus() {
        access("PC_INTERRUPT_RAW_STATUS");
        return rawStatus();
    }

    /** {@code PC_INTERRUPT_STATUS}: which events happened and are not masked. */
    public int readInterruptStatus() {
        access("PC_INTERRUPT_STATUS");
        return maskedStatus();
    }

    private int rawStatus() {
        return (int) (long) INTERRUPTS.getAcquire(this) & STATUS_BITS;
    }

    private int maskedStatus() {
        long now = (long) INTERRUPTS.getAcquire(this);
        return (int) (now & now >>> MASK_SHIFT) & STATUS_BITS;
    }

    /**
     * {@code PC_OPERATION_ENABLE} = 1: GO. The task runs from here on. Nothing runs if the core is off or in reset, or
     * if no address was written since then.
     */
    public void writeGo() {
        if (!access("PC_OPERATION_ENABLE=1")) {
            return;
        }
        NpuProgram program = (NpuProgram) REGCMD.getAcquire(this);
        if (program == null) {
            return;
        }
        boolean foreignState = findsForeignState(program) && Violations.secondLook() && findsForeignState(program);
        // Before the task becomes the running one. A context that finds the task finished also finds what it left, and
        // a reset that stops the task wipes that.
        ON_CHIP.setOpaque(this, program);
        program.start(kernel.clock.nanos());
        kernel.violations.looked(Violation.HW_OVERLAP);
        kernel.violations.looked(Violation.WRONG_DOMAIN_DMA);
        kernel.violations.looked(Violation.STATE_LOST);
        NpuProgram overrun = (NpuProgram) RUNNING.getAndSet(this, program);
        if (overrun != null) {
            overrun.stop(kernel.clock.nanos());
            kernel.violations.report(Violation.HW_OVERLAP, "GO while a task runs");
        }
        // After the task became the running one. If reset is asserted now, or the core is switched off, either that
        // stops the task or this does.
        if ((inReset || !powered) && RUNNING.compareAndSet(this, program, null)) {
            program.stop(kernel.clock.nanos());
            while ((NpuProgram) ON_CHIP.getOpaque(this) == program
                    && !ON_CHIP.weakCompareAndSetPlain(this, program, null)) {
                // The weak compare-and-set failed without a cause, or another GO has come.
            }
            return;
        }
        // Likewise: if the IOMMU is changed now, program() sees that the task runs.
        boolean foreignDomain = tableBase != program.domain();
        if ((NpuProgram) RUNNING.getVolatile(this) != program && !program.isFinished()) {
            // A reset may have stopped the task and wiped both, so the task may have run with other values than those
            // read.
            return;
        }
        if (foreignDomain) {
            kernel.violations.report(Violation.WRONG_DOMAIN_DMA, "GO with another domain, or none, in the IOMMU");
        }
        if (foreignState) {
            kernel.violations.report(
                    Violation.STATE_LOST, "GO of a task without the on-chip state of the task before it");
        }
    }

    @Ghost
    private boolean findsForeignState(NpuProgram program) {
        return !program.goesOnAfter((NpuProgram) ON_CHIP.getOpaque(this));
    }

    /** {@code PC_OPERATION_ENABLE} = 0, as the IRQ thread writes it: a task that runs is stopped. */
    public void writeStop() {
        if (!access("PC_OPERATION_ENABLE=0")) {
            return;
        }
        kernel.violations.looked(Violation.LATE_IRQ_STOPS_HW);
        NpuProgram stopped = (NpuProgram) RUNNING.getAndSet(this, null);
        if (stopped != null) {
            stopped.stop(kernel.clock.nanos());
            kernel.violations.report(Violation.LATE_IRQ_STOPS_HW, "PC_OPERATION_ENABLE=0 while a task runs");
        }
    }

    // --- what the hardware does by itself ---

    /**
     * The running task completes, which raises the raw status. A task that hangs does not complete.
     *
     * @return whether one completed
     */
    public boolean complete() {
        NpuProgram program = (NpuProgram) RUNNING.getAcquire(this);
        long before = (long) INTERRUPTS.getAcquire(this);
        if (program == null
                || program.behaviour() == NpuProgram.Behaviour.HANGS
                || !RUNNING.compareAndSet(this, program, null)) {
            return false;
        }
        program.finish();
        int done = (program.index() & 1) == 0 ? DPU_0 : DPU_1;
        long now = (long) INTERRUPTS.getOpaque(this);
        // Released. A context that reads the status sees that the task finished and everything from before GO. If a
        // reset has come since, the status was wiped.
        while ((now & RESETS) == (before & RESETS) && !INTERRUPTS.weakCompareAndSetRelease(this, now, now | done)) {
            now = (long) INTERRUPTS.getOpaque(this);
        }
        program.ended(kernel.clock.nanos());
        return true;
    }

    /**
     * The IOMMU raises its interrupt, for a reason of its own, on the line that it shares with the core. While the core
     * is off, the IOMMU is off too and raises nothing.
     */
    public void raiseIommuInterrupt() {
        iommuFault = true;
        if (!powered) {
            iommuFault = false;
        }
    }

    /** The IOMMU driver's hard handler acknowledges the interrupt. Returns whether it was the IOMMU's. */
    public boolean acknowledgeIommuInterrupt() {
        boolean mine = iommuFault;
        iommuFault = false;
        return mine;
    }

    /** The core drives the interrupt line. */
    public boolean isInterruptAsserted() {
        return maskedStatus() != 0;
    }

    /** The IOMMU drives the interrupt line. */
    public boolean isIommuInterruptAsserted() {
        return iommuFault;
    }

    /** {@code reset_control_bulk_assert()}: everything stops, and all registers are wiped, the IOMMU's too. */
    public void assertReset() {
        inReset = true;
        wipe();
    }

    /** {@code reset_control_bulk_deassert()}. */
    public void deassertReset() {
        inReset = false;
    }

    /**
     * The core and its IOMMU lose their power: everything stops, and the registers and what is on the chip are lost. The
     * core's callback comes first, then {@code rk_iommu_suspend()}.
     */
    public void powerOff() {
        powered = false;
        wipe();
        iommuFault = false;
    }

    /**
     * The IOMMU and the core get their power. {@code rk_iommu_resume()} programs the domain that is attached, then the
     * core's own callback runs.
     */
    public void powerOn(IommuGroup group) {
        // Before the domain is read. If it is changed now, either this programs the new one or program() does.
        powered = true;
        IommuDomain attached;
        do {
            attached = group.domain();
            tableBase = attached;
        } while (group.domain() != attached);
    }

    public boolean isPowered() {
        return powered;
    }

    private void wipe() {
        NpuProgram stopped = (NpuProgram) RUNNING.getAndSet(this, null);
        if (stopped != null) {
            stopped.stop(kernel.clock.nanos());
        }
        long now;
        do {
            now = (long) INTERRUPTS.getVolatile(this);
        } while (!INTERRUPTS.compareAndSet(this, now, (now & RESETS) + ONE_RESET));
        REGCMD.setRelease(this, null);
        for (int i = 0; i < setup.length; i++) {
            SETUP.setRelease(setup, i, 0);
        }
        tableBase = null;
        ON_CHIP.setOpaque(this, null);
    }

    /**
     * The IOMMU driver writes the page-table register. A task that runs meanwhile goes on with the new domain. If the
     * IOMMU is off, the driver leaves its registers alone, because the resume programs them.
     */
    @Override
    public void program(IommuDomain domain) {
        if (!powered) {
            return;
        }
        tableBase = domain;
        NpuProgram program = (NpuProgram) RUNNING.getVolatile(this);
        if (program != null && program.domain() != domain) {
            kernel.violations.report(Violation.WRONG_DOMAIN_DMA, "the IOMMU's domain changed under a running task");
        }
    }

    /** The task on the hardware, or null. */
    public NpuProgram running() {
        return (NpuProgram) RUNNING.getVolatile(this);
    }

    /** No task runs, and there is no status that a context has yet to read. */
    public boolean isQuiet() {
        return running() == null && rawStatus() == 0;
    }

    /** Re-initialises the core in place, switched off. No context may run. */
    public void init() {
        Arrays.fill(setup, 0);
        REGCMD.set(this, null);
        RUNNING.set(this, null);
        INTERRUPTS.set(this, 0L);
        powered = false;
        inReset = false;
        tableBase = null;
        iommuFault = false;
        ON_CHIP.set(this, null);
    }

    // VarHandle mechanics
    private static final VarHandle SETUP = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle REGCMD = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "regcmd", VarHandle.class, RocketNpu.class, NpuProgram.class);
    private static final VarHandle RUNNING = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "running", VarHandle.class, RocketNpu.class, NpuProgram.class);
    private static final VarHandle INTERRUPTS = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "interrupts", VarHandle.class, RocketNpu.class, long.class);
    private static final VarHandle ON_CHIP = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "onChip", VarHandle.class, RocketNpu.class, NpuProgram.class);
}
