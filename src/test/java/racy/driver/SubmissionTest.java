// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import racy.driver.variant.Variants;
import racy.fence.DmaFence;
import racy.kernel.Errno;
import racy.kernel.IommuDomain;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.Preemption;
import racy.kernel.Violation;
import racy.kernel.Violations;

/** Everything that can fail between the ioctl and the hardware, and what it leaves behind. */
class SubmissionTest {
    private static final DrmRocketTask GOOD = DrmRocketTask.COMPLETES;
    private static final DrmRocketTask EMPTY = new DrmRocketTask(0, GOOD.behaviour());
    private static final DrmRocketTask UNREADABLE = null;

    /** A client with an input and an output buffer. No other client delays it. */
    private static final class Client {
        final Violations violations = new Violations();
        final RocketDevice device;
        final RocketCore core;
        final RocketFile file;
        final RocketDomain domain;
        final RocketBo input;
        final RocketBo output;
        final List<DmaFence> completions = new ArrayList<>();

        Client(Design design) {
            device = new RocketDevice(new Kernel(new KernelClock.Manual(), violations, new Preemption()), design, 1);
            core = device.core(0);
            file = device.open("client");
            domain = file.domain();
            input = file.createBo();
            output = file.createBo();
        }

        DrmRocketJob job(DrmRocketTask... tasks) {
            return new DrmRocketJob(
                    Arrays.asList(tasks), DrmRocketJob.TASK_STRUCT_SIZE, List.of(input), List.of(output));
        }

        int submit(DrmRocketSubmit args) {
            return device.submit(
                    file, args, job -> completions.add(job.inferenceDoneFence().get()));
        }

        /** Submits a correct inference and lets all contexts run. Returns the status of its completion. */
        int infer() {
            assertEquals(0, submit(DrmRocketSubmit.of(job(GOOD, GOOD, GOOD))));
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

    /** A submission that the ioctl refuses. */
    private record Refusal(
            String name, int error, Consumer<RocketDevice> fault, Function<Client, DrmRocketSubmit> args) {
        static Refusal args(String name, int error, Function<Client, DrmRocketSubmit> args) {
            return new Refusal(name, error, device -> {}, args);
        }

        static Refusal fault(String name, int error, Consumer<RocketDevice> fault) {
            return new Refusal(name, error, fault, client -> DrmRocketSubmit.of(client.job(GOOD, GOOD, GOOD)));
        }

        /** What the ioctl answers to it, on a new device. */
        int happenTo(Client client) {
            fault.accept(client.device);
            return client.submit(args.apply(client));
        }

        DynamicTest test(Consumer<Refusal> body) {
            return dynamicTest(name, () -> body.accept(this));
        }
    }

    /** Refused before the inference exists, or after it has its domain. */
    private static Stream<Refusal> harmless() {
        return Stream.of(
                Refusal.args(
                        "short job struct",
                        -Errno.EINVAL,
                        client ->
                                new DrmRocketSubmit(List.of(client.job(GOOD)), DrmRocketSubmit.JOB_STRUCT_SIZE - 1, 0)),
                Refusal.args(
                        "reserved is not 0",
                        -Errno.EINVAL,
                        client -> new DrmRocketSubmit(List.of(client.job(GOOD)), DrmRocketSubmit.JOB_STRUCT_SIZE, 1)),
                Refusal.fault("no memory for the inference", -Errno.ENOMEM, device -> device.failAllocation(1)),
                Refusal.fault(
                        "reservations not locked", -Errno.EINTR, device -> device.failNextReservation(-Errno.EINTR)),
                Refusal.fault(
                        "no memory for a fence's slot",
                        -Errno.ENOMEM,
                        device -> device.failNextReservation(-Errno.ENOMEM)));
    }

    /** Refused while the tasks are copied. The array may exist. */
    private static Stream<Refusal> whileCopying() {
        return Stream.of(
                Refusal.args("no register commands", -Errno.EINVAL, c -> DrmRocketSubmit.of(c.job(EMPTY))),
                Refusal.args(
                        "no register commands, last", -Errno.EINVAL, c -> DrmRocketSubmit.of(c.job(GOOD, GOOD, EMPTY))),
                Refusal.args("unreadable task", -Errno.EFAULT, c -> DrmRocketSubmit.of(c.job(UNREADABLE))),
                Refusal.args(
                        "unreadable task, last",
                        -Errno.EFAULT,
                        c -> DrmRocketSubmit.of(c.job(GOOD, GOOD, UNREADABLE))));
    }

    /** Refused when the inference is allocated and, in all published code, its domain is not taken yet. */
    private static Stream<Refusal> beforeTheDomain() {
        Stream<Refusal> others = Stream.of(
                Refusal.args(
                        "short task struct",
                        -Errno.EINVAL,
                        client -> DrmRocketSubmit.of(new DrmRocketJob(
                                List.of(GOOD), DrmRocketJob.TASK_STRUCT_SIZE - 1, List.of(), List.of()))),
                Refusal.args("no tasks", -Errno.EINVAL, client -> DrmRocketSubmit.of(client.job())),
                Refusal.fault("no memory for the tasks", -Errno.ENOMEM, device -> device.failAllocation(2)),
                Refusal.fault("no such buffer", -Errno.ENOENT, device -> device.failNextLookup(-Errno.ENOENT)));
        return Stream.concat(others, whileCopying());
    }

    private static Stream<Refusal> all() {
        return Stream.concat(harmless(), beforeTheDomain());
    }

    @TestFactory
    Stream<DynamicTest> v2_refusedSubmission_leavesNothing() {
        return all().map(refusal -> refusal.test(SubmissionTest::assertHarmlessInV2));
    }

    private static void assertHarmlessInV2(Refusal refusal) {
        Client client = new Client(Variants.of("v2").design());
        assertEquals(refusal.error(), refusal.happenTo(client));
        assertEquals(List.of(), client.completions);
        client.assertUnharmed();
    }

    @Test
    void submit_secondJobRefused_firstStaysSubmitted() {
        Client client = new Client(Variants.of("v2").design());
        assertEquals(-Errno.EINVAL, client.submit(DrmRocketSubmit.of(client.job(GOOD), client.job(EMPTY))));
        assertEquals(1, client.completions.size());
        client.settle();
        assertEquals(1, client.completions.get(0).status());
        client.assertUnharmed();
    }

    @TestFactory
    Stream<DynamicTest> published_harmlessRefusal_leavesNothing() {
        return Stream.of("pre-patch", "as-posted")
                .flatMap(id -> harmless()
                        .map(refusal -> dynamicTest(id + ": " + refusal.name(), () -> {
                            Client client = new Client(Variants.of(id).design());
                            assertEquals(refusal.error(), refusal.happenTo(client));
                            client.assertUnharmed();
                        })));
    }

    /** R21: the clean-up puts a domain that was not taken yet. */
    @TestFactory
    Stream<DynamicTest> published_refusedBeforeTheDomain_oops() {
        return Stream.of("pre-patch", "as-posted")
                .flatMap(id -> beforeTheDomain()
                        .map(refusal -> dynamicTest(id + ": " + refusal.name(), () -> {
                            Client client = new Client(Variants.of(id).design());
                            assertThrows(Oops.class, () -> refusal.happenTo(client));
                        })));
    }

    /** R22: after the oops comes a second bug. The array is freed where it was filled, and again with the inference. */
    @TestFactory
    Stream<DynamicTest> prePatchDomainFirst_refusedWhileCopying_doubleFree() {
        return whileCopying()
                .map(refusal -> refusal.test(r -> {
                    Design design = Variants.of("pre-patch").design();
                    Variants.of("domain-first").apply(design);
                    Client client = new Client(design);
                    assertEquals(r.error(), r.happenTo(client));
                    assertEquals(Set.of(Violation.DOUBLE_FREE), client.violations.asSet());
                }));
    }

    /** The patch removed that free. If the domain is taken first, nothing is left behind. */
    @TestFactory
    Stream<DynamicTest> asPostedDomainFirst_refusedSubmission_leavesNothing() {
        return all().map(refusal -> refusal.test(r -> {
            Client client = new Client(Variants.of("domain-first").design());
            assertEquals(r.error(), r.happenTo(client));
            client.assertUnharmed();
        }));
    }

    // --- what fails after the ioctl has returned ---

    /** Something that fails in a task's {@code run_job}. */
    private record Failure(String name, int error, Consumer<Client> fault) {}

    private static Stream<Failure> failures() {
        // The ioctl makes two allocations. The others are the tasks' fences, in order.
        return Stream.of(
                new Failure("no fence for the first", -Errno.ENOMEM, client -> client.device.failAllocation(3)),
                new Failure("no fence for the second", -Errno.ENOMEM, client -> client.device.failAllocation(4)),
                new Failure("no fence for the last", -Errno.ENOMEM, client -> client.device.failAllocation(5)),
                new Failure("not resumed", -Errno.EIO, client -> client.core.pm.failNextResume(-Errno.EIO)),
                new Failure(
                        "not attached", -Errno.ENODEV, client -> client.core.iommuGroup.failNextAttach(-Errno.ENODEV)));
    }

    @TestFactory
    Stream<DynamicTest> v2_taskNotStarted_failsItsInferenceAndLeavesNothing() {
        return failures()
                .map(failure -> dynamicTest(failure.name(), () -> {
                    Client client = new Client(Variants.of("v2").design());
                    failure.fault().accept(client);
                    int status = client.infer();
                    assertTrue(status == failure.error() || status == -Errno.ECANCELED, () -> "status " + status);
                    client.assertUnharmed();
                }));
    }

    /** R9: the completion fence is the last task's, and that task does not know about the others. */
    @TestFactory
    Stream<DynamicTest> asPosted_taskNotStarted_completionSaysSuccessUnlessItWasTheLast() {
        return failures()
                .map(failure -> dynamicTest(failure.name(), () -> {
                    Client client = new Client(Variants.of("as-posted").design());
                    failure.fault().accept(client);
                    boolean last = failure.name().endsWith("last");
                    assertEquals(last ? failure.error() : 1, client.infer());
                    client.assertNothingLeft();
                    assertEquals(last, !client.violations.has(Violation.SILENT_PARTIAL_SUCCESS));
                }));
    }

    // --- close() ---

    @Test
    void v2_closedAfterRefusals_everythingIsFreed() {
        Client client = new Client(Variants.of("v2").design());
        all().forEach(refusal -> refusal.happenTo(client));
        client.input.put();
        client.output.put();
        client.file.close();
        assertTrue(client.input.isFreed() && client.output.isFreed());
        assertTrue(client.domain.isFreed() && client.file.isFreed());
        assertEquals(Set.of(), client.violations.asSet());
    }
}
