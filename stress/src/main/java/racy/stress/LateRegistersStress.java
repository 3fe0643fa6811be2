// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static racy.review.Expectation.SAFE;
import static racy.review.Expectation.SEEDED;
import static racy.review.Level.DRIVER;
import static racy.stress.scene.Outcomes.NOTHING_WRONG;
import static racy.stress.scene.Outcomes.OTHERS;
import static racy.stress.scene.Outcomes.OTHER_TESTS;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.review.Probe;
import racy.stress.scene.LateCompletion;
import racy.stress.scene.SharedLine;
import racy.stress.scene.WokenThread;

/**
 * What do the register writes of a late IRQ thread hit (R2)? Its first steps stop the hardware and clear the interrupt,
 * whatever runs now. That may be the next client's task. It may be a core that is held in reset. {@link PowerStress}
 * looks for a core that is off. The scenes are those of {@link LateIrqStress}. All of it happens under sequential
 * consistency, so the same is expected on x86-64 and ARM64.
 *
 * <p>Run all tests with {@code ./racy stress -t LateRegistersStress},
 * one test with {@code ./racy stress -t LateRegistersStress.AsPosted$}.
 */
@Probe(
        question = {"core-lock", "serialised"},
        race = "R2",
        violation = {"LATE_IRQ_STOPS_HW", "MMIO_IN_RESET"},
        level = DRIVER)
public final class LateRegistersStress {
    private static final String R2 = ".*(LATE_IRQ_STOPS_HW|MMIO_IN_RESET).*";
    private static final String HITS = "The late thread stops the next task, or touches a core in reset.";

    private LateRegistersStress() {}

    @Outcome(id = R2, expect = ACCEPTABLE_INTERESTING, desc = HITS)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((PREMATURE_SIGNAL|USE_AFTER_FREE|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R1 and R3, of the same late thread.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface Hit {}

    /** The patch. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(Hit.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class AsPosted extends WokenThread {
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

    @Outcome(id = R2, expect = ACCEPTABLE_INTERESTING, desc = HITS)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((PREMATURE_SIGNAL|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R1, of the same late thread.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface HitWithoutR3 {}

    /** Before the patch: the writes come before job_lock is taken, so the race is older than the patch. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(HitWithoutR3.class)
    @Probe(variant = "pre-patch", expect = SEEDED)
    public static class PrePatch extends WokenThread {
        public PrePatch() {
            super(NEXT_BEHIND_ONE_TASK);
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
     * The mutant that claims first. The late thread stops the next task in the same way. Expected; see
     * ClaimOrderStress.
     */
    @JCStressTest
    @State
    @JCStressMeta(Hit.class)
    @Probe(variant = "claim-before-registers", expect = SEEDED)
    public static class ClaimBeforeRegisters extends WokenThread {
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

    /** The content of the slot has no effect on the register writes. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(HitWithoutR3.class)
    @Probe(variant = "fence-in-slot", expect = SEEDED)
    public static class FenceInSlot extends WokenThread {
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

    /** The thread will not take the next task, but it has stopped it. That task is lost until its timeout. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(Hit.class)
    @Probe(variant = "cmpxchg-pointer", expect = SEEDED)
    public static class CmpxchgPointer extends WokenThread {
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

    /** The same as CmpxchgPointer. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(Hit.class)
    @Probe(variant = "cmpxchg-generation", expect = SEEDED)
    public static class CmpxchgGeneration extends WokenThread {
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

    /** Reset waits for the thread before it resets the hardware. Not expected. */
    @JCStressTest
    @State
    @Probe(variant = "synchronize-irq-after-stop", expect = SAFE, twin = AsPosted.class)
    @Outcome(id = R2, expect = FORBIDDEN, desc = HITS)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "The late task did complete: what a timeout means.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class SynchronizeIrq extends WokenThread {
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

    @Outcome(id = R2, expect = FORBIDDEN, desc = HITS)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface NotHit {}

    /** No thread runs between stop and restart. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NotHit.class)
    @Probe(variant = "disable-irq-before-stop", expect = SAFE, twin = AsPosted.class)
    public static class DisableIrq extends WokenThread {
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

    /** The same as DisableIrq, and the reset itself handles what has completed. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NotHit.class)
    @Probe(variant = "not-hung-recheck", expect = SAFE, twin = AsPosted.class)
    public static class NotHungRecheck extends WokenThread {
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

    /** All fixes together. Not expected. */
    @JCStressTest
    @State
    @Probe(variant = "v2", expect = SAFE, twin = AsPosted.class)
    @Outcome(id = R2, expect = FORBIDDEN, desc = HITS)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    public static class RecommendedV2 extends WokenThread {
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
     * One case is left with synchronize_irq after the stop: the IOMMU interrupts between the wait and the reset.
     * Expected.
     */
    @JCStressTest
    @State
    @Probe(variant = "synchronize-irq-after-stop", expect = SEEDED)
    @Outcome(id = R2, expect = ACCEPTABLE_INTERESTING, desc = HITS)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((PREMATURE_SIGNAL|USE_AFTER_FREE|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R1 and R3, of the same late thread.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class LineSynchronizeIrq extends LateCompletion {
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

    /** The line itself is disabled, so the IOMMU's interrupt waits too. Not expected. */
    @JCStressTest
    @State
    @Probe(variant = "disable-irq-before-stop", expect = SAFE, twin = LineSynchronizeIrq.class)
    @Outcome(id = R2, expect = FORBIDDEN, desc = HITS)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = "COMPLETED_CANCELLED", expect = ACCEPTABLE, desc = "The late task did complete.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class LineDisableIrq extends LateCompletion {
        @Actor
        public void line() {
            iommuInterruptsAndLateThread();
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

    @Outcome(id = R2, expect = FORBIDDEN, desc = HITS)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    interface NothingHit {}

    /** All fixes together. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NothingHit.class)
    @Probe(variant = "v2", expect = SAFE, twin = LineSynchronizeIrq.class)
    public static class LineRecommendedV2 extends LateCompletion {
        @Actor
        public void line() {
            iommuInterruptsAndLateThread();
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

    /** The patch, without a reset. The second run of the thread stops the second task. Expected. */
    @JCStressTest
    @State
    @Probe(variant = "as-posted", expect = SEEDED)
    @Outcome(id = R2, expect = ACCEPTABLE_INTERESTING, desc = HITS)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class SharedAsPosted extends SharedLine {
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

    /** The second run takes nothing, but it stops the second task. That task is lost until its timeout. Expected. */
    @JCStressTest
    @State
    @Probe(variant = "cmpxchg-generation", expect = SEEDED)
    @Outcome(id = R2, expect = ACCEPTABLE_INTERESTING, desc = HITS)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "LOST_TASK",
            expect = ACCEPTABLE,
            desc = "The late handler masks or clears the second task's interrupt: nobody completes it.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class SharedCmpxchgGeneration extends SharedLine {
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

    /** With the masked status there is no second run. Not expected. */
    @JCStressTest
    @State
    @Probe(variant = "masked-status", expect = SAFE, twin = SharedAsPosted.class)
    @Outcome(id = R2, expect = FORBIDDEN, desc = HITS)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class SharedMaskedStatus extends SharedLine {
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

    /** All fixes together, including the masked status. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NothingHit.class)
    @Probe(variant = "v2", expect = SAFE, twin = SharedAsPosted.class)
    public static class SharedRecommendedV2 extends SharedLine {
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
}
