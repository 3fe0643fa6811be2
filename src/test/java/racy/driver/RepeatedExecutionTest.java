// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import racy.driver.variant.Variants;
import racy.fence.DmaFence;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.Preemption;
import racy.kernel.Violations;
import racy.kernel.Window;
import racy.npu.NpuProgram.Behaviour;

/**
 * The same schedule gives the same trace, including timelines and sequence numbers. It does so on a new device, and on
 * the same device after it was re-initialised.
 */
class RepeatedExecutionTest {
    private static final String[] CLIENTS = {"A", "B"};

    /** A late IRQ thread, a reset between its register writes and its claim, and a client that comes later. */
    private static final class Execution extends Preemption {
        private final KernelClock.Manual clock = new KernelClock.Manual(1);
        private final Violations violations = new Violations();
        private final Kernel kernel = new Kernel(clock, violations, this);
        private final RocketDevice device;
        private final RocketCore core;
        private final RocketFile[] files = new RocketFile[CLIENTS.length];
        private final RocketJob[] jobs = new RocketJob[CLIENTS.length];
        private final List<String> rows = new ArrayList<>();
        private boolean delayed;

        Execution(String variant) {
            device = new RocketDevice(kernel, Variants.of(variant).design(), 1);
            core = device.core(0);
            for (int i = 0; i < CLIENTS.length; i++) {
                files[i] = device.open(CLIENTS[i]);
            }
            for (int i = 0; i < CLIENTS.length; i++) {
                jobs[i] = device.prepare(files[i], Behaviour.LATE, Behaviour.COMPLETES);
            }
        }

        void init() {
            violations.clear();
            clock.init();
            device.init(files);
            for (RocketJob job : jobs) {
                job.init();
            }
            rows.clear();
        }

        List<String> play() {
            for (int i = 0; i < CLIENTS.length; i++) {
                device.push(files[i], jobs[i]);
            }
            core.submitWq.runAll();
            clock.advance(core.sched.options().timeoutNanos());
            core.npu.complete();
            core.irq.deliver();
            delayed = true;
            core.irq.runThread();
            settle();
            RocketFile late = device.open("late");
            RocketBo bo = late.createBo();
            DrmRocketJob writer = DrmRocketJob.of(DrmRocketTask.COMPLETES).writing(bo);
            device.submit(late, DrmRocketSubmit.of(writer, writer), job -> row("submitted", job.inferenceDoneFence()));
            settle();
            bo.closeHandle();
            late.close();
            device.audit();
            rows.add(violations + ", " + kernel.warnings() + " warnings, time " + clock.nanos());
            rows.add("next: " + kernel.allocateFenceContexts(0) + ", " + kernel.nextAddress());
            return List.copyOf(rows);
        }

        private void settle() {
            while (core.submitWq.runNext() | core.npu.complete() | core.irq.deliver() | core.irq.runThread()) {
                // Runs until nothing is left to do.
            }
        }

        @Override
        public void at(Window window) {
            StringBuilder row = new StringBuilder(window.words());
            for (RocketJob job : jobs) {
                for (RocketTask task : job.tasks()) {
                    if (!task.isFreed()) {
                        row.append(' ').append(numbers(task.fence().scheduled));
                        row.append(' ').append(numbers(task.doneFence()));
                    }
                }
            }
            row.append(" usage ").append(core.pm.usage()).append(" credits ").append(core.sched.creditCount());
            rows.add(row.append(' ').append(violations).toString());
            if (delayed && window == RocketWindow.IRQ_CLEARED) {
                delayed = false;
                core.fireDueTimers();
                core.timeoutWq.runNext();
                core.submitWq.runAll();
            }
        }

        private void row(String what, DmaFence fence) {
            rows.add(what + ' ' + numbers(fence));
        }

        private static String numbers(DmaFence fence) {
            return fence == null ? "-" : fence.context() + ":" + fence.seqno();
        }
    }

    /** The variants with which the schedule does not wait for itself. */
    @ParameterizedTest
    @ValueSource(strings = {"as-posted", "pre-patch", "fence-in-slot", "cmpxchg-pointer", "cmpxchg-generation"})
    void schedule_playedAgain_sameTrace(String variant) {
        List<String> first = new Execution(variant).play();
        assertTrue(first.stream().anyMatch(row -> row.startsWith(RocketWindow.RESET_STARTED.words())), "no reset");
        assertIterableEquals(first, new Execution(variant).play(), "on a new device");
        Execution again = new Execution(variant);
        again.play();
        again.init();
        assertIterableEquals(first, again.play(), "on a re-initialised device");
    }
}
