// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

    @ParameterizedTest
    @ValueSource(strings = {"pre-patch", "as-posted", "masked-status"})
    void interrupt_idleCore_registersTouchedUnpowered(String variant) {
        Script script = new Script(variant);
        script.iommuInterrupt();
        assertEquals(Set.of(Violation.MMIO_UNPOWERED), script.violations.asSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"irq-checks-power", "v2"})
    void irqChecksPower_idleCore_registersLeftAlone(String variant) {
        Script script = new Script(variant);
        script.iommuInterrupt();
        assertEquals(Set.of(), script.violations.asSet());
        assertFalse(script.core.npu.isIommuInterruptAsserted());
        assertEquals(0, script.core.pm.usage());
    }
}
