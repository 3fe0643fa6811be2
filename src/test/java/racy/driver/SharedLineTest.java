// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import racy.kernel.IrqThread;
import racy.kernel.IrqWindow;
import racy.kernel.Violation;
import racy.npu.NpuProgram.Behaviour;

/** The core shares its interrupt line with its IOMMU, so its hard handler runs for the IOMMU's interrupts too. */
class SharedLineTest {
    /** The IOMMU interrupts just before the IRQ thread clears a completion. Then the next task starts. */
    private static Script iommuInterruptsBeforeTheClear(String variant) {
        Script script = new Script(variant);
        script.submit(Behaviour.COMPLETES, Behaviour.COMPLETES);
        script.run();
        script.complete();
        script.at(RocketWindow.IRQ_HW_STOPPED, script::iommuInterrupt);
        script.core.irq.runThread();
        script.run();
        return script;
    }

    @Test
    void asPosted_rawStatusOfAHandledCompletion_wakesTheThreadAgainAndStopsTheNextTask() {
        Script script = iommuInterruptsBeforeTheClear("as-posted");
        assertTrue(script.core.irq.runThread());
        assertEquals(Set.of(Violation.LATE_IRQ_STOPS_HW, Violation.PREMATURE_SIGNAL), script.violations.asSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"masked-status", "v2"})
    void maskedStatus_ofAHandledCompletion_doesNotWakeTheThread(String variant) {
        Script script = iommuInterruptsBeforeTheClear(variant);
        assertFalse(script.core.irq.runThread());
        assertEquals(Set.of(), script.violations.asSet());
    }

    /** The only task is done, and nobody uses the core any more. */
    private static Script idleCore(String variant) {
        Script script = new Script(variant);
        script.submit(Behaviour.COMPLETES);
        script.run();
        script.complete();
        script.core.irq.runThread();
        script.run();
        return script;
    }

    @ParameterizedTest
    @ValueSource(strings = {"pre-patch", "as-posted", "masked-status", "irq-checks-power", "v2"})
    void interrupt_idleCoreStillPowered_registersMayBeTouched(String variant) {
        Script script = idleCore(variant);
        assertEquals(0, script.core.pm.usage());
        script.iommuInterrupt();
        assertEquals(Set.of(), script.violations.asSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pre-patch", "as-posted", "masked-status"})
    void interruptTaken_coreSuspendsBeforeTheHandlers_registersTouchedUnpowered(String variant) {
        Script script = idleCore(variant);
        script.at(IrqWindow.TAKEN, script::suspend);
        script.iommuInterrupt();
        assertFalse(script.core.npu.isPowered());
        assertEquals(Set.of(Violation.MMIO_UNPOWERED), script.violations.asSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"irq-checks-power", "v2"})
    void irqChecksPower_coreSuspendsBeforeTheHandlers_registersLeftAlone(String variant) {
        Script script = idleCore(variant);
        script.at(IrqWindow.TAKEN, script::suspend);
        script.iommuInterrupt();
        assertFalse(script.core.npu.isPowered());
        assertEquals(Set.of(), script.violations.asSet());
        assertFalse(script.core.npu.isIommuInterruptAsserted());
        assertEquals(0, script.core.pm.usage());
    }

    /** The IOMMU is in the core's power domain. */
    @Test
    void iommu_ofASuspendedCore_raisesNothing() {
        Script script = idleCore("as-posted");
        script.suspend();
        script.iommuInterrupt();
        assertFalse(script.core.irq.isAsserted());
        assertEquals(Set.of(), script.violations.asSet());
    }

    /** The CPU has acknowledged the interrupt, and the IRQ thread clears its source before the handlers run. */
    @ParameterizedTest
    @ValueSource(strings = {"as-posted", "masked-status", "v2"})
    void interruptTaken_sourceClearedBeforeTheHandlers_noStatusAndNoWakeUp(String variant) {
        Script script = new Script(variant);
        script.submit(Behaviour.COMPLETES, Behaviour.COMPLETES);
        script.run();
        script.complete();
        script.at(IrqWindow.TAKEN, () -> {
            script.core.irq.runThread();
            script.run();
        });
        script.iommuInterrupt();
        assertFalse(script.core.irq.isThreadWoken());
        assertEquals(Set.of(), script.violations.asSet());
        assertTrue(script.core.npu.running() != null, "the second task runs");
    }

    /** Two cores share one line, so the hard handlers of both run for each interrupt. */
    @ParameterizedTest
    @ValueSource(strings = {"as-posted", "v2"})
    void interrupt_ofAnotherCoreOnTheLine_wakesOnlyThatCoresThread(String variant) {
        Script script = new Script(variant, 2);
        RocketCore other = script.device.core(1);
        IrqThread othersThread = script.core.irq.request(other.irqAction);
        script.submit(Behaviour.COMPLETES, Behaviour.COMPLETES);
        script.submit(Behaviour.COMPLETES);
        script.run();
        other.submitWq.runAll();
        other.npu.complete();
        assertTrue(script.core.irq.deliver());
        assertTrue(othersThread.isWoken());
        assertTrue(othersThread.run());
        assertFalse(script.core.irq.isThreadWoken());
        other.submitWq.runAll();
        assertEquals(0, other.sched.creditCount(), "the other core's task is done");
        assertTrue(script.core.npu.running() != null, "the first core's task runs on");
        script.complete();
        assertTrue(script.core.irq.runThread());
        assertEquals(Set.of(), script.violations.asSet());
    }
}
