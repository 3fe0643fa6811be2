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
import racy.driver.variant.Variants;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Expectation;
import racy.review.Level;
import racy.review.Probe;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverSample;
import racy.stress.harness.HarnessPool;
import racy.stress.harness.LateCompletion;
import racy.stress.harness.WokenThread;

/**
 * What do a late IRQ thread's register writes hit (R2)? It stops the hardware and clears the interrupt first of all,
 * whoever runs now: the next client's task, a core that is held in reset, or one whose power count reset has dropped.
 * The scenes are those of {@link LateIrqStress}. All of it happens under sequential consistency, so x86-64 and ARM64 are
 * expected to show the same.
 */
public final class LateRegistersStress {
    private LateRegistersStress() {}

    /** The only task has completed; its interrupt is handled while the IOMMU raises its own. */
    public abstract static class IdleCore extends DriverSample {
        IdleCore(HarnessPool pool) {
            super(pool);
            driver.push(0);
            driver.submitWorkers();
            driver.npu();
            driver.hardIrq();
        }

        static HarnessPool pool(String variant) {
            return new HarnessPool(() ->
                    new DriverHarness(Variants.of(variant), 1, 1, new DriverHarness.Inference(0, Behaviour.COMPLETES)));
        }
    }

    /**
     * The patch. Expected. Run it with {@code ./racy stress -t LateRegistersStress.AsPosted$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "as-posted",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET", "MMIO_UNPOWERED"},
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED).*",                          expect = ACCEPTABLE_INTERESTING, desc = "The late thread stops the next task, or touches a core in reset or without power.")
    @Outcome(id = "none",                                                                          expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((PREMATURE_SIGNAL|USE_AFTER_FREE|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R1 and R3, of the same late thread.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPosted extends WokenThread {
        private static final HarnessPool POOL = pool("as-posted", LATE_OF_TWO, NEXT);

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
     * Before the patch: the writes come before job_lock is taken. Older than the patch. Expected. Run it with {@code
     * ./racy stress -t LateRegistersStress.PrePatch$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "pre-patch",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET", "MMIO_UNPOWERED"},
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED).*",           expect = ACCEPTABLE_INTERESTING, desc = "The late thread stops the next task, or touches a core in reset or without power.")
    @Outcome(id = "none",                                                           expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((PREMATURE_SIGNAL|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R1, of the same late thread.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class PrePatch extends WokenThread {
        private static final HarnessPool POOL = pool("pre-patch", LATE, NEXT);

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
     * The mutant that claims first and then writes the registers: the late thread stops the next task all the same.
     * Expected; what the order is worth is in ClaimOrderStress. Run it with {@code ./racy stress -t
     * LateRegistersStress.ClaimBeforeRegisters$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "claim-before-registers",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET", "MMIO_UNPOWERED"},
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED).*",                          expect = ACCEPTABLE_INTERESTING, desc = "The late thread stops the next task, or touches a core in reset or without power.")
    @Outcome(id = "none",                                                                          expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((PREMATURE_SIGNAL|USE_AFTER_FREE|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R1 and R3, of the same late thread.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class ClaimBeforeRegisters extends WokenThread {
        private static final HarnessPool POOL = pool("claim-before-registers", LATE_OF_TWO, NEXT);

        public ClaimBeforeRegisters() {
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
     * The slot's content has no say in the registers. Expected. Run it with {@code ./racy stress -t
     * LateRegistersStress.FenceInSlot$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "fence-in-slot",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET", "MMIO_UNPOWERED"},
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED).*",           expect = ACCEPTABLE_INTERESTING, desc = "The late thread stops the next task, or touches a core in reset or without power.")
    @Outcome(id = "none",                                                           expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((PREMATURE_SIGNAL|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R1, of the same late thread.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class FenceInSlot extends WokenThread {
        private static final HarnessPool POOL = pool("fence-in-slot", LATE_OF_TWO, NEXT);

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
     * The thread will not take the next task, but has stopped it by then; nobody completes it until its timeout.
     * Expected. Run it with {@code ./racy stress -t LateRegistersStress.CmpxchgPointer$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "cmpxchg-pointer",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET", "MMIO_UNPOWERED"},
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED).*",                          expect = ACCEPTABLE_INTERESTING, desc = "The late thread stops the next task, or touches a core in reset or without power.")
    @Outcome(id = "none",                                                                          expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((PREMATURE_SIGNAL|USE_AFTER_FREE|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R1 and R3, of the same late thread.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CmpxchgPointer extends WokenThread {
        private static final HarnessPool POOL = pool("cmpxchg-pointer", LATE_OF_TWO, NEXT);

        public CmpxchgPointer() {
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
     * As CmpxchgPointer. Expected. Run it with {@code ./racy stress -t LateRegistersStress.CmpxchgGeneration$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "cmpxchg-generation",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET", "MMIO_UNPOWERED"},
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED).*",                          expect = ACCEPTABLE_INTERESTING, desc = "The late thread stops the next task, or touches a core in reset or without power.")
    @Outcome(id = "none",                                                                          expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((PREMATURE_SIGNAL|USE_AFTER_FREE|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R1 and R3, of the same late thread.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CmpxchgGeneration extends WokenThread {
        private static final HarnessPool POOL = pool("cmpxchg-generation", LATE_OF_TWO, NEXT);

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
     * Reset waits for the thread before it resets. Not expected. Run it with {@code ./racy stress -t
     * LateRegistersStress.SynchronizeIrq$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "synchronize-irq-after-stop",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET", "MMIO_UNPOWERED"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED).*", expect = FORBIDDEN,  desc = "The late thread stops the next task, or touches a core in reset or without power.")
    @Outcome(id = "none",                                                 expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((COMPLETED_CANCELLED)\\+?)+",                         expect = ACCEPTABLE, desc = "The late task did complete: what a timeout means.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class SynchronizeIrq extends WokenThread {
        private static final HarnessPool POOL = pool("synchronize-irq-after-stop", LATE_OF_TWO, NEXT);

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
     * No thread runs between stop and restart. Not expected. Run it with {@code ./racy stress -t
     * LateRegistersStress.DisableIrq$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "disable-irq-before-stop",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET", "MMIO_UNPOWERED"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED).*", expect = FORBIDDEN,  desc = "The late thread stops the next task, or touches a core in reset or without power.")
    @Outcome(id = "none",                                                 expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DisableIrq extends WokenThread {
        private static final HarnessPool POOL = pool("disable-irq-before-stop", LATE_OF_TWO, NEXT);

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
     * As DisableIrq; the reset itself handles what has completed. Not expected. Run it with {@code ./racy stress -t
     * LateRegistersStress.NotHungRecheck$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "not-hung-recheck",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET", "MMIO_UNPOWERED"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED).*", expect = FORBIDDEN,  desc = "The late thread stops the next task, or touches a core in reset or without power.")
    @Outcome(id = "none",                                                 expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class NotHungRecheck extends WokenThread {
        private static final HarnessPool POOL = pool("not-hung-recheck", LATE_OF_TWO, NEXT);

        public NotHungRecheck() {
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
     * All fixes together. Not expected. Run it with {@code ./racy stress -t LateRegistersStress.RecommendedV2$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "v2",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET", "MMIO_UNPOWERED"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED).*", expect = FORBIDDEN,  desc = "The late thread stops the next task, or touches a core in reset or without power.")
    @Outcome(id = "none",                                                 expect = ACCEPTABLE, desc = "Nothing went wrong.")
    // spotless:on
    public static class RecommendedV2 extends WokenThread {
        private static final HarnessPool POOL = pool("v2", LATE_OF_TWO, NEXT);

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

    /**
     * What synchronize_irq after the stop leaves: the IOMMU's interrupt between the wait and the reset. Expected. Run
     * it with {@code ./racy stress -t LateRegistersStress.LineSynchronizeIrq$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "synchronize-irq-after-stop",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET"},
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET).*",                                                        expect = ACCEPTABLE_INTERESTING, desc = "The late thread stops the next task, or touches a core in reset.")
    @Outcome(id = "none",                                                                                         expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((PREMATURE_SIGNAL|USE_AFTER_FREE|MMIO_UNPOWERED|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R1 and R3, of the same late thread.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class LineSynchronizeIrq extends LateCompletion {
        private static final HarnessPool POOL = pool("synchronize-irq-after-stop", LATE_OF_TWO, NEXT);

        public LineSynchronizeIrq() {
            super(POOL);
        }

        @Actor
        public void line() {
            driver.iommuInterruptsOnceMasked();
            driver.lateIrqThread();
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
     * With the line itself disabled the IOMMU's interrupt waits as well. Not expected. Run it with {@code ./racy
     * stress -t LateRegistersStress.LineDisableIrq$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "disable-irq-before-stop",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = LineSynchronizeIrq.class)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET).*",       expect = FORBIDDEN,  desc = "The late thread stops the next task, or touches a core in reset.")
    @Outcome(id = "none",                                        expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE, desc = "The hard handler reads the status of a core at rest; the late task did complete.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class LineDisableIrq extends LateCompletion {
        private static final HarnessPool POOL = pool("disable-irq-before-stop", LATE_OF_TWO, NEXT);

        public LineDisableIrq() {
            super(POOL);
        }

        @Actor
        public void line() {
            driver.iommuInterrupts();
            driver.lateIrqThread();
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
     * All fixes together. Not expected. Run it with {@code ./racy stress -t LateRegistersStress.LineRecommendedV2$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "v2",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = LineSynchronizeIrq.class)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET).*", expect = FORBIDDEN,  desc = "The late thread stops the next task, or touches a core in reset.")
    @Outcome(id = "none",                                  expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((MMIO_UNPOWERED)\\+?)+",               expect = ACCEPTABLE, desc = "The hard handler reads the status of a core at rest.")
    // spotless:on
    public static class LineRecommendedV2 extends LateCompletion {
        private static final HarnessPool POOL = pool("v2", LATE_OF_TWO, NEXT);

        public LineRecommendedV2() {
            super(POOL);
        }

        @Actor
        public void line() {
            driver.iommuInterrupts();
            driver.lateIrqThread();
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
     * The patch, without a reset: the second run of the thread stops the second task. Expected. Run it with {@code
     * ./racy stress -t LateRegistersStress.SharedAsPosted$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "as-posted",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET"},
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET).*", expect = ACCEPTABLE_INTERESTING, desc = "The late thread stops the next task, or touches a core in reset.")
    @Outcome(id = "none",                                  expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((MMIO_UNPOWERED)\\+?)+",               expect = ACCEPTABLE,             desc = "The hard handler reads the status of a core at rest.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class SharedAsPosted extends LateIrqStress.SharedLine {
        private static final HarnessPool POOL = LateIrqStress.SharedLine.pool("as-posted");

        public SharedAsPosted() {
            super(POOL);
        }

        @Actor
        public void irq() {
            runThreadTwice();
        }

        @Actor
        public void line() {
            driver.iommuInterruptsOnceThreadRuns();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The second run takes nothing, but stops the second task: it is lost until its timeout. Expected. Run it with
     * {@code ./racy stress -t LateRegistersStress.SharedCmpxchgGeneration$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "cmpxchg-generation",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET"},
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET).*", expect = ACCEPTABLE_INTERESTING, desc = "The late thread stops the next task, or touches a core in reset.")
    @Outcome(id = "none",                                  expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((MMIO_UNPOWERED)\\+?)+",               expect = ACCEPTABLE,             desc = "The hard handler reads the status of a core at rest.")
    @Outcome(id = "((LOST_TASK|MMIO_UNPOWERED)\\+?)+",     expect = ACCEPTABLE,             desc = "The late handler masks or clears the second task's interrupt: nobody completes it.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class SharedCmpxchgGeneration extends LateIrqStress.SharedLine {
        private static final HarnessPool POOL = LateIrqStress.SharedLine.pool("cmpxchg-generation");

        public SharedCmpxchgGeneration() {
            super(POOL);
        }

        @Actor
        public void irq() {
            runThreadTwice();
        }

        @Actor
        public void line() {
            driver.iommuInterruptsOnceThreadRuns();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The masked status: there is no second run. Not expected. Run it with {@code ./racy stress -t
     * LateRegistersStress.SharedMaskedStatus$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "masked-status",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = SharedAsPosted.class)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET).*", expect = FORBIDDEN,  desc = "The late thread stops the next task, or touches a core in reset.")
    @Outcome(id = "none",                                  expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((MMIO_UNPOWERED)\\+?)+",               expect = ACCEPTABLE, desc = "The hard handler reads the status of a core at rest.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class SharedMaskedStatus extends LateIrqStress.SharedLine {
        private static final HarnessPool POOL = LateIrqStress.SharedLine.pool("masked-status");

        public SharedMaskedStatus() {
            super(POOL);
        }

        @Actor
        public void irq() {
            runThreadTwice();
        }

        @Actor
        public void line() {
            driver.iommuInterruptsOnceThreadRuns();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * All fixes together, the masked status among them. Not expected. Run it with {@code ./racy stress -t
     * LateRegistersStress.SharedRecommendedV2$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "v2",
            race = "R2",
            violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = SharedAsPosted.class)
    // spotless:off
    @Outcome(id = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET).*", expect = FORBIDDEN,  desc = "The late thread stops the next task, or touches a core in reset.")
    @Outcome(id = "none",                                  expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((MMIO_UNPOWERED)\\+?)+",               expect = ACCEPTABLE, desc = "The hard handler reads the status of a core at rest.")
    // spotless:on
    public static class SharedRecommendedV2 extends LateIrqStress.SharedLine {
        private static final HarnessPool POOL = LateIrqStress.SharedLine.pool("v2");

        public SharedRecommendedV2() {
            super(POOL);
        }

        @Actor
        public void irq() {
            runThreadTwice();
        }

        @Actor
        public void line() {
            driver.iommuInterruptsOnceThreadRuns();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The hard handler of a shared line reads the core's status whether or not anybody holds the core powered.
     * Expected, as ever since the line is shared. Run it with {@code ./racy stress -t
     * LateRegistersStress.IdleAsPosted$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "serialised",
            variant = "as-posted",
            race = "R2",
            violation = "MMIO_UNPOWERED",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*MMIO_UNPOWERED.*", expect = ACCEPTABLE_INTERESTING, desc = "The hard handler reads the status of a core that nobody holds powered.")
    @Outcome(id = "none",               expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class IdleAsPosted extends IdleCore {
        private static final HarnessPool POOL = IdleCore.pool("as-posted");

        public IdleAsPosted() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void line() {
            driver.iommuInterrupts();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * v2's handler looks whether the core is in use before it touches it. Not expected. Run it with {@code ./racy stress -t
     * LateRegistersStress.IdleRecommendedV2$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "serialised",
            variant = "v2",
            race = "R2",
            violation = "MMIO_UNPOWERED",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = IdleAsPosted.class)
    // spotless:off
    @Outcome(id = ".*MMIO_UNPOWERED.*", expect = FORBIDDEN, desc = "The hard handler reads the status of a core that nobody holds powered.")
    @Outcome(id = "none",               expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    // spotless:on
    public static class IdleRecommendedV2 extends IdleCore {
        private static final HarnessPool POOL = IdleCore.pool("v2");

        public IdleRecommendedV2() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void line() {
            driver.iommuInterrupts();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
