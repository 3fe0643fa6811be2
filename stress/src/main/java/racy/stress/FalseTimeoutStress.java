// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static racy.review.Expectation.SAFE;
import static racy.review.Expectation.SEEDED;
import static racy.review.Level.DRIVER;
import static racy.stress.scene.Outcomes.OTHERS;
import static racy.stress.scene.Outcomes.OTHER_TESTS;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Probe;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/**
 * Does the timeout hit only a task that hangs (R13)? The timeout worker takes the head of the pending list, whatever
 * its state. The task may be done and not freed. It may be done while its IRQ thread has not handled it yet. It may
 * also be the successor of such a task. What the task then reports depends on scheduling, so x86-64 and ARM64 show the
 * same.
 *
 * <p>Run all tests with {@code ./racy stress -t FalseTimeoutStress},
 * one test with {@code ./racy stress -t FalseTimeoutStress.AsPostedCompleted$}.
 */
@Probe(question = "only-affected", race = "R13", violation = "COMPLETED_CANCELLED", level = DRIVER)
public final class FalseTimeoutStress {
    private static final String REPORTS_CANCELED =
            "The hardware finished it; the reset claims it and reports -ECANCELED.";

    private FalseTimeoutStress() {}

    /** A task has completed late and its IRQ thread is woken. Its timer expires too. */
    public abstract static class Completed extends VariantSample {
        private static final Setup ONE_TASK = setup(1, new Inference(0, Behaviour.LATE));

        Completed() {
            super(ONE_TASK);
            driver.pushAll();
            driver.submitWorkers();
            driver.letTimeoutExpire();
            driver.npu();
            driver.hardIrq();
            driver.timerFires();
        }
    }

    /** The same, but the task completes while the reset is in progress. */
    public abstract static class Completing extends VariantSample {
        private static final Setup ONE_TASK = setup(1, new Inference(0, Behaviour.LATE));

        Completing() {
            super(ONE_TASK);
            driver.pushAll();
            driver.submitWorkers();
            driver.letTimeoutExpire();
            driver.timerFires();
        }

        final void irqContext() {
            driver.hardIrq();
            driver.irqThread();
        }
    }

    /**
     * A task was completed in time, but is not freed yet when its timer expires. The next task may start before that
     * free. Before the patch the next one is an inference of its own.
     */
    @Probe(violation = "INNOCENT_KILLED")
    public abstract static class Successor extends VariantSample {
        private static final Setup TWO_TASKS = setup(1, new Inference(0, Behaviour.COMPLETES, Behaviour.COMPLETES));

        Successor() {
            this(TWO_TASKS);
        }

        Successor(Setup setup) {
            super(setup);
            driver.pushAll();
            driver.submitWorker();
            driver.letTimeoutExpire();
            driver.npu();
            driver.hardIrq();
            driver.irqThread();
            driver.timerFires();
        }
    }

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Completed, and said so.")
    @Outcome(id = ".*COMPLETED_CANCELLED.*", expect = ACCEPTABLE_INTERESTING, desc = REPORTS_CANCELED)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface CompletedCancelled {}

    /** The patch, and the interrupt came first. */
    @JCStressTest
    @State
    @JCStressMeta(CompletedCancelled.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class AsPostedCompleted extends Completed {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** Before the patch it was the same. */
    @JCStressTest
    @State
    @JCStressMeta(CompletedCancelled.class)
    @Probe(variant = "pre-patch", expect = SEEDED)
    public static class PrePatchCompleted extends Completed {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Completed, and said so.")
    @Outcome(id = ".*COMPLETED_CANCELLED.*", expect = FORBIDDEN, desc = "The reset cancels a completed task.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface CompletedSaysSo {}

    /** Reset first waits for the IRQ thread. */
    @JCStressTest
    @State
    @JCStressMeta(CompletedSaysSo.class)
    @Probe(variant = "disable-irq-before-stop", expect = SAFE, twin = AsPostedCompleted.class)
    public static class DisableIrqBeforeStopCompleted extends Completed {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** Reset waits for the IRQ thread and then checks again whether the task hangs. */
    @JCStressTest
    @State
    @JCStressMeta(CompletedSaysSo.class)
    @Probe(variant = "not-hung-recheck", expect = SAFE, twin = AsPostedCompleted.class)
    public static class NotHungRecheckCompleted extends Completed {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. */
    @JCStressTest
    @State
    @Probe(variant = "v2", expect = SAFE, twin = AsPostedCompleted.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Completed, and said so.")
    @Outcome(id = ".*COMPLETED_CANCELLED.*", expect = FORBIDDEN, desc = "The reset cancels a completed task.")
    public static class V2Completed extends Completed {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Completed, and said so.")
    @Outcome(
            id = "PM_LEAK",
            expect = ACCEPTABLE,
            desc = "Killed before it completed; the reset's put_noidle leaves the core powered (R17).")
    @Outcome(id = ".*COMPLETED_CANCELLED.*", expect = ACCEPTABLE_INTERESTING, desc = REPORTS_CANCELED)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface CompletingCancelled {}

    /** The patch, with an interrupt that comes while the reset is in progress. */
    @JCStressTest
    @State
    @JCStressMeta(CompletingCancelled.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class AsPostedCompleting extends Completing {
        @Actor
        public void npu() {
            driver.npu();
        }

        @Actor
        public void irq() {
            irqContext();
        }

        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The line is disabled, so no handler sees an interrupt that comes then. */
    @JCStressTest
    @State
    @JCStressMeta(CompletingCancelled.class)
    @Probe(variant = "disable-irq-before-stop", expect = SEEDED)
    public static class DisableIrqBeforeStopCompleting extends Completing {
        @Actor
        public void npu() {
            driver.npu();
        }

        @Actor
        public void irq() {
            irqContext();
        }

        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * All fixes together. The last check of the status makes the window smaller. The hardware may still complete after
     * it.
     */
    @JCStressTest
    @State
    @Probe(
            variant = "v2",
            violation = {"INNOCENT_KILLED", "PREMATURE_SIGNAL", "PM_UNDERFLOW"},
            expect = SAFE,
            twin = AsPostedSuccessor.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Completed or killed, and said so.")
    public static class V2Completing extends Completing {
        @Actor
        public void npu() {
            driver.npu();
        }

        @Actor
        public void irq() {
            irqContext();
        }

        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The finished task was freed first.")
    @Outcome(
            id = ".*INNOCENT_KILLED.*",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The timeout of the finished task kills the next one.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface SuccessorKilled {}

    /** The patch: the next task belongs to the same inference, which had not hung. */
    @JCStressTest
    @State
    @JCStressMeta(SuccessorKilled.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class AsPostedSuccessor extends Successor {
        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** Before the patch: the next inference is killed. */
    @JCStressTest
    @State
    @Probe(variant = "pre-patch", expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The finished inference was freed first.")
    @Outcome(
            id = ".*INNOCENT_KILLED.*",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The timeout of the finished inference kills the next one.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class PrePatchSuccessor extends Successor {
        private static final Setup TWO_INFERENCES =
                setup(1, new Inference(0, Behaviour.COMPLETES), new Inference(0, Behaviour.COMPLETES));

        public PrePatchSuccessor() {
            super(TWO_INFERENCES);
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** Interrupts play no part in this race. */
    @JCStressTest
    @State
    @JCStressMeta(SuccessorKilled.class)
    @Probe(variant = "disable-irq-before-stop", expect = SEEDED)
    public static class DisableIrqBeforeStopSuccessor extends Successor {
        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** Reset sees that the task is done and answers NO_HANG. */
    @JCStressTest
    @State
    @Probe(variant = "not-hung-recheck", expect = SAFE, twin = AsPostedSuccessor.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The finished task was left alone.")
    @Outcome(id = ".*INNOCENT_KILLED.*", expect = FORBIDDEN, desc = "The timeout kills the next task.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class NotHungRecheckSuccessor extends Successor {
        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. */
    @JCStressTest
    @State
    @Probe(variant = "v2", expect = SAFE, twin = AsPostedSuccessor.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The finished task was left alone.")
    @Outcome(id = ".*INNOCENT_KILLED.*", expect = FORBIDDEN, desc = "The timeout kills the next task.")
    public static class V2Successor extends Successor {
        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
