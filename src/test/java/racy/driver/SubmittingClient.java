// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static racy.driver.DrmRocketTask.COMPLETES;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import racy.fence.DmaFence;
import racy.kernel.IommuDomain;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.Preemption;
import racy.kernel.Violations;

/** A client with an input and an output buffer. No other client delays it. */
final class SubmittingClient {
    final Violations violations = new Violations();
    final RocketDevice device;
    final RocketCore core;
    final RocketFile file;
    final RocketDomain domain;
    final RocketBo input;
    final RocketBo output;
    final List<DmaFence> completions = new ArrayList<>();
    /** Fences of others that the input waits for. */
    final List<DmaFence> cameras = new ArrayList<>();

    SubmittingClient(Design design) {
        device = new RocketDevice(new Kernel(new KernelClock.Manual(), violations, new Preemption()), design, 1);
        core = device.core(0);
        file = device.open("client");
        domain = file.domain();
        input = file.createBo();
        output = file.createBo();
    }

    DrmRocketJob job(DrmRocketTask... tasks) {
        return new DrmRocketJob(Arrays.asList(tasks), DrmRocketJob.TASK_STRUCT_SIZE, List.of(input), List.of(output));
    }

    /** An inference that reads these buffers and writes the output. */
    DrmRocketJob reading(RocketBo... bos) {
        return new DrmRocketJob(List.of(COMPLETES), DrmRocketJob.TASK_STRUCT_SIZE, Arrays.asList(bos), List.of(output));
    }

    /** An inference that reads the input and writes these buffers. */
    DrmRocketJob writing(RocketBo... bos) {
        return new DrmRocketJob(List.of(COMPLETES), DrmRocketJob.TASK_STRUCT_SIZE, List.of(input), Arrays.asList(bos));
    }

    int submit(DrmRocketSubmit args) {
        return device.submit(file, args, this::submitted);
    }

    void submitted(RocketJob job) {
        DmaFence completion = job.inferenceDoneFence().get();
        completion.heldOutside(1);
        completions.add(completion);
    }

    /** Submits a correct inference and lets all contexts run. Returns the status of its completion. */
    int infer() {
        return infer(() -> {});
    }

    /** The same as {@link #infer()}. The fault comes after the submission and before anything runs. */
    int infer(Runnable fault) {
        assertEquals(0, submit(DrmRocketSubmit.of(job(COMPLETES, COMPLETES, COMPLETES))));
        fault.run();
        settle();
        return completions.get(completions.size() - 1).status();
    }

    void settle() {
        boolean moved = true;
        while (moved) {
            moved = core.submitWq.runNext() | core.npu.complete() | core.irq.deliver() | core.irq.runThread();
        }
    }

    void assertNothingLeft() {
        assertEquals(0, file.entity().queued(), "queued tasks");
        assertEquals(0, core.sched.pendingCount(), "pending tasks");
        assertEquals(0, core.sched.creditCount(), "credits");
        assertEquals(0, core.pm.usage(), "runtime PM");
        assertTrue(core.slot.isEmpty(), "the slot");
        assertEquals(1, input.references(), "input buffer");
        assertEquals(1, output.references(), "output buffer");
        RocketDomain bound = core.boundDomain();
        assertEquals(bound == null ? 1 : 2, domain.references(), "address space");
        assertEquals(bound == null ? IommuDomain.DEFAULT : domain.domain(), core.iommuGroup.domain(), "IOMMU");
    }

    /** Nothing is left, nothing went wrong, and the client can still submit. */
    void assertUnharmed() {
        assertNothingLeft();
        assertEquals(1, infer());
        assertNothingLeft();
        device.audit();
        assertEquals(Set.of(), violations.asSet());
        assertEquals(0, device.kernel().warnings());
    }
}
