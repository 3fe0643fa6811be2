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
import racy.driver.RocketWindow;
import racy.review.Probe;
import racy.stress.scene.LateCompletion;
import racy.stress.scene.SharedLine;
import racy.stress.scene.WokenThread;

/**
 * Can a late IRQ thread take the next task (R1)? {@code drm_sched_stop()} waits for the scheduler's works, but not for
 * the IRQ thread. A task completes so late that its timeout expires too, so the IRQ thread and the reset run together.
 * After the restart the next client's task is published into the slot, and only then does the IRQ thread look at the
 * slot. There is a second way, without any reset: the IRQ thread runs twice for one completion, because the line is
 * shared and the hard handler reads the raw status.
 *
 * <p>All of it happens under sequential consistency, so the same is expected on x86-64 and ARM64. {@link
 * LateRegistersStress} shows what the late thread does to the hardware.
 *
 * <p>Run all tests with {@code ./racy stress -t LateIrqStress},
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

    /**
     * A {@link LateCompletion} whose hard handler is delayed after it has read the status and before it reacts to it.
     */
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
            id = "((USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R2 and R3, of the same late thread.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface Taken {}

    /**
     * The patch. The thread clears the interrupt of the dead task and is delayed. Reset finds the dead task in the
     * slot, claims it and restarts. The next task is published, and the thread's xchg takes that one. Expected.
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
     * Before the patch. The job_lock makes the claim and the signal one step, but not the interrupt and the claim. So
     * the race is older than the patch. Expected.
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

    /**
     * The slot holds the fence. The late thread takes the next task's fence in the same way. Expected; this fix is for
     * R3.
     */
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

    /** The masked status. No status can tell the next completion from the one that woke the thread. Expected. */
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
            id = "((USE_AFTER_FREE|LOST_TASK|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|" + "COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R2: its register writes stop the next task for good; R3.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface NotTakenButStopped {}

    /**
     * The thread takes only the task that its hard handler noted, and the reset has taken that one. Not expected, but
     * the late thread still writes the registers.
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

    /** The same as CmpxchgPointer, with a number that is never used again. Not expected. */
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

    /** Reset waits for the IRQ thread after the scheduler is stopped and before it reads the slot. Not expected. */
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

    /** Before it stops the scheduler, reset waits for the IRQ thread and lets no new one start. Not expected. */
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

    /** The same as DisableIrq, and a task that has completed is not reset at all. Not expected. */
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

    /** The patch. An interrupt of the IOMMU wakes the thread while the dead task's raw status is up. Expected. */
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
     * After the stop, {@code synchronize_irq} waits once, and the line is shared. An interrupt of the IOMMU between the
     * wait and the reset wakes a thread that reset does not wait for. Expected.
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

    /** The line itself is disabled, so the IOMMU's interrupt waits too. Not expected. */
    @JCStressTest
    @State
    @Probe(variant = "disable-irq-before-stop", expect = SAFE, twin = LineSynchronizeIrq.class)
    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = FORBIDDEN, desc = TAKES_NEXT)
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

    /**
     * A hard handler is delayed between the status and its note until after the reset. Then it notes the next task's
     * number. Expected here because of the delay. The fix makes the window smaller and does not close it.
     */
    @JCStressTest
    @State
    @Probe(variant = "cmpxchg-generation", expect = SEEDED)
    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = ACCEPTABLE_INTERESTING, desc = TAKES_NEXT)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((USE_AFTER_FREE|LOST_TASK|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|" + "COMPLETED_CANCELLED)\\+?)+",
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
    interface NothingTaken {}

    /** All fixes together. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NothingTaken.class)
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

    /** All fixes together, with a delayed hard handler. Not expected: the reset waits for it. */
    @JCStressTest
    @State
    @JCStressMeta(NothingTaken.class)
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
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface TakenBySecondRun {}

    /** The patch, without a reset. The second run of the thread takes the task that was just started. Expected. */
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

    /** Before the patch. The second run believes that the task that the first run started has completed. Expected. */
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

    /** Without a reset it does not help that reset disables the line. Expected. */
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

    /**
     * The masked status is zero by then, so the handler does not treat the IOMMU's interrupt as the core's. Not
     * expected.
     */
    @JCStressTest
    @State
    @Probe(variant = "masked-status", expect = SAFE, twin = SharedAsPosted.class)
    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = FORBIDDEN, desc = TAKES_NEXT)
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

    /** All fixes together, with a delayed hard handler. Not expected: the masked status is zero by then. */
    @JCStressTest
    @State
    @JCStressMeta(NothingTaken.class)
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
     * A hard handler is delayed between the status and its note. Then it notes the second task, and the second run of
     * the thread takes that task. Expected here because of the delay. The fix makes the window smaller and does not
     * close it.
     */
    @JCStressTest
    @State
    @Probe(variant = "cmpxchg-pointer", expect = SEEDED)
    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = ACCEPTABLE_INTERESTING, desc = TAKES_NEXT)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((LOST_TASK|LATE_IRQ_STOPS_HW)\\+?)+",
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

    /** All fixes together, including the masked status. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NothingTaken.class)
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
