// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.driver.RocketWindow;
import racy.review.Expectation;
import racy.review.Level;
import racy.review.Probe;
import racy.stress.harness.HarnessPool;
import racy.stress.harness.WokenThread;

/**
 * May the IRQ thread touch the task that it has claimed (R3)? It owns the task, not the task's memory. It takes the late
 * task out of the slot and is delayed before it loads {@code done_fence}; reset finds the slot empty, restarts, and the
 * task is cancelled and freed with its inference. In all tests the thread is held up after its claim.
 *
 * <p>All of it happens under sequential consistency, so x86-64 and ARM64 are expected to show the same.
 */
public final class UseAfterFreeStress {
    private UseAfterFreeStress() {}

    /**
     * The patch. Expected. Run it with {@code ./racy stress -t UseAfterFreeStress.AsPosted$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "workaround", "serialised", "shared-structs"},
            variant = "as-posted",
            race = "R3",
            violation = {"USE_AFTER_FREE", "DOUBLE_FREE"},
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*(USE_AFTER_FREE|DOUBLE_FREE).*",                                                                              expect = ACCEPTABLE_INTERESTING, desc = "The IRQ thread touches a freed task or fence.")
    @Outcome(id = "none",                                                                                                          expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((PREMATURE_SIGNAL|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R1 and R2, of the same thread; the late task did complete.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPosted extends WokenThread {
        private static final HarnessPool POOL =
                pool("as-posted", RocketWindow.IRQ_CLAIMED, RocketWindow.RUN_GO, LATE_OF_TWO, NEXT);

        public AsPosted() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * Which task it is was not the question: the claimed one is the one that is freed. Expected. Run it with {@code
     * ./racy stress -t UseAfterFreeStress.CmpxchgGeneration$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "workaround", "serialised", "shared-structs"},
            variant = "cmpxchg-generation",
            race = "R3",
            violation = {"USE_AFTER_FREE", "DOUBLE_FREE"},
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*(USE_AFTER_FREE|DOUBLE_FREE).*",                                                      expect = ACCEPTABLE_INTERESTING, desc = "The IRQ thread touches a freed task or fence.")
    @Outcome(id = "none",                                                                                  expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((LOST_TASK|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R2, of the same thread; the late task did complete.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CmpxchgGeneration extends WokenThread {
        private static final HarnessPool POOL =
                pool("cmpxchg-generation", RocketWindow.IRQ_CLAIMED, RocketWindow.RUN_GO, LATE_OF_TWO, NEXT);

        public CmpxchgGeneration() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * Before the patch: job_lock spans claim and signal, so the reset waits for the signal, and finds nothing in
     * flight. Not expected: the lock did more than guard submission. Run it with {@code ./racy stress -t
     * UseAfterFreeStress.PrePatch$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "workaround", "serialised", "shared-structs"},
            variant = "pre-patch",
            race = "R3",
            violation = {"USE_AFTER_FREE", "DOUBLE_FREE"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = ".*(USE_AFTER_FREE|DOUBLE_FREE).*",                                                                              expect = FORBIDDEN,  desc = "The IRQ thread touches a freed task or fence.")
    @Outcome(id = "none",                                                                                                          expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((PREMATURE_SIGNAL|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE, desc = "R1 and R2, of the same thread; the late task did complete.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class PrePatch extends WokenThread {
        private static final HarnessPool POOL =
                pool("pre-patch", RocketWindow.IRQ_CLAIMED, RocketWindow.RUN_GO, LATE, NEXT);

        public PrePatch() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The slot holds a reference to the fence, and the claimer touches nothing else. Not expected. Run it with {@code
     * ./racy stress -t UseAfterFreeStress.FenceInSlot$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "workaround", "serialised", "shared-structs"},
            variant = "fence-in-slot",
            race = "R3",
            violation = {"USE_AFTER_FREE", "DOUBLE_FREE"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = ".*(USE_AFTER_FREE|DOUBLE_FREE).*",                                                                              expect = FORBIDDEN,  desc = "The IRQ thread touches a freed task or fence.")
    @Outcome(id = "none",                                                                                                          expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((PREMATURE_SIGNAL|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE, desc = "R1 and R2, of the same thread; the late task did complete.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class FenceInSlot extends WokenThread {
        private static final HarnessPool POOL =
                pool("fence-in-slot", RocketWindow.IRQ_CLAIMED, RocketWindow.RUN_GO, LATE_OF_TWO, NEXT);

        public FenceInSlot() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * Reset waits for the IRQ thread once the scheduler is stopped. Not expected. Run it with {@code ./racy stress -t
     * UseAfterFreeStress.SynchronizeIrq$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "workaround", "serialised", "shared-structs"},
            variant = "synchronize-irq-after-stop",
            race = "R3",
            violation = {"USE_AFTER_FREE", "DOUBLE_FREE"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = ".*(USE_AFTER_FREE|DOUBLE_FREE).*", expect = FORBIDDEN,  desc = "The IRQ thread touches a freed task or fence.")
    @Outcome(id = "none",                             expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((COMPLETED_CANCELLED)\\+?)+",     expect = ACCEPTABLE, desc = "The late task did complete.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class SynchronizeIrq extends WokenThread {
        private static final HarnessPool POOL =
                pool("synchronize-irq-after-stop", RocketWindow.IRQ_CLAIMED, RocketWindow.RUN_GO, LATE_OF_TWO, NEXT);

        public SynchronizeIrq() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * Reset waits for the IRQ thread before it stops the scheduler. Not expected. Run it with {@code ./racy stress -t
     * UseAfterFreeStress.DisableIrq$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "workaround", "serialised", "shared-structs"},
            variant = "disable-irq-before-stop",
            race = "R3",
            violation = {"USE_AFTER_FREE", "DOUBLE_FREE"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = ".*(USE_AFTER_FREE|DOUBLE_FREE).*", expect = FORBIDDEN,  desc = "The IRQ thread touches a freed task or fence.")
    @Outcome(id = "none",                             expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DisableIrq extends WokenThread {
        private static final HarnessPool POOL =
                pool("disable-irq-before-stop", RocketWindow.IRQ_CLAIMED, RocketWindow.RUN_GO, LATE_OF_TWO, NEXT);

        public DisableIrq() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * All fixes together. Not expected. Run it with {@code ./racy stress -t UseAfterFreeStress.RecommendedV2$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "workaround", "serialised", "shared-structs"},
            variant = "v2",
            race = "R3",
            violation = {"USE_AFTER_FREE", "DOUBLE_FREE"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = ".*(USE_AFTER_FREE|DOUBLE_FREE).*", expect = FORBIDDEN,  desc = "The IRQ thread touches a freed task or fence.")
    @Outcome(id = "none",                             expect = ACCEPTABLE, desc = "Nothing went wrong.")
    // spotless:on
    public static class RecommendedV2 extends WokenThread {
        private static final HarnessPool POOL =
                pool("v2", RocketWindow.IRQ_CLAIMED, RocketWindow.RUN_GO, LATE_OF_TWO, NEXT);

        public RecommendedV2() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
