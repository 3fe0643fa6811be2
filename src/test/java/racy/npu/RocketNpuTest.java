// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.npu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import racy.kernel.IommuDomain;
import racy.kernel.IommuGroup;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.Preemption;
import racy.kernel.ThreadedIrq;
import racy.kernel.Violation;
import racy.kernel.Violations;

class RocketNpuTest {
    private static final int BOTH = RocketNpu.DPU_0 | RocketNpu.DPU_1;

    private final Kernel kernel = new Kernel();
    private final RocketNpu npu = new RocketNpu(kernel);
    private final IommuGroup group = new IommuGroup(kernel, npu);
    private final IommuDomain domain = new IommuDomain("client");
    private final Object inference = new Object();

    @BeforeEach
    void power() {
        npu.powerOn(group);
    }

    private NpuProgram program(int index, NpuProgram.Behaviour behaviour) {
        return new NpuProgram(inference, index, domain, behaviour);
    }

    private NpuProgram completing(int index) {
        return program(index, NpuProgram.Behaviour.COMPLETES);
    }

    /** Writes the registers like {@code run_job}: the last write is GO. */
    private void submit(NpuProgram program) {
        npu.writeInterruptMask(BOTH);
        npu.writeInterruptClear(BOTH);
        npu.write(RocketNpu.SetupRegister.PC_TASK_CON, 1);
        npu.writeRegcmd(program);
        npu.writeGo();
    }

    private void irqThread() {
        npu.writeStop();
        npu.writeInterruptClear(RocketNpu.CLEAR_ALL);
    }

    private void reported(Violation... expected) {
        assertEquals(Set.of(expected), kernel.violations.asSet());
    }

    /** Whether a program is guilty whose behaviour alone decides that. */
    private static boolean guilty(NpuProgram program) {
        return program.isGuilty(1, 0);
    }

    @Test
    void guilt_timedProgram_byTheTimeItRan() {
        group.attach(domain);
        NpuProgram program = program(0, NpuProgram.Behaviour.TIMED);
        assertFalse(program.isGuilty(0, Long.MAX_VALUE), "not started");
        submit(program);
        long start = kernel.clock.nanos();
        long hour = TimeUnit.HOURS.toNanos(1);
        assertFalse(program.isGuilty(hour, start));
        assertTrue(program.isGuilty(hour, start + hour));
        npu.complete();
        assertFalse(program.isGuilty(hour, start + 2 * hour), "it ended in time");
    }

    @Test
    void sequence_legal_reportsNothing() {
        group.attach(domain);
        for (int i = 0; i < 3; i++) {
            NpuProgram program = completing(i);
            assertFalse(program.isStarted());
            submit(program);
            assertSame(program, npu.running());
            assertFalse(npu.isQuiet());
            assertTrue(npu.complete());
            assertTrue(program.isFinished());
            assertFalse(guilty(program));
            assertFalse(npu.isQuiet(), "the status is to be seen yet");
            irqThread();
            assertTrue(npu.isQuiet());
        }
        npu.assertReset();
        npu.deassertReset();
        group.detach();
        group.attach(domain);
        submit(completing(0));
        npu.complete();
        irqThread();
        group.detach();
        reported();
    }

    /** No instant has both values, so a reader must not be able to combine them from two instants. */
    @Test
    void status_maskedOrCleared_neverSeenAsBoth() throws InterruptedException {
        group.attach(domain);
        AtomicBoolean over = new AtomicBoolean();
        Thread driver = new Thread(() -> {
            for (int i = 0; i < 5_000_000; i++) {
                npu.writeInterruptMask(0);
                npu.writeRegcmd(completing(0));
                npu.writeGo();
                npu.complete();
                npu.writeInterruptClear(BOTH);
                npu.writeInterruptMask(BOTH);
            }
            over.set(true);
        });
        driver.start();
        int seen = 0;
        while (!over.get()) {
            seen |= npu.readInterruptStatus();
            seen |= npu.isInterruptAsserted() ? 1 : 0;
        }
        driver.join();
        assertEquals(0, seen, "a task's status with the next one's mask");
        reported();
    }

    @Test
    void status_masked_rawShowsAndLineDoesNot() {
        group.attach(domain);
        submit(completing(0));
        npu.writeInterruptMask(0);
        npu.complete();
        assertEquals(RocketNpu.DPU_0, npu.readInterruptRawStatus());
        assertEquals(0, npu.readInterruptStatus());
        assertFalse(npu.isInterruptAsserted());
        npu.writeInterruptMask(BOTH);
        assertEquals(RocketNpu.DPU_0, npu.readInterruptStatus());
        assertTrue(npu.isInterruptAsserted());
    }

    @Test
    void status_laterTask_otherHalf() {
        group.attach(domain);
        submit(completing(0));
        npu.complete();
        irqThread();
        submit(completing(1));
        npu.complete();
        assertEquals(RocketNpu.DPU_1, npu.readInterruptRawStatus());
    }

    @Test
    void clear_bits_onlyThose() {
        group.attach(domain);
        submit(completing(0));
        npu.complete();
        npu.writeInterruptClear(RocketNpu.DPU_1);
        assertEquals(RocketNpu.DPU_0, npu.readInterruptRawStatus());
        npu.writeInterruptClear(RocketNpu.DPU_0);
        assertEquals(0, npu.readInterruptRawStatus());
        assertFalse(npu.isInterruptAsserted());
        assertFalse(npu.complete(), "once is enough");
    }

    @Test
    void complete_hanging_never() {
        group.attach(domain);
        NpuProgram program = program(0, NpuProgram.Behaviour.HANGS);
        assertFalse(guilty(program));
        submit(program);
        assertFalse(npu.complete());
        assertTrue(guilty(program));
        assertSame(program, npu.running());
        assertEquals(0, npu.readInterruptRawStatus());
    }

    @Test
    void complete_late_guiltyAndFinished() {
        group.attach(domain);
        NpuProgram program = completing(0);
        program.setBehaviour(NpuProgram.Behaviour.LATE);
        submit(program);
        assertTrue(guilty(program));
        assertTrue(npu.complete());
        assertTrue(program.isFinished());
        assertTrue(guilty(program));
    }

    @Test
    void complete_nothingRuns_nothing() {
        assertFalse(npu.complete());
        assertEquals(0, npu.readInterruptRawStatus());
    }

    @Test
    void reset_runningTask_stoppedAndRegistersWiped() {
        group.attach(domain);
        submit(completing(0));
        npu.complete();
        NpuProgram running = completing(1);
        npu.writeRegcmd(running);
        npu.writeGo();
        npu.assertReset();
        assertNull(npu.running());
        assertTrue(running.isStarted());
        assertFalse(running.isFinished());
        npu.deassertReset();
        assertEquals(0, npu.readInterruptRawStatus());
        assertFalse(npu.isInterruptAsserted());
        npu.writeGo();
        assertNull(npu.running(), "the address was wiped");
        submit(completing(0));
        assertTrue(npu.complete());
        assertEquals(RocketNpu.DPU_0, npu.readInterruptRawStatus());
        reported(Violation.WRONG_DOMAIN_DMA);
    }

    @Test
    void reset_maskWiped_noLine() {
        group.attach(domain);
        submit(completing(0));
        npu.assertReset();
        npu.deassertReset();
        npu.writeRegcmd(completing(0));
        npu.writeGo();
        npu.complete();
        assertFalse(npu.isInterruptAsserted());
    }

    @Test
    void access_unpowered_reportedAndWithoutEffect() {
        group.attach(domain);
        npu.powerOff();
        NpuProgram program = completing(0);
        npu.writeRegcmd(program);
        npu.writeInterruptMask(BOTH);
        npu.writeGo();
        reported(Violation.MMIO_UNPOWERED);
        npu.powerOn(group);
        npu.writeGo();
        assertFalse(program.isStarted());
    }

    @Test
    void powerOff_statusRaised_lineFalls() {
        group.attach(domain);
        submit(completing(0));
        npu.complete();
        npu.raiseIommuInterrupt();
        npu.powerOff();
        assertFalse(npu.isInterruptAsserted());
        assertFalse(npu.isIommuInterruptAsserted());
        assertTrue(npu.isQuiet());
        npu.powerOn(group);
        assertEquals(0, npu.readInterruptRawStatus());
    }

    @Test
    void powerOff_taskRuns_stopsIt() {
        group.attach(domain);
        NpuProgram program = completing(0);
        submit(program);
        npu.powerOff();
        assertNull(npu.running());
        assertFalse(program.isFinished());
    }

    @Test
    void powerOn_domainAttached_programsIt() {
        group.attach(domain);
        npu.powerOff();
        npu.powerOn(group);
        submit(completing(0));
        reported();
    }

    /** The IOMMU's driver leaves the registers alone while they are off; the resume programs them. */
    @Test
    void attach_whileOff_programmedByTheResume() {
        npu.powerOff();
        group.attach(domain);
        npu.powerOn(group);
        submit(completing(0));
        reported();
    }

    @Test
    void go_suspendedBetween_stateLost() {
        group.attach(domain);
        submit(completing(0));
        npu.complete();
        npu.powerOff();
        npu.powerOn(group);
        submit(completing(1));
        reported(Violation.STATE_LOST);
    }

    @Test
    void access_inReset_reportedAndWithoutEffect() {
        group.attach(domain);
        npu.assertReset();
        NpuProgram program = completing(0);
        npu.writeRegcmd(program);
        npu.writeInterruptMask(BOTH);
        npu.writeGo();
        assertFalse(program.isStarted());
        npu.deassertReset();
        npu.writeGo();
        assertFalse(program.isStarted());
        reported(Violation.MMIO_IN_RESET);
    }

    @Test
    void everyRegister_inResetUnpowered_reportsBoth() {
        npu.powerOff();
        npu.assertReset();
        Runnable[] accesses = {
            () -> npu.write(RocketNpu.SetupRegister.PC_TASK_CON, 1),
            () -> npu.writeRegcmd(completing(0)),
            () -> npu.writeInterruptMask(0),
            () -> npu.writeInterruptClear(0),
            npu::readInterruptRawStatus,
            npu::readInterruptStatus,
            npu::writeGo,
            npu::writeStop
        };
        for (Runnable access : accesses) {
            kernel.violations.clear();
            access.run();
            reported(Violation.MMIO_IN_RESET, Violation.MMIO_UNPOWERED);
        }
    }

    @Test
    void go_whileRunning_overlap() {
        group.attach(domain);
        NpuProgram overrun = completing(0);
        submit(overrun);
        submit(completing(1));
        assertFalse(overrun.isFinished());
        reported(Violation.HW_OVERLAP);
    }

    @Test
    void go_noDomain_wrongDomain() {
        submit(completing(0));
        reported(Violation.WRONG_DOMAIN_DMA);
    }

    @Test
    void go_othersDomain_wrongDomain() {
        group.attach(new IommuDomain("other"));
        submit(completing(0));
        reported(Violation.WRONG_DOMAIN_DMA);
    }

    @Test
    void detach_whileRunning_wrongDomain() {
        group.attach(domain);
        submit(completing(0));
        reported();
        group.detach();
        reported(Violation.WRONG_DOMAIN_DMA);
    }

    @Test
    @DisplayName("the group still has the domain after a reset, the IOMMU's register does not")
    void go_afterResetWithoutReattach_wrongDomain() {
        group.attach(domain);
        npu.assertReset();
        npu.deassertReset();
        assertSame(domain, group.domain());
        submit(completing(0));
        reported(Violation.WRONG_DOMAIN_DMA);
    }

    @Test
    void go_foreignTaskBetween_stateLost() {
        group.attach(domain);
        submit(completing(0));
        npu.complete();
        submit(new NpuProgram(new Object(), 0, domain, NpuProgram.Behaviour.COMPLETES));
        npu.complete();
        reported();
        submit(completing(1));
        reported(Violation.STATE_LOST);
    }

    /** A task needs the state of the task before it, and not just that of any task of its inference. */
    @Test
    void go_taskBeforeWasSkipped_stateLost() {
        group.attach(domain);
        submit(completing(0));
        npu.complete();
        submit(completing(2));
        reported(Violation.STATE_LOST);
    }

    /** Whenever a task ends, what it left is on the chip, even if the task ends before GO returns. */
    @Test
    void go_taskEndsBeforeGoReturns_itsStateIsOnTheChip() {
        NpuProgram first = completing(0);
        AtomicReference<RocketNpu> stopping = new AtomicReference<>();
        KernelClock clock = () -> {
            RocketNpu busy = stopping.get();
            if (busy != null && busy.running() == first) {
                busy.writeStop();
            }
            return 1;
        };
        Kernel own = new Kernel(clock, new Violations(), new Preemption());
        RocketNpu core = new RocketNpu(own);
        IommuGroup ownGroup = new IommuGroup(own, core);
        core.powerOn(ownGroup);
        ownGroup.attach(domain);
        go(core, new NpuProgram(new Object(), 0, domain, NpuProgram.Behaviour.COMPLETES));
        stopping.set(core);
        go(core, first);
        stopping.set(null);
        assertNull(core.running(), "the clock was read while it ran");
        go(core, completing(1));
        assertEquals(Set.of(Violation.HW_OVERLAP, Violation.LATE_IRQ_STOPS_HW), own.violations.asSet());
    }

    private static void go(RocketNpu core, NpuProgram program) {
        core.writeRegcmd(program);
        core.writeGo();
    }

    @Test
    void go_resetBetween_stateLost() {
        group.attach(domain);
        submit(completing(0));
        npu.complete();
        npu.assertReset();
        npu.deassertReset();
        group.detach();
        group.attach(domain);
        submit(completing(1));
        reported(Violation.STATE_LOST);
    }

    @Test
    void stop_whileRunning_lateIrq() {
        group.attach(domain);
        NpuProgram stopped = completing(0);
        submit(stopped);
        npu.writeStop();
        assertNull(npu.running());
        assertFalse(npu.complete());
        assertFalse(stopped.isFinished());
        reported(Violation.LATE_IRQ_STOPS_HW);
    }

    /** The core's handler, as in Rocket: read the raw status, mask, wake. */
    private final class CoreAction implements ThreadedIrq.Action {
        int calls;

        @Override
        public boolean isAsserted() {
            return npu.isInterruptAsserted();
        }

        @Override
        public ThreadedIrq.Return hardHandler() {
            calls++;
            if ((npu.readInterruptRawStatus() & BOTH) == 0) {
                return ThreadedIrq.Return.NONE;
            }
            npu.writeInterruptMask(0);
            return ThreadedIrq.Return.WAKE_THREAD;
        }

        @Override
        public void threadHandler() {
            irqThread();
        }
    }

    private final class IommuAction implements ThreadedIrq.Action {
        @Override
        public boolean isAsserted() {
            return npu.isIommuInterruptAsserted();
        }

        @Override
        public ThreadedIrq.Return hardHandler() {
            return npu.acknowledgeIommuInterrupt() ? ThreadedIrq.Return.HANDLED : ThreadedIrq.Return.NONE;
        }
    }

    private final CoreAction core = new CoreAction();
    private final ThreadedIrq line = new ThreadedIrq(kernel);

    private void requestLine() {
        line.request(core);
        line.request(new IommuAction());
    }

    @Test
    void line_completion_levelUntilMasked() {
        requestLine();
        group.attach(domain);
        submit(completing(0));
        assertFalse(line.deliver());
        npu.complete();
        assertTrue(line.isAsserted());
        assertTrue(line.deliver());
        assertFalse(line.isAsserted(), "masked by the hard handler");
        assertFalse(line.deliver());
        assertTrue(line.runThread());
        assertFalse(line.runThread());
        assertTrue(npu.isQuiet());
        reported();
    }

    @Test
    void line_iommuFault_coreHandlerRunsAndLeavesIt() {
        requestLine();
        npu.raiseIommuInterrupt();
        assertTrue(line.isAsserted());
        assertFalse(line.deliver());
        assertEquals(1, core.calls);
        assertFalse(line.isAsserted());
    }

    @Test
    @DisplayName("raw, not masked, status: the IOMMU's interrupt lets the handler see a status that it has masked")
    void line_iommuFaultAfterMask_threadWokenAgain() {
        requestLine();
        group.attach(domain);
        submit(completing(0));
        npu.complete();
        assertTrue(line.deliver());
        npu.raiseIommuInterrupt();
        assertTrue(line.deliver(), "the status is not cleared yet");
        assertTrue(line.runThread(), "one wake-up");
        assertFalse(line.runThread());
    }

    @Test
    void line_disabled_levelWaits() {
        requestLine();
        group.attach(domain);
        submit(completing(0));
        npu.complete();
        line.disable();
        assertFalse(line.deliver());
        assertEquals(0, core.calls);
        line.enable();
        assertTrue(line.deliver());
    }

    @Test
    void init_afterUse_asAfterPowerUp() {
        group.attach(domain);
        NpuProgram program = completing(0);
        submit(program);
        npu.raiseIommuInterrupt();
        npu.init();
        program.init();
        assertTrue(npu.isQuiet());
        assertFalse(npu.isIommuInterruptAsserted());
        assertFalse(program.isStarted());
    }
}
