// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static racy.review.Expectation.SAFE;
import static racy.review.Expectation.SEEDED;
import static racy.review.Level.DRIVER;
import static racy.stress.scene.Outcomes.CORE_AT_REST;
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
import racy.driver.RocketWindow;
import racy.review.Probe;
import racy.stress.scene.LateCompletion;
import racy.stress.scene.SharedLine;
import racy.stress.scene.WokenThread;

/**
 * Can a late IRQ thread take the next task (R1)? {@code drm_sched_stop()} waits for the scheduler's works, not for the
 * IRQ thread. A task completes so late that its timeout fires too: the IRQ thread and the reset run together, and after
 * the restart the next client's task is published into the slot that the IRQ thread still has to look at. Or, without
 * any reset, the IRQ thread runs twice for one completion, because the line is shared and the hard handler looks at the
 * raw status.
 *
 * <p>All of it happens under sequential consistency, so x86-64 and ARM64 are expected to show the same. What the late
 * thread does to the hardware is in {@link LateRegistersStress}.
 *
 * <p>Run all of it with {@code ./racy stress -t LateIrqStress},
 * one test with {@code ./racy stress -t LateIrqStress.AsPosted$}.
 */
@Probe(
        question = {"core-lock", "serialised", "signals-fence"},
        race = "R1",
        violation = "PREMATURE_SIGNAL",
        level = DRIVER)
public final class LateIrqStress {
    private static final String TAKES_NEXT = "The late IRQ thread claims and signals the next task.";

    private LateIrqStress() {}

    /** A {@link LateCompletion} whose hard handler is held up between the status and what it does about it. */
    public abstract static class HeldLine extends LateCompletion {
        private static final Setup HELD_UP =
                nextBehindTwoTasks(RocketWindow.HARD_IRQ_STATUS_READ, RocketWindow.RUN_PUBLISHED);

        HeldLine() {
            super(HELD_UP);
        }
    }

    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = ACCEPTABLE_INTERESTING, desc = TAKES_NEXT)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R2 and R3, of the same late thread.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface Taken {}

    /**
     * The patch. The thread clears the interrupt of the dead task and is delayed; reset finds the dead task in the slot
     * and takes it, restarts, the next task is published, and xchg hands that one to the thread. Expected.
     */
    @JCStressTest
    @State
    @JCStressMeta(Taken.class)
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

    /**
     * Before the patch: job_lock makes the claim and the signal one step, but not the interrupt and the claim. So the
     * race is older than the patch. Expected.
     */
    @JCStressTest
    @State
    @JCStressMeta(Taken.class)
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

    /** The slot holds the fence: the late thread takes the next task's just as well. Expected; this fix is for R3. */
    @JCStressTest
    @State
    @JCStressMeta(Taken.class)
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

    /** The masked status: no status tells the completion that woke the thread from the next one's. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(Taken.class)
    @Probe(variant = "masked-status", expect = SEEDED)
    public static class MaskedStatus extends WokenThread {
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

    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = FORBIDDEN, desc = TAKES_NEXT)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((USE_AFTER_FREE|LOST_TASK|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|"
                    + "COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R2: its register writes stop the next task for good; R3.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface NotTakenButStopped {}

    /**
     * The thread takes only the task that its hard handler noted, which the reset has taken. Not expected, but its
     * registers are still the late thread's.
     */
    @JCStressTest
    @State
    @JCStressMeta(NotTakenButStopped.class)
    @Probe(variant = "cmpxchg-pointer", expect = SAFE, twin = AsPosted.class)
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

    /** As CmpxchgPointer, with a number that never comes back. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NotTakenButStopped.class)
    @Probe(variant = "cmpxchg-generation", expect = SAFE, twin = AsPosted.class)
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

    /** Reset waits for the IRQ thread once the scheduler is stopped, before it looks at the slot. Not expected. */
    @JCStressTest
    @State
    @Probe(variant = "synchronize-irq-after-stop", expect = SAFE, twin = AsPosted.class)
    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = FORBIDDEN, desc = TAKES_NEXT)
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

    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = FORBIDDEN, desc = TAKES_NEXT)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface NotTaken {}

    /** Reset waits for the IRQ thread, and keeps new ones away, before it stops the scheduler. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NotTaken.class)
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

    /** As DisableIrq, and the task that has completed is not reset at all. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NotTaken.class)
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
    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = FORBIDDEN, desc = TAKES_NEXT)
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

    /** The patch; an interrupt of the IOMMU wakes the thread while the dead task's raw status is up. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(Taken.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class LineAsPosted extends LateCompletion {
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

    /**
     * synchronize_irq after the stop waits once, and the line is shared: an interrupt of the IOMMU between the wait and
     * the reset wakes a thread that nobody waits for. Expected.
     */
    @JCStressTest
    @State
    @JCStressMeta(Taken.class)
    @Probe(variant = "synchronize-irq-after-stop", expect = SEEDED)
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

    /** With the line itself disabled the IOMMU's interrupt waits as well. Not expected. */
    @JCStressTest
    @State
    @Probe(variant = "disable-irq-before-stop", expect = SAFE, twin = LineSynchronizeIrq.class)
    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = FORBIDDEN, desc = TAKES_NEXT)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "The hard handler reads the status of a core at rest; the late task did complete.")
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

    /**
     * A hard handler that is held up between the status and its note, past the reset, notes the next task's number.
     * Expected here, where it is held up: the window is smaller, not gone.
     */
    @JCStressTest
    @State
    @Probe(variant = "cmpxchg-generation", expect = SEEDED)
    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = ACCEPTABLE_INTERESTING, desc = TAKES_NEXT)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((USE_AFTER_FREE|LOST_TASK|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|"
                    + "COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R2: its register writes stop the next task for good; R3.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class LineCmpxchgGeneration extends HeldLine {
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

    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = FORBIDDEN, desc = TAKES_NEXT)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = "((MMIO_UNPOWERED)\\+?)+", expect = ACCEPTABLE, desc = CORE_AT_REST)
    interface NotTakenButUnpowered {}

    /** All fixes together. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NotTakenButUnpowered.class)
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

    /** All fixes together, with the hard handler held up. Not expected: the reset waits for it. */
    @JCStressTest
    @State
    @JCStressMeta(NotTakenButUnpowered.class)
    @Probe(variant = "v2", expect = SAFE, twin = LineCmpxchgGeneration.class)
    public static class LineHeldRecommendedV2 extends HeldLine {
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

    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = ACCEPTABLE_INTERESTING, desc = TAKES_NEXT)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = "((MMIO_UNPOWERED)\\+?)+", expect = ACCEPTABLE, desc = CORE_AT_REST)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface TakenBySecondRun {}

    /** The patch, without a reset: the second run of the thread takes the task that was just started. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(TakenBySecondRun.class)
    @Probe(variant = "as-posted", expect = SEEDED)
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

    /** Before the patch: the second run takes the task that the first run started for completed. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(TakenBySecondRun.class)
    @Probe(variant = "pre-patch", expect = SEEDED)
    public static class SharedPrePatch extends SharedLine {
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

    /** Disabling the line in reset is of no use without a reset. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(TakenBySecondRun.class)
    @Probe(variant = "disable-irq-before-stop", expect = SEEDED)
    public static class SharedDisableIrq extends SharedLine {
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

    /** The masked status is zero by then: the IOMMU's interrupt is not taken for the core's. Not expected. */
    @JCStressTest
    @State
    @Probe(variant = "masked-status", expect = SAFE, twin = SharedAsPosted.class)
    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = FORBIDDEN, desc = TAKES_NEXT)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = "((MMIO_UNPOWERED)\\+?)+", expect = ACCEPTABLE, desc = CORE_AT_REST)
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

    /** All fixes together, with the hard handler held up. Not expected: the masked status is zero by then. */
    @JCStressTest
    @State
    @JCStressMeta(NotTakenButUnpowered.class)
    @Probe(variant = "v2", expect = SAFE, twin = SharedCmpxchgPointer.class)
    public static class SharedHeldRecommendedV2 extends SharedLine.HeldHandler {
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
     * A hard handler that is held up between the status and its note notes the second task, and the second run takes
     * it. Expected here, where it is held up: the window is smaller, not gone.
     */
    @JCStressTest
    @State
    @Probe(variant = "cmpxchg-pointer", expect = SEEDED)
    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = ACCEPTABLE_INTERESTING, desc = TAKES_NEXT)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((LOST_TASK|LATE_IRQ_STOPS_HW|MMIO_UNPOWERED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R2: its register writes stop the next task for good.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class SharedCmpxchgPointer extends SharedLine.HeldHandler {
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

    /** All fixes together, the masked status among them. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NotTakenButUnpowered.class)
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
