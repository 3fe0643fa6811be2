// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import racy.driver.variant.Variants;
import racy.fence.DmaFence;
import racy.fence.DmaResv;
import racy.kernel.Kernel;
import racy.kernel.SpinLock;
import racy.kernel.Violation;
import racy.kernel.Violations;

/** Two clients wait for each other. Nothing runs and nothing is in flight, but tasks are queued. */
class StuckQueueTest {
    private final Kernel kernel = new Kernel();
    private final DmaFence camera = new DmaFence(kernel);

    /** The first client writes what the second one reads, and waits for a camera. The second client has two tasks. */
    private RocketDevice play(String variant) {
        RocketDevice device = new RocketDevice(kernel, Variants.of(variant).design(), 1);
        RocketFile writer = device.open("writer");
        RocketFile reader = device.open("reader");
        RocketBo frame = writer.createBo();
        RocketBo result = writer.createBo();
        camera.init(new SpinLock(kernel), -100, 1);
        frame.resv().lock();
        assertEquals(0, frame.resv().reserveFence());
        frame.resv().addFence(camera, DmaResv.Usage.WRITE);
        frame.resv().unlock();
        DrmRocketJob first =
                DrmRocketJob.of(DrmRocketTask.COMPLETES).reading(frame).writing(result);
        DrmRocketJob second = DrmRocketJob.of(DrmRocketTask.COMPLETES, DrmRocketTask.COMPLETES)
                .reading(result);
        assertEquals(0, device.submit(writer, DrmRocketSubmit.of(first)));
        assertEquals(0, device.submit(reader, DrmRocketSubmit.of(second)));
        settle(device.core(0));
        camera.signal();
        settle(device.core(0));
        device.audit();
        return device;
    }

    private static void settle(RocketCore core) {
        boolean moved = true;
        while (moved) {
            moved = core.submitWq.runNext() | core.npu.complete() | core.irq.deliver() | core.irq.runThread();
        }
    }

    @Test
    void audit_ownerWaitsForWhoWaitsForIt_isDeadlock() {
        play("inference-owns-core");
        assertTrue(kernel.violations.has(Violation.DEADLOCK), kernel.violations::toString);
    }

    @Test
    void audit_dependenciesOnTheFirstTask_noDeadlock() {
        play("v2");
        assertFalse(kernel.violations.has(Violation.DEADLOCK), kernel.violations::toString);
        assertEquals(Violations.NONE, kernel.violations.toString());
    }
}
