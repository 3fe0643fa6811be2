// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import racy.driver.RocketWindow;
import racy.driver.variant.Variants;
import racy.fence.DmaFence;
import racy.npu.NpuProgram.Behaviour;
import racy.stress.harness.DriverHarness.Inference;

/** What bounds the waits of a sample's contexts. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LiveHardwareTest {
    private static DriverHarness harness(LiveHardware preemption) {
        return new DriverHarness(
                Variants.of("as-posted").design(), preemption, 1, 1, new Inference(0, Behaviour.COMPLETES));
    }

    @Test
    void tryAwait_conditionNeverHolds_goesOnWithout() {
        LiveHardware preemption = new LiveHardware();
        assertFalse(preemption.tryAwait(() -> false));
        assertTrue(preemption.tryAwait(() -> true));
    }

    @Test
    void delayedAtWindow_nobodyComes_goesOn() {
        DriverHarness driver = harness(new DelayedAtWindow(RocketWindow.RUN_PUBLISHED, RocketWindow.IRQ_CLAIMED));
        driver.init();
        driver.push(0);
        driver.submitWorkers();
        assertEquals("none", driver.settle());
    }

    @Test
    void sleepingContext_hardwareMovesOn() {
        DriverHarness driver = harness(new LiveHardware());
        driver.init();
        driver.push(0);
        driver.submitWorkers();
        DmaFence done = driver.job(0).inferenceDoneFence();
        assertEquals(DmaFence.FOREVER, done.waitTimeout(DmaFence.FOREVER));
        assertEquals("none", driver.settle());
    }
}
