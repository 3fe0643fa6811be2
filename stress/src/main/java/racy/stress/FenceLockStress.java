// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static racy.review.Expectation.SAFE;
import static racy.review.Expectation.SEEDED;
import static racy.review.Level.CLASS;
import static racy.review.Level.DRIVER;
import static racy.stress.scene.Outcomes.NOTHING_WRONG;
import static racy.stress.scene.Outcomes.OTHERS;
import static racy.stress.scene.Outcomes.OTHER_TESTS;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.driver.RocketWindow;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.SpinLock;
import racy.kernel.Violations;
import racy.kernel.Window;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Probe;
import racy.stress.harness.DelayedAtWindow;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/**
 * May the lock of a driver's fences guard the driver's queue too? {@code dma_fence_signal()} calls the callbacks with
 * that lock held. A callback that takes the task off the queue takes it again. A context that waits for itself, or two
 * that wait for each other, are found, and the sample ends. This needs no race, so x86-64 and ARM64 show the same.
 *
 * <p>Run all tests with {@code ./racy stress -t FenceLockStress},
 * one test with {@code ./racy stress -t FenceLockStress.QueueUnderFenceLock$}.
 */
@Probe(
        question = {"core-lock", "signals-fence"},
        violation = "DEADLOCK",
        level = DRIVER)
public final class FenceLockStress {
    private FenceLockStress() {}

    /** A client's task has completed, and its IRQ thread is woken. Another client submits. */
    public abstract static class Completed extends VariantSample {
        private static final Setup TWO_CLIENTS = variant -> new DriverHarness(
                variant, 1, 2, new Inference(0, Behaviour.COMPLETES), new Inference(1, Behaviour.COMPLETES));

        Completed() {
            super(TWO_CLIENTS);
            driver.push(0);
            driver.submitWorkers();
            driver.npu();
            driver.hardIrq();
        }
    }

    /** One lock for both. */
    @JCStressTest
    @State
    @Probe(variant = "queue-under-fence-lock", expect = SEEDED)
    @Outcome(id = "none", expect = FORBIDDEN, desc = "There is no schedule without the deadlock.")
    @Outcome(
            id = ".*DEADLOCK.*",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The callback takes the lock that its caller holds.")
    public static class QueueUnderFenceLock extends Completed {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void submitter() {
            driver.push(1);
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** A lock of its own for the queue. */
    @JCStressTest
    @State
    @Probe(variant = "queue-under-own-lock", expect = SAFE, twin = QueueUnderFenceLock.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = ".*DEADLOCK.*", expect = FORBIDDEN, desc = "A context waits for ever.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class QueueUnderOwnLock extends Completed {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void submitter() {
            driver.push(1);
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The two locks, without a driver. */
    @Probe(variant = "", level = CLASS)
    public abstract static class TwoLocks {
        // Each context is delayed with its first lock held until the other one has its first lock too.
        private final Kernel kernel = new Kernel(
                KernelClock.MONOTONIC,
                new Violations(),
                new DelayedAtWindow(RocketWindow.IRQ_BEFORE_SIGNAL, RocketWindow.SUBMIT_ARMED)
                        .and(RocketWindow.SUBMIT_ARMED, RocketWindow.IRQ_BEFORE_SIGNAL));
        final SpinLock fenceLock = new SpinLock(kernel, "fence_lock");
        final SpinLock queueLock = new SpinLock(kernel, "queue_lock");

        final void takeBoth(SpinLock first, Window between, SpinLock second) {
            first.lock();
            kernel.preemption.at(between);
            second.lock();
            second.unlock();
            first.unlock();
        }

        final void judge(L_Result r) {
            r.r1 = kernel.violations.toString();
        }
    }

    /** Each context holds one lock and waits for the other one. */
    @JCStressTest
    @State
    @Probe(expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "One after the other.")
    @Outcome(id = "DEADLOCK", expect = ACCEPTABLE_INTERESTING, desc = "Each waits for the lock that the other holds.")
    public static class OppositeOrders extends TwoLocks {
        @Actor
        public void irq() {
            takeBoth(fenceLock, RocketWindow.IRQ_BEFORE_SIGNAL, queueLock);
        }

        @Actor
        public void submit() {
            takeBoth(queueLock, RocketWindow.SUBMIT_ARMED, fenceLock);
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** Both contexts take the locks in one order. */
    @JCStressTest
    @State
    @Probe(expect = SAFE, twin = OppositeOrders.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "One after the other.")
    @Outcome(id = "DEADLOCK", expect = FORBIDDEN, desc = "There is no circle, however long a holder is delayed.")
    public static class OneOrder extends TwoLocks {
        @Actor
        public void irq() {
            takeBoth(fenceLock, RocketWindow.IRQ_BEFORE_SIGNAL, queueLock);
        }

        @Actor
        public void submit() {
            takeBoth(fenceLock, RocketWindow.SUBMIT_ARMED, queueLock);
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
