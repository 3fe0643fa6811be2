// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import racy.driver.variant.Variants;
import racy.fence.DmaFence;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.Preemption;
import racy.kernel.Violation;
import racy.kernel.Violations;
import racy.npu.NpuProgram.Behaviour;

/** What the audit reports when all contexts are idle, and what it leaves alone. */
class AuditTest {
    private final Violations violations = new Violations();
    private RocketDevice device;
    private RocketCore core;
    private RocketFile file;

    private void build(Design design) {
        device = new RocketDevice(new Kernel(new KernelClock.Manual(), violations, new Preemption()), design, 1);
        core = device.core(0);
        file = device.open("client");
    }

    private RocketJob push(Behaviour... tasks) {
        RocketJob job = device.prepare(file, tasks);
        device.push(file, job);
        return job;
    }

    private void settle() {
        while (core.submitWq.runNext() | core.npu.complete() | core.irq.deliver() | core.irq.runThread()) {
            // Runs until nothing is left to do.
        }
    }

    private Set<Violation> audit() {
        device.audit();
        return violations.asSet();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pre-patch", "as-posted", "fence-in-slot", "v2"})
    void legitimateHolders_nothingReported(String variant) {
        build(Variants.of(variant).design());
        file.createBo();
        device.prepare(file, Behaviour.COMPLETES);
        assertEquals(Set.of(), audit(), "a prepared inference, an open file, a handle");
        push(Behaviour.COMPLETES, Behaviour.COMPLETES);
        settle();
        assertEquals(Set.of(), audit(), "a task that is done");
        push(Behaviour.HANGS, Behaviour.COMPLETES);
        settle();
        assertEquals(Set.of(), audit(), "a task that hangs and has not timed out");
    }

    @Test
    void fenceReference_ofNobody_leak() {
        build(Variants.of("as-posted").design());
        DmaFence kept = push(Behaviour.COMPLETES).inferenceDoneFence().get();
        settle();
        kept.heldOutside(1);
        assertEquals(Set.of(), audit());
        kept.heldOutside(-1);
        assertEquals(Set.of(Violation.LEAK), audit());
    }

    @Test
    void domain_notDetachedByTheLastPut_leak() {
        Design design = Variants.of("as-posted").design();
        design.attachment = new Attachment.OncePerInference() {
            @Override
            public void release(RocketJob job) {}
        };
        build(design);
        push(Behaviour.COMPLETES);
        core.submitWq.runAll();
        assertEquals(Set.of(), audit(), "the task runs");
        settle();
        assertEquals(Set.of(Violation.LEAK), audit());
    }

    /** A timeout handler that does nothing and answers RESET. */
    @Test
    void job_onNoList_leak() {
        Design design = Variants.of("skip-reset").design();
        design.quiesce = new Quiesce() {
            @Override
            public boolean beforeStop(PatchedDriver driver, RocketCore on, RocketTask bad) {
                return false;
            }
        };
        build(design);
        push(Behaviour.HANGS);
        core.submitWq.runAll();
        assertEquals(Set.of(), audit());
        core.sched.fault();
        core.fireDueTimers();
        core.timeoutWq.runAll();
        assertTrue(audit().contains(Violation.LEAK), violations::toString);
    }

    private Set<Violation> secondPublish(String variant, Consumer<InFlightSlot<?>> between) {
        violations.clear();
        build(Variants.of(variant).design());
        for (int i = 0; i < 2; i++) {
            RocketTask task = device.prepare(file, Behaviour.COMPLETES).task(0);
            task.setDoneFence((RocketFence) device.driver().createFence(core, task));
            core.slot.publish(task);
            if (i == 0) {
                between.accept(core.slot);
            }
        }
        return audit();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"as-posted", "release-publish", "xchg-publish", "fence-in-slot", "cmpxchg-generation", "v2"})
    void slot_writtenOverAnUnclaimedTask_reported(String variant) {
        assertTrue(secondPublish(variant, slot -> {}).contains(Violation.SLOT_OVERWRITTEN), violations::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"as-posted", "release-publish", "xchg-publish", "fence-in-slot", "cmpxchg-generation", "v2"})
    void slot_writtenAfterAClaim_clean(String variant) {
        Set<Violation> seen = secondPublish(variant, slot -> {
            core.pm.resumeAndGet();
            ((PatchedDriver) device.driver()).claimInReset(core);
        });
        assertTrue(!seen.contains(Violation.SLOT_OVERWRITTEN), violations::toString);
        assertTrue(!seen.contains(Violation.LEAK), violations::toString);
    }
}
