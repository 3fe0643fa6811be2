// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import racy.driver.variant.Variants;
import racy.fence.DmaFence;
import racy.fence.DmaResv;
import racy.kernel.Errno;
import racy.kernel.Kernel;
import racy.kernel.SpinLock;
import racy.kernel.Violation;

/**
 * Each allocation of a submission fails in turn. An inference has three tasks, an input and an output, and it must wait
 * for two cameras. Its allocations are: the array of jobs, the inference, its tasks, three {@code s_fence}s, two arrays
 * for each of the two look-ups, the array of buffers, the reservation of the output (the cameras have one of the input),
 * and the node for the second dependency.
 */
class AllocationFailureTest {
    private static final int ALLOCATIONS = 13;
    /** R21: the domain is taken after this one, so an earlier failure puts NULL. The array of jobs has no inference. */
    private static final int LAST_BEFORE_THE_DOMAIN = 10;
    /** Everything that can fail in {@code rocket_acquire_object_fences()}. */
    private static final int FIRST_OF_THE_FENCES = 12;

    private final Kernel other = new Kernel();

    private SubmittingClient client(String variant) {
        SubmittingClient client = new SubmittingClient(Variants.of(variant).design());
        for (int i = 0; i < 2; i++) {
            DmaFence camera = new DmaFence(other);
            camera.init(new SpinLock(other), -100 - i, 1);
            client.input.resv().lock();
            assertEquals(0, client.input.resv().reserveFence());
            client.input.resv().addFence(camera, DmaResv.Usage.WRITE);
            client.input.resv().unlock();
            client.cameras.add(camera);
        }
        return client;
    }

    private static void assertBalanced(SubmittingClient client, String what) {
        assertEquals(List.of(), client.completions, what);
        client.cameras.forEach(camera -> assertEquals(2, camera.references(), what + ": dependencies"));
        client.cameras.forEach(DmaFence::signal);
        client.assertUnharmed();
    }

    /** Fails the n-th allocation. Returns the answer of the ioctl. */
    private static int submit(SubmittingClient client, int n) {
        client.device.failAllocation(n);
        DrmRocketTask good = DrmRocketTask.COMPLETES;
        int answer = client.submit(DrmRocketSubmit.of(client.job(good, good, good)));
        assertEquals(n > ALLOCATIONS, client.device.kernel().failNth.isSet(), "allocation " + n);
        assertEquals(n == 1 ? -Errno.ENOMEM : 0, answer);
        return answer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2", "domain-first"})
    void domainTakenFirst_anyAllocationFails_nothingIsLeft(String variant) {
        for (int n = 1; n <= ALLOCATIONS; n++) {
            SubmittingClient client = client(variant);
            submit(client, n);
            assertBalanced(client, "allocation " + n);
        }
    }

    @Test
    void v2_noAllocationFails_inferenceIsQueued() {
        SubmittingClient client = client("v2");
        submit(client, ALLOCATIONS + 1);
        assertEquals(1, client.completions.size());
    }

    /** R21 is the only fault. */
    @ParameterizedTest
    @ValueSource(strings = {"as-posted", "pre-patch"})
    void published_allocationFailsBeforeTheDomain_oops(String variant) {
        for (int n = 1; n <= ALLOCATIONS; n++) {
            boolean oopses = n > 2 && n <= LAST_BEFORE_THE_DOMAIN - (variant.equals("pre-patch") ? 2 : 0);
            boolean oopsed = false;
            SubmittingClient client = client(variant);
            client.device.failAllocation(n);
            DrmRocketTask good = DrmRocketTask.COMPLETES;
            try {
                client.submit(DrmRocketSubmit.of(client.job(good, good, good)));
            } catch (Oops e) {
                oopsed = true;
            }
            assertEquals(oopses, oopsed, variant + ", allocation " + n);
        }
    }

    @Test
    void asPosted_allocationFailsAfterTheDomain_nothingIsLeft() {
        for (int n = LAST_BEFORE_THE_DOMAIN + 1; n <= ALLOCATIONS; n++) {
            SubmittingClient client = client("as-posted");
            submit(client, n);
            assertBalanced(client, "allocation " + n);
        }
    }

    /** The job was armed before its fences could fail. It has one {@code s_fence} instead of three. */
    @Test
    void prePatch_noMemoryForTheFences_armedJobIsDropped() {
        for (int n = FIRST_OF_THE_FENCES - 2; n <= ALLOCATIONS - 2; n++) {
            SubmittingClient client = client("pre-patch");
            client.device.failAllocation(n);
            client.submit(DrmRocketSubmit.of(client.job(DrmRocketTask.COMPLETES)));
            assertFalse(client.device.kernel().failNth.isSet());
            assertEquals(Set.of(Violation.ARMED_NOT_PUSHED), client.violations.asSet());
            client.cameras.forEach(camera -> assertEquals(2, camera.references()));
        }
    }

    /** A task array that is freed while a job in it is initialised. */
    @Test
    void judge_taskFreedAndNotCleanedUp_isALeak() {
        SubmittingClient client = client("as-posted");
        RocketJob job = client.device.prepare(client.file, racy.npu.NpuProgram.Behaviour.COMPLETES);
        job.task(0).init(client.file.entity(), 1);
        job.freeTasks();
        assertEquals(Set.of(Violation.LEAK), client.violations.asSet());
        assertTrue(job.task(0).isFreed());
    }
}
