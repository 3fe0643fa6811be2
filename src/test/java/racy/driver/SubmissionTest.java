// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import racy.driver.variant.Variants;
import racy.kernel.Errno;
import racy.kernel.Violation;

/** Everything that can fail between the ioctl and the hardware, and what it leaves behind. */
class SubmissionTest {
    private static final DrmRocketTask GOOD = DrmRocketTask.COMPLETES;
    private static final DrmRocketTask EMPTY = new DrmRocketTask(0, GOOD.behaviour());
    private static final DrmRocketTask UNREADABLE = null;
    private static final RocketBo NO_BUFFER = null;

    /** A job of a submission that is refused. */
    private record Refusal(
            String name, int error, Consumer<RocketDevice> fault, Function<SubmittingClient, DrmRocketJob> args) {
        static Refusal args(String name, int error, Function<SubmittingClient, DrmRocketJob> args) {
            return new Refusal(name, error, device -> {}, args);
        }

        static Refusal fault(String name, int error, Consumer<RocketDevice> fault) {
            return new Refusal(name, error, fault, client -> client.job(GOOD, GOOD, GOOD));
        }

        /** The answer to it, which the ioctl does not pass on. */
        int happenTo(SubmittingClient client) {
            fault.accept(client.device);
            return new RocketSubmission(client.device).submitJob(client.file, args.apply(client), client::submitted);
        }

        DynamicTest test(Consumer<Refusal> body) {
            return dynamicTest(name, () -> body.accept(this));
        }
    }

    /** Refused before the inference exists, or after it has its domain. */
    private static Stream<Refusal> harmless() {
        return Stream.of(
                Refusal.args("no tasks", -Errno.EINVAL, SubmittingClient::job),
                Refusal.fault("no memory for the inference", -Errno.ENOMEM, device -> device.failAllocation(1)),
                Refusal.fault("reservations not locked", -Errno.EINTR, device -> device.failNextLock(-Errno.EINTR)),
                Refusal.args(
                        "a buffer that is read and written", -Errno.EALREADY, client -> client.writing(client.input)));
    }

    /** Harmless in the patch. Before it, the job was armed already. */
    private static Refusal noFenceSlot() {
        return Refusal.fault(
                "no memory for a fence's slot", -Errno.ENOMEM, device -> device.failNextReservation(-Errno.ENOMEM));
    }

    /** Refused while the tasks are copied. The array may exist. */
    private static Stream<Refusal> whileCopying() {
        return Stream.of(
                Refusal.args("no register commands", -Errno.EINVAL, c -> c.job(EMPTY)),
                Refusal.args("no register commands, last", -Errno.EINVAL, c -> c.job(GOOD, GOOD, EMPTY)),
                Refusal.args("unreadable task", -Errno.EFAULT, c -> c.job(UNREADABLE)),
                Refusal.args("unreadable task, last", -Errno.EFAULT, c -> c.job(GOOD, GOOD, UNREADABLE)));
    }

    /** Refused when the inference is allocated and, in all published code, its domain is not taken yet. */
    private static Stream<Refusal> beforeTheDomain() {
        Stream<Refusal> others = Stream.of(
                Refusal.args(
                        "short task struct",
                        -Errno.EINVAL,
                        client -> new DrmRocketJob(
                                List.of(GOOD), DrmRocketJob.TASK_STRUCT_SIZE - 1, List.of(), List.of())),
                Refusal.fault("no memory for the tasks", -Errno.ENOMEM, device -> device.failAllocation(2)),
                Refusal.args("no such input", -Errno.ENOENT, client -> client.reading(NO_BUFFER)),
                Refusal.args("one input of two", -Errno.ENOENT, client -> client.reading(client.input, NO_BUFFER)),
                Refusal.args("no such output", -Errno.ENOENT, client -> client.writing(client.output, NO_BUFFER)));
        return Stream.concat(others, whileCopying());
    }

    private static Stream<Refusal> all() {
        return Stream.of(harmless(), beforeTheDomain(), Stream.of(noFenceSlot()))
                .flatMap(each -> each);
    }

    @TestFactory
    Stream<DynamicTest> v2_refusedSubmission_leavesNothing() {
        return all().map(refusal -> refusal.test(SubmissionTest::assertHarmlessInV2));
    }

    private static void assertHarmlessInV2(Refusal refusal) {
        SubmittingClient client = new SubmittingClient(Variants.of("v2").design());
        assertEquals(refusal.error(), refusal.happenTo(client));
        assertEquals(List.of(), client.completions);
        client.assertUnharmed();
    }

    /** {@code rocket_ioctl_submit()} does not look at what {@code rocket_ioctl_submit_job()} returns. */
    @Test
    void submit_oneJobRefused_answersZeroAndQueuesTheOthers() {
        for (int refused = 0; refused < 3; refused++) {
            SubmittingClient client = new SubmittingClient(Variants.of("v2").design());
            DrmRocketJob[] jobs = {client.job(GOOD), client.job(GOOD), client.job(GOOD)};
            jobs[refused] = client.job(EMPTY);
            assertEquals(0, client.submit(DrmRocketSubmit.of(jobs)));
            assertEquals(2, client.completions.size());
            client.settle();
            client.completions.forEach(completion -> assertEquals(1, completion.status()));
            client.assertUnharmed();
        }
    }

    /** Nothing is submitted, not even a good job. */
    @Test
    void submit_argumentsWrong_answersTheError() {
        SubmittingClient client = new SubmittingClient(Variants.of("as-posted").design());
        List<DrmRocketJob> jobs = List.of(client.job(GOOD));
        int size = DrmRocketSubmit.JOB_STRUCT_SIZE;
        assertEquals(-Errno.EINVAL, client.submit(new DrmRocketSubmit(jobs, size - 1, 0)));
        assertEquals(-Errno.EINVAL, client.submit(new DrmRocketSubmit(jobs, size, 1)));
        client.device.failAllocation(1);
        assertEquals(-Errno.ENOMEM, client.submit(new DrmRocketSubmit(jobs, size, 0)));
        assertEquals(0, client.submit(new DrmRocketSubmit(List.of(), size - 1, 1)), "no jobs");
        client.assertUnharmed();
    }

    @TestFactory
    Stream<DynamicTest> published_harmlessRefusal_leavesNothing() {
        return Stream.of("pre-patch", "as-posted")
                .flatMap(id -> harmless()
                        .map(refusal -> dynamicTest(id + ": " + refusal.name(), () -> {
                            SubmittingClient client =
                                    new SubmittingClient(Variants.of(id).design());
                            assertEquals(refusal.error(), refusal.happenTo(client));
                            client.assertUnharmed();
                        })));
    }

    @Test
    void asPosted_noFenceSlot_leavesNothing() {
        SubmittingClient client = new SubmittingClient(Variants.of("as-posted").design());
        assertEquals(-Errno.ENOMEM, noFenceSlot().happenTo(client));
        client.assertUnharmed();
    }

    /** The mail's second point: arming is a point of no return. */
    @Test
    void prePatch_noFenceSlot_armedJobIsDropped() {
        SubmittingClient client = new SubmittingClient(Variants.of("pre-patch").design());
        assertEquals(-Errno.ENOMEM, noFenceSlot().happenTo(client));
        assertEquals(Set.of(Violation.ARMED_NOT_PUSHED), client.violations.asSet());
        client.assertNothingLeft();
        assertEquals(1, client.infer());
    }

    /** R21: the clean-up puts a domain that was not taken yet. */
    @TestFactory
    Stream<DynamicTest> published_refusedBeforeTheDomain_oops() {
        return Stream.of("pre-patch", "as-posted")
                .flatMap(id -> beforeTheDomain()
                        .map(refusal -> dynamicTest(id + ": " + refusal.name(), () -> {
                            SubmittingClient client =
                                    new SubmittingClient(Variants.of(id).design());
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
                    SubmittingClient client = new SubmittingClient(design);
                    assertEquals(r.error(), r.happenTo(client));
                    assertEquals(Set.of(Violation.DOUBLE_FREE), client.violations.asSet());
                }));
    }

    /** The patch removed that free. If the domain is taken first, nothing is left behind. */
    @TestFactory
    Stream<DynamicTest> asPostedDomainFirst_refusedSubmission_leavesNothing() {
        return all().map(refusal -> refusal.test(r -> {
            SubmittingClient client =
                    new SubmittingClient(Variants.of("domain-first").design());
            assertEquals(r.error(), r.happenTo(client));
            client.assertUnharmed();
        }));
    }

    // --- what fails after the ioctl has returned ---

    /** Something that fails in a task's {@code run_job}. */
    private record Failure(String name, int error, Consumer<SubmittingClient> fault) {}

    private static Stream<Failure> failures() {
        // The allocations are the tasks' fences, in order.
        return Stream.of(
                new Failure("no fence for the first", -Errno.ENOMEM, client -> client.device.failAllocation(1)),
                new Failure("no fence for the second", -Errno.ENOMEM, client -> client.device.failAllocation(2)),
                new Failure("no fence for the last", -Errno.ENOMEM, client -> client.device.failAllocation(3)),
                new Failure("not resumed", -Errno.EAGAIN, client -> client.core.pm.failNextResume(-Errno.EAGAIN)),
                new Failure(
                        "not attached", -Errno.ENODEV, client -> client.core.iommuGroup.failNextAttach(-Errno.ENODEV)));
    }

    @TestFactory
    Stream<DynamicTest> v2_taskNotStarted_failsItsInferenceAndLeavesNothing() {
        return failures()
                .map(failure -> dynamicTest(failure.name(), () -> {
                    SubmittingClient client =
                            new SubmittingClient(Variants.of("v2").design());
                    int status = client.infer(() -> failure.fault().accept(client));
                    assertTrue(status == failure.error() || status == -Errno.ECANCELED, () -> "status " + status);
                    client.assertUnharmed();
                }));
    }

    /** R9: the completion fence is the last task's, and that task does not know about the others. */
    @TestFactory
    Stream<DynamicTest> asPosted_taskNotStarted_completionSaysSuccessUnlessItWasTheLast() {
        return failures()
                .map(failure -> dynamicTest(failure.name(), () -> {
                    SubmittingClient client =
                            new SubmittingClient(Variants.of("as-posted").design());
                    boolean last = failure.name().endsWith("last");
                    assertEquals(
                            last ? failure.error() : 1,
                            client.infer(() -> failure.fault().accept(client)));
                    client.assertNothingLeft();
                    assertEquals(last, !client.violations.has(Violation.SILENT_PARTIAL_SUCCESS));
                }));
    }

    // --- close() ---

    @Test
    void v2_closedAfterRefusals_everythingIsFreed() {
        SubmittingClient client = new SubmittingClient(Variants.of("v2").design());
        all().forEach(refusal -> refusal.happenTo(client));
        client.input.closeHandle();
        client.output.closeHandle();
        client.file.close();
        assertTrue(client.input.isFreed() && client.output.isFreed());
        assertTrue(client.domain.isFreed() && client.file.isFreed());
        assertEquals(Set.of(), client.violations.asSet());
    }
}
