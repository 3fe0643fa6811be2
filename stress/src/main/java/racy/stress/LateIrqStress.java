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
import racy.driver.variant.Variants;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Expectation;
import racy.review.Level;
import racy.review.Probe;
import racy.stress.harness.DelayedAtWindow;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverSample;
import racy.stress.harness.HarnessPool;
import racy.stress.harness.LateCompletion;
import racy.stress.harness.WokenThread;

/**
 * Can a late IRQ thread take the next task (R1)? {@code drm_sched_stop()} waits for the scheduler's works, not for the IRQ
 * thread. A task completes so late that its timeout fires too: the IRQ thread and the reset run together, and after the
 * restart the next client's task is published into the slot that the IRQ thread still has to look at. Or, without any
 * reset, the IRQ thread runs twice for one completion, because the line is shared and the hard handler looks at the raw
 * status.
 *
 * <p>All of it happens under sequential consistency, so x86-64 and ARM64 are expected to show the same. What the late
 * thread does to the hardware is in {@link LateRegistersStress}.
 */
public final class LateIrqStress {
    private LateIrqStress() {}

    /**
     * No reset, no timeout. An inference of two tasks; the first has completed, its hard handler has masked the interrupt
     * and woken the thread. The raw status stays up until the thread clears it: an interrupt of the IOMMU before that
     * wakes the thread once more.
     */
    public abstract static class SharedLine extends DriverSample {
        SharedLine(HarnessPool pool) {
            super(pool);
            driver.push(0);
            driver.submitWorkers();
            driver.npu();
            driver.hardIrq();
        }

        static HarnessPool pool(String variant) {
            return new HarnessPool(() -> new DriverHarness(
                    Variants.of(variant),
                    1,
                    1,
                    new DriverHarness.Inference(0, Behaviour.COMPLETES, Behaviour.COMPLETES)));
        }

        /** As the other, with a hard handler that is held up between the status and what it does about it. */
        static HarnessPool heldUpPool(String variant) {
            return new HarnessPool(() -> new DriverHarness(
                    Variants.of(variant).design(),
                    new DelayedAtWindow(RocketWindow.HARD_IRQ_STATUS_READ, RocketWindow.RUN_PUBLISHED),
                    1,
                    1,
                    new DriverHarness.Inference(0, Behaviour.COMPLETES, Behaviour.COMPLETES)));
        }

        /** The IRQ thread; the submit workqueue starts the second task; the thread again if it was woken meanwhile. */
        final void runThreadTwice() {
            driver.irqThread();
            driver.submitWorkers();
            driver.irqThreadOnceWoken();
        }
    }

    /**
     * The patch. The thread clears the interrupt of the dead task and is delayed; reset finds the dead task in the
     * slot and takes it, restarts, the next task is published, and xchg hands that one to the thread. Expected. Run
     * it with {@code ./racy stress -t LateIrqStress.AsPosted$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "as-posted",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",                                                                       expect = ACCEPTABLE_INTERESTING, desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                                                                                       expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R2 and R3, of the same late thread.")
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
     * Before the patch: job_lock makes the claim and the signal one step, but not the interrupt and the claim. So the
     * race is older than the patch. Expected. Run it with {@code ./racy stress -t LateIrqStress.PrePatch$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "pre-patch",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",                                                                       expect = ACCEPTABLE_INTERESTING, desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                                                                                       expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R2 and R3, of the same late thread.")
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
     * The slot holds the fence: the late thread takes the next task's fence just as well. Expected; this fix is for
     * R3. Run it with {@code ./racy stress -t LateIrqStress.FenceInSlot$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "fence-in-slot",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",                                                                       expect = ACCEPTABLE_INTERESTING, desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                                                                                       expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R2 and R3, of the same late thread.")
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
     * The masked status: the thread was woken for a completion of its own, which no status tells from the next one's.
     * Expected. Run it with {@code ./racy stress -t LateIrqStress.MaskedStatus$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "masked-status",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",                                                                       expect = ACCEPTABLE_INTERESTING, desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                                                                                       expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R2 and R3, of the same late thread.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class MaskedStatus extends WokenThread {
        private static final HarnessPool POOL = pool("masked-status", LATE_OF_TWO, NEXT);

        public MaskedStatus() {
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
     * The thread takes only the task that its hard handler noted, which the reset has taken. Not expected, but its
     * registers are still the late thread's. Run it with {@code ./racy stress -t LateIrqStress.CmpxchgPointer$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "cmpxchg-pointer",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",                                                                                 expect = FORBIDDEN,  desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                                                                                                 expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((USE_AFTER_FREE|LOST_TASK|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE, desc = "R2: its register writes stop the next task for good; R3.")
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
     * As CmpxchgPointer, with a number that never comes back. Not expected. Run it with {@code ./racy stress -t
     * LateIrqStress.CmpxchgGeneration$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "cmpxchg-generation",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",                                                                                 expect = FORBIDDEN,  desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                                                                                                 expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((USE_AFTER_FREE|LOST_TASK|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE, desc = "R2: its register writes stop the next task for good; R3.")
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
     * Reset waits for the IRQ thread once the scheduler is stopped, before it looks at the slot. Not expected. Run it
     * with {@code ./racy stress -t LateIrqStress.SynchronizeIrq$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "synchronize-irq-after-stop",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",         expect = FORBIDDEN,  desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                         expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE, desc = "The late task did complete: what a timeout means.")
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
     * Reset waits for the IRQ thread, and keeps new ones away, before it stops the scheduler. Not expected; and the
     * completed task is reported as completed. Run it with {@code ./racy stress -t LateIrqStress.DisableIrq$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "disable-irq-before-stop",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = FORBIDDEN,  desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                 expect = ACCEPTABLE, desc = "Nothing went wrong.")
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
     * As DisableIrq, and the task that has completed is not reset at all. Not expected. Run it with {@code ./racy
     * stress -t LateIrqStress.NotHungRecheck$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "not-hung-recheck",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = FORBIDDEN,  desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                 expect = ACCEPTABLE, desc = "Nothing went wrong.")
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
     * All fixes together. Not expected. Run it with {@code ./racy stress -t LateIrqStress.RecommendedV2$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "v2",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*", expect = FORBIDDEN,  desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                 expect = ACCEPTABLE, desc = "Nothing went wrong.")
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
     * The patch; the thread is woken by an interrupt of the IOMMU while the raw status of the dead task is up.
     * Expected. Run it with {@code ./racy stress -t LateIrqStress.LineAsPosted$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "as-posted",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",                                                                       expect = ACCEPTABLE_INTERESTING, desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                                                                                       expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R2 and R3, of the same late thread.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class LineAsPosted extends LateCompletion {
        private static final HarnessPool POOL = pool("as-posted", LATE_OF_TWO, NEXT);

        public LineAsPosted() {
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
     * What synchronize_irq after the stop leaves: the core's interrupt is masked, but the line is shared and the hard
     * handler looks at the raw status. An interrupt of the IOMMU between the wait and the reset wakes a thread that
     * nobody waits for. Expected. Run it with {@code ./racy stress -t LateIrqStress.LineSynchronizeIrq$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "synchronize-irq-after-stop",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",                                                                       expect = ACCEPTABLE_INTERESTING, desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                                                                                       expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R2 and R3, of the same late thread.")
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
     * stress -t LateIrqStress.LineDisableIrq$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "disable-irq-before-stop",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = LineSynchronizeIrq.class)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",                        expect = FORBIDDEN,  desc = "The late IRQ thread claims and signals the next task.")
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
     * The number is noted after the status was read. A hard handler that is held up between the two, past the reset,
     * notes the next task's number: the window is smaller, not gone. Expected here, where the handler is held up;
     * only a handler that cannot run beside the reset closes it. Run it with {@code ./racy stress -t
     * LateIrqStress.LineCmpxchgGeneration$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "cmpxchg-generation",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",                                                                                 expect = ACCEPTABLE_INTERESTING, desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                                                                                                 expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((USE_AFTER_FREE|LOST_TASK|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R2: its register writes stop the next task for good; R3.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class LineCmpxchgGeneration extends LateCompletion {
        private static final HarnessPool POOL = pool(
                "cmpxchg-generation", RocketWindow.HARD_IRQ_STATUS_READ, RocketWindow.RUN_PUBLISHED, LATE_OF_TWO, NEXT);

        public LineCmpxchgGeneration() {
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
     * All fixes together. Not expected. Run it with {@code ./racy stress -t LateIrqStress.LineRecommendedV2$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "v2",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = LineSynchronizeIrq.class)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",    expect = FORBIDDEN,  desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                    expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((MMIO_UNPOWERED)\\+?)+", expect = ACCEPTABLE, desc = "The hard handler reads the status of a core at rest.")
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
     * All fixes together, with the hard handler held up as in LineCmpxchgGeneration. Not expected: the reset waits
     * for it. Run it with {@code ./racy stress -t LateIrqStress.LineHeldRecommendedV2$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "v2",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = LineCmpxchgGeneration.class)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",    expect = FORBIDDEN,  desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                    expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((MMIO_UNPOWERED)\\+?)+", expect = ACCEPTABLE, desc = "The hard handler reads the status of a core at rest.")
    // spotless:on
    public static class LineHeldRecommendedV2 extends LateCompletion {
        private static final HarnessPool POOL =
                pool("v2", RocketWindow.HARD_IRQ_STATUS_READ, RocketWindow.RUN_PUBLISHED, LATE_OF_TWO, NEXT);

        public LineHeldRecommendedV2() {
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
     * The patch, without a reset: the second run of the thread claims and signals the second task, which has just
     * been started. Expected. Run it with {@code ./racy stress -t LateIrqStress.SharedAsPosted$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "as-posted",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",    expect = ACCEPTABLE_INTERESTING, desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                    expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((MMIO_UNPOWERED)\\+?)+", expect = ACCEPTABLE,             desc = "The hard handler reads the status of a core at rest.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class SharedAsPosted extends SharedLine {
        private static final HarnessPool POOL = SharedLine.pool("as-posted");

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
     * Before the patch: the first run starts the second task itself, the second run takes it for completed. Older
     * than the patch. Expected. Run it with {@code ./racy stress -t LateIrqStress.SharedPrePatch$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "pre-patch",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",    expect = ACCEPTABLE_INTERESTING, desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                    expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((MMIO_UNPOWERED)\\+?)+", expect = ACCEPTABLE,             desc = "The hard handler reads the status of a core at rest.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class SharedPrePatch extends SharedLine {
        private static final HarnessPool POOL = SharedLine.pool("pre-patch");

        public SharedPrePatch() {
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
     * Disabling the line in reset is of no use without a reset. Expected. Run it with {@code ./racy stress -t
     * LateIrqStress.SharedDisableIrq$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "disable-irq-before-stop",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",    expect = ACCEPTABLE_INTERESTING, desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                    expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((MMIO_UNPOWERED)\\+?)+", expect = ACCEPTABLE,             desc = "The hard handler reads the status of a core at rest.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class SharedDisableIrq extends SharedLine {
        private static final HarnessPool POOL = SharedLine.pool("disable-irq-before-stop");

        public SharedDisableIrq() {
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
     * The masked status is zero between hard handler and thread: the IOMMU's interrupt is not taken for the core's.
     * Not expected. Run it with {@code ./racy stress -t LateIrqStress.SharedMaskedStatus$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "masked-status",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = SharedAsPosted.class)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",    expect = FORBIDDEN,  desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                    expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((MMIO_UNPOWERED)\\+?)+", expect = ACCEPTABLE, desc = "The hard handler reads the status of a core at rest.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class SharedMaskedStatus extends SharedLine {
        private static final HarnessPool POOL = SharedLine.pool("masked-status");

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
     * All fixes together, with the hard handler held up at the same place. Not expected: the masked status is zero
     * unless nobody has handled it. Run it with {@code ./racy stress -t LateIrqStress.SharedHeldRecommendedV2$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "v2",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = SharedCmpxchgPointer.class)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",    expect = FORBIDDEN,  desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                    expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((MMIO_UNPOWERED)\\+?)+", expect = ACCEPTABLE, desc = "The hard handler reads the status of a core at rest.")
    // spotless:on
    public static class SharedHeldRecommendedV2 extends SharedLine {
        private static final HarnessPool POOL = SharedLine.heldUpPool("v2");

        public SharedHeldRecommendedV2() {
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
     * The second run finds another task than its hard handler noted, unless the hard handler is held up between the
     * raw status and the note, until the second task is the one in flight. Expected here, where it is held up; the
     * window is smaller, not gone. Run it with {@code ./racy stress -t LateIrqStress.SharedCmpxchgPointer$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "cmpxchg-pointer",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",                                expect = ACCEPTABLE_INTERESTING, desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                                                expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((LOST_TASK|LATE_IRQ_STOPS_HW|MMIO_UNPOWERED)\\+?)+", expect = ACCEPTABLE,             desc = "R2: its register writes stop the next task for good.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class SharedCmpxchgPointer extends SharedLine {
        private static final HarnessPool POOL = SharedLine.heldUpPool("cmpxchg-pointer");

        public SharedCmpxchgPointer() {
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
     * LateIrqStress.SharedRecommendedV2$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised", "signals-fence"},
            variant = "v2",
            race = "R1",
            violation = "PREMATURE_SIGNAL",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = SharedAsPosted.class)
    // spotless:off
    @Outcome(id = ".*PREMATURE_SIGNAL.*",    expect = FORBIDDEN,  desc = "The late IRQ thread claims and signals the next task.")
    @Outcome(id = "none",                    expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((MMIO_UNPOWERED)\\+?)+", expect = ACCEPTABLE, desc = "The hard handler reads the status of a core at rest.")
    // spotless:on
    public static class SharedRecommendedV2 extends SharedLine {
        private static final HarnessPool POOL = SharedLine.pool("v2");

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
}
