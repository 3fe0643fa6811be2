// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import racy.kernel.Violation;
import racy.npu.NpuProgram.Behaviour;
import racy.npu.RegisterWindow;

/** The windows between the register writes of rocket_job_hw_submit(), and what another context may do there. */
class RegisterWindowTest {
    private final Script script = new Script("as-posted");

    /** Stops {@code run_job} of a first task at {@code window}, while {@code meanwhile} runs. */
    private void runUntil(RegisterWindow window, Runnable meanwhile) {
        boolean[] stopped = new boolean[1];
        script.submit(Behaviour.COMPLETES);
        script.at(window, () -> {
            stopped[0] = true;
            meanwhile.run();
        });
        script.run();
        assertTrue(stopped[0], "nobody passed the window");
    }

    @ParameterizedTest
    @EnumSource
    void hwSubmit_stopped_taskPublishedAndNotRunning(RegisterWindow window) {
        assertTrue(window.isFine());
        runUntil(window, () -> {
            assertFalse(script.core.slot.isEmpty());
            assertNull(script.core.npu.running());
        });
        assertNotNull(script.core.npu.running());
        assertEquals(Set.of(), script.violations.asSet());
    }

    @ParameterizedTest
    @EnumSource
    void hwSubmit_resetMeanwhile_restIsWrittenInReset(RegisterWindow window) {
        runUntil(window, script.core.npu::assertReset);
        assertNull(script.core.npu.running());
        assertEquals(Set.of(Violation.MMIO_IN_RESET), script.violations.asSet());
    }

    @Test
    void interruptMaskWritten_staleStatus_raisesTheLineUntilItIsCleared() {
        script.submit(Behaviour.COMPLETES);
        script.run();
        // Its interrupt is not taken, and another context has claimed and signalled the task.
        script.core.npu.complete();
        script.core.npu.writeInterruptMask(0);
        RocketTask stale = TaskSlot.of(script.core).xchgInFlightTask(null);
        script.device.driver().signal(stale.doneFence(), stale);
        boolean[] woken = new boolean[1];
        runUntil(RegisterWindow.INTERRUPT_MASK_WRITTEN, () -> woken[0] = script.core.irq.deliver());
        assertTrue(woken[0], "the hard handler took the last task's status for the next task's");
    }

    @Test
    void interruptClearWritten_lineIsDown_untilTheTaskCompletes() {
        runUntil(RegisterWindow.INTERRUPT_CLEAR_WRITTEN, () -> assertFalse(script.core.irq.deliver()));
        assertTrue(script.core.npu.complete());
        assertTrue(script.core.irq.deliver());
    }
}
