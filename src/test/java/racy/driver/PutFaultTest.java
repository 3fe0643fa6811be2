// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import racy.driver.variant.Variants;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.Preemption;
import racy.kernel.Violation;
import racy.kernel.Violations;

/**
 * Each put of a fence, buffer, domain, file or inference in the life of a client is forgotten once, and done twice once.
 * Both are always found.
 */
class PutFaultTest {
    private static final int FORGOTTEN = 0;
    private static final int TWICE = 2;
    /** A client's life has more puts than this. */
    private static final int SOME = 30;

    /** What the client's life shows, and whether it came to the put that was to fail. */
    private record Life(Set<Violation> violations, boolean failed) {}

    /** Two inferences that share a buffer, one that is refused, one that hangs; then everything is closed. */
    private static Life live(String variant, int put, int times) {
        KernelClock.Manual clock = new KernelClock.Manual(1);
        Violations violations = new Violations();
        Kernel kernel = new Kernel(clock, violations, new Preemption());
        RocketDevice device = new RocketDevice(kernel, Variants.of(variant).design(), 1);
        RocketFile file = device.open("client");
        RocketBo input = file.createBo();
        RocketBo output = file.createBo();
        kernel.failPut(put, times);
        boolean failed = false;
        try {
            play(clock, device, file, input, output);
            failed = !kernel.isPutToFail();
            kernel.failPut(0, 1);
            // What a core keeps of a client, it drops when it has another one.
            RocketFile next = device.open("next");
            submit(device, next, DrmRocketJob.of(DrmRocketTask.COMPLETES));
            next.close();
        } catch (RuntimeException e) {
            // Whoever uses freed memory may die of it. What was reported before counts.
            assertEquals(TWICE, times, e::toString);
        }
        device.audit();
        return new Life(violations.asSet(), failed);
    }

    private static void play(
            KernelClock.Manual clock, RocketDevice device, RocketFile file, RocketBo input, RocketBo output) {
        submit(
                device,
                file,
                DrmRocketJob.of(DrmRocketTask.COMPLETES, DrmRocketTask.COMPLETES)
                        .reading(input)
                        .writing(output));
        submit(device, file, DrmRocketJob.of(DrmRocketTask.COMPLETES).reading(output));
        device.failNextReservation(-1);
        submit(device, file, DrmRocketJob.of(DrmRocketTask.COMPLETES).reading(output));
        submit(
                device,
                file,
                DrmRocketJob.of(DrmRocketTask.HANGS, DrmRocketTask.COMPLETES).writing(output));
        clock.advance(device.core(0).sched.options().timeoutNanos());
        device.core(0).fireDueTimers();
        settle(device);
        file.close();
        settle(device);
        input.closeHandle();
        output.closeHandle();
    }

    private static void submit(RocketDevice device, RocketFile file, DrmRocketJob job) {
        device.submit(file, DrmRocketSubmit.of(job));
        settle(device);
    }

    private static void settle(RocketDevice device) {
        RocketCore core = device.core(0);
        while (core.timeoutWq.runNext()
                | core.submitWq.runNext()
                | core.npu.complete()
                | core.irq.deliver()
                | core.irq.runThread()
                | device.systemWq().runNext()) {
            // Runs until nothing is left to do.
        }
    }

    @TestFactory
    Stream<DynamicTest> everyPut_forgottenOrTwice_found() {
        // Their files live as long as their buffers. Otherwise R20 comes first.
        return Stream.of("bos-keep-file", "v2")
                .map(variant -> dynamicTest(variant, () -> {
                    Set<Violation> clean = live(variant, Integer.MAX_VALUE, 1).violations();
                    assertTrue(
                            !clean.contains(Violation.LEAK) && !clean.contains(Violation.USE_AFTER_FREE),
                            clean::toString);
                    int puts = 0;
                    while (live(variant, puts + 1, 1).failed()) {
                        puts++;
                    }
                    assertTrue(puts > SOME, "only " + puts + " puts");
                    for (int put = 1; put <= puts; put++) {
                        String which = "put " + put + " of " + puts;
                        Set<Violation> forgotten = live(variant, put, FORGOTTEN).violations();
                        assertTrue(forgotten.contains(Violation.LEAK), () -> which + " is forgotten: " + forgotten);
                        Set<Violation> twice = live(variant, put, TWICE).violations();
                        assertTrue(
                                twice.contains(Violation.USE_AFTER_FREE) || twice.contains(Violation.DOUBLE_FREE),
                                () -> which + " is done twice: " + twice);
                    }
                }));
    }

    /** The client's life is not what makes the difference: v2 shows nothing. */
    @TestFactory
    Stream<DynamicTest> noFault_nothingFound() {
        return Stream.of("v2")
                .map(variant -> dynamicTest(
                        variant,
                        () -> assertEquals(
                                Set.of(), live(variant, Integer.MAX_VALUE, 1).violations())));
    }
}
