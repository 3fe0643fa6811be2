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

/**
 * Does the timeout hit only a task that hangs (R13)? The timeout worker takes the head of the pending list whatever its
 * state: done and not freed, done and its IRQ thread on the way, or the successor of one that is. What a task reports
 * then is a matter of scheduling: x86-64 and ARM64 show the same.
 */
public final class FalseTimeoutStress {
    private FalseTimeoutStress() {}

    /** A task has completed late and its IRQ thread is woken; its timer fires too. */
    public abstract static class Completed extends DriverSample {
        Completed(HarnessPool pool) {
            super(pool);
            driver.pushAll();
            driver.submitWorkers();
            driver.letTimeoutExpire();
            driver.npu();
            driver.hardIrq();
            driver.timerFires();
        }

        static HarnessPool pool(String variant) {
            return new HarnessPool(() ->
                    new DriverHarness(Variants.of(variant), 1, 1, new DriverHarness.Inference(0, Behaviour.LATE)));
        }
    }

    /** The same, but the task completes while the reset is on. */
    public abstract static class Completing extends DriverSample {
        Completing(HarnessPool pool) {
            super(pool);
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
     * A task was completed in time, but is not freed yet when its timer fires; the next one may start before it is.
     * Before the patch the next one is an inference of its own.
     */
    public abstract static class Successor extends DriverSample {
        Successor(HarnessPool pool) {
            super(pool);
            driver.pushAll();
            driver.submitWorker();
            driver.letTimeoutExpire();
            driver.npu();
            driver.hardIrq();
            driver.irqThread();
            driver.timerFires();
        }

        static HarnessPool pool(String variant) {
            return new HarnessPool(() -> new DriverHarness(
                    Variants.of(variant),
                    1,
                    1,
                    new DriverHarness.Inference(0, Behaviour.COMPLETES, Behaviour.COMPLETES)));
        }
    }

    /**
     * The patch, and the interrupt came first. Run it with {@code ./racy stress -t
     * FalseTimeoutStress.AsPostedCompleted}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "only-affected",
            variant = "as-posted",
            race = "R13",
            violation = "COMPLETED_CANCELLED",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",                    expect = ACCEPTABLE,             desc = "Completed, and said so.")
    @Outcome(id = ".*COMPLETED_CANCELLED.*", expect = ACCEPTABLE_INTERESTING, desc = "The hardware finished it; the reset claims it and reports -ECANCELED.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPostedCompleted extends Completed {
        private static final HarnessPool POOL = pool("as-posted");

        public AsPostedCompleted() {
            super(POOL);
        }

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

    /** Before the patch it was the same. Run it with {@code ./racy stress -t FalseTimeoutStress.PrePatchCompleted}. */
    @JCStressTest
    @State
    @Probe(
            question = "only-affected",
            variant = "pre-patch",
            race = "R13",
            violation = "COMPLETED_CANCELLED",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",                    expect = ACCEPTABLE,             desc = "Completed, and said so.")
    @Outcome(id = ".*COMPLETED_CANCELLED.*", expect = ACCEPTABLE_INTERESTING, desc = "The hardware finished it; the reset claims it and reports -ECANCELED.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class PrePatchCompleted extends Completed {
        private static final HarnessPool POOL = pool("pre-patch");

        public PrePatchCompleted() {
            super(POOL);
        }

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

    /**
     * Reset waits for the IRQ thread first. Run it with {@code ./racy stress -t
     * FalseTimeoutStress.DisableIrqBeforeStopCompleted}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "only-affected",
            variant = "disable-irq-before-stop",
            race = "R13",
            violation = "COMPLETED_CANCELLED",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPostedCompleted.class)
    // spotless:off
    @Outcome(id = "none",                    expect = ACCEPTABLE, desc = "Completed, and said so.")
    @Outcome(id = ".*COMPLETED_CANCELLED.*", expect = FORBIDDEN,  desc = "The reset cancels a completed task.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DisableIrqBeforeStopCompleted extends Completed {
        private static final HarnessPool POOL = pool("disable-irq-before-stop");

        public DisableIrqBeforeStopCompleted() {
            super(POOL);
        }

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

    /**
     * Reset waits for the IRQ thread and looks again. Run it with {@code ./racy stress -t
     * FalseTimeoutStress.NotHungRecheckCompleted}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "only-affected",
            variant = "not-hung-recheck",
            race = "R13",
            violation = "COMPLETED_CANCELLED",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPostedCompleted.class)
    // spotless:off
    @Outcome(id = "none",                    expect = ACCEPTABLE, desc = "Completed, and said so.")
    @Outcome(id = ".*COMPLETED_CANCELLED.*", expect = FORBIDDEN,  desc = "The reset cancels a completed task.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class NotHungRecheckCompleted extends Completed {
        private static final HarnessPool POOL = pool("not-hung-recheck");

        public NotHungRecheckCompleted() {
            super(POOL);
        }

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

    /** All fixes together. Run it with {@code ./racy stress -t FalseTimeoutStress.V2Completed}. */
    @JCStressTest
    @State
    @Probe(
            question = "only-affected",
            variant = "v2",
            race = "R13",
            violation = "COMPLETED_CANCELLED",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPostedCompleted.class)
    // spotless:off
    @Outcome(id = "none",                    expect = ACCEPTABLE, desc = "Completed, and said so.")
    @Outcome(id = ".*COMPLETED_CANCELLED.*", expect = FORBIDDEN,  desc = "The reset cancels a completed task.")
    // spotless:on
    public static class V2Completed extends Completed {
        private static final HarnessPool POOL = pool("v2");

        public V2Completed() {
            super(POOL);
        }

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

    /**
     * The patch, and the interrupt comes while the reset is on. Run it with {@code ./racy stress -t
     * FalseTimeoutStress.AsPostedCompleting}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "only-affected",
            variant = "as-posted",
            race = "R13",
            violation = "COMPLETED_CANCELLED",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",                    expect = ACCEPTABLE,             desc = "Completed, and said so.")
    @Outcome(id = "PM_LEAK",                 expect = ACCEPTABLE,             desc = "Killed before it completed; the reset's put_noidle leaves the core powered (R17).")
    @Outcome(id = ".*COMPLETED_CANCELLED.*", expect = ACCEPTABLE_INTERESTING, desc = "The hardware finished it; the reset claims it and reports -ECANCELED.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPostedCompleting extends Completing {
        private static final HarnessPool POOL = Completed.pool("as-posted");

        public AsPostedCompleting() {
            super(POOL);
        }

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
     * The line is disabled, so nobody looks at an interrupt that comes then. Run it with {@code ./racy stress -t
     * FalseTimeoutStress.DisableIrqBeforeStopCompleting}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "only-affected",
            variant = "disable-irq-before-stop",
            race = "R13",
            violation = "COMPLETED_CANCELLED",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",                    expect = ACCEPTABLE,             desc = "Completed, and said so.")
    @Outcome(id = "PM_LEAK",                 expect = ACCEPTABLE,             desc = "Killed before it completed; the reset's put_noidle leaves the core powered (R17).")
    @Outcome(id = ".*COMPLETED_CANCELLED.*", expect = ACCEPTABLE_INTERESTING, desc = "The hardware finished it; the reset claims it and reports -ECANCELED.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DisableIrqBeforeStopCompleting extends Completing {
        private static final HarnessPool POOL = Completed.pool("disable-irq-before-stop");

        public DisableIrqBeforeStopCompleting() {
            super(POOL);
        }

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
     * All fixes together: the last look at the status narrows the window, the hardware may still complete after it. Run
     * it with {@code ./racy stress -t FalseTimeoutStress.V2Completing}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "only-affected",
            variant = "v2",
            race = "R13",
            violation = {"INNOCENT_KILLED", "PREMATURE_SIGNAL", "PM_UNDERFLOW"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPostedSuccessor.class)
    // spotless:off
    @Outcome(id = "none",                expect = ACCEPTABLE, desc = "Completed or killed, and said so.")
    @Outcome(id = "COMPLETED_CANCELLED", expect = ACCEPTABLE, desc = "It completed after the last look and before the reset: no driver can tell.")
    // spotless:on
    public static class V2Completing extends Completing {
        private static final HarnessPool POOL = Completed.pool("v2");

        public V2Completing() {
            super(POOL);
        }

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
     * The patch: the next task is of the same inference, which had not hung. Run it with {@code ./racy stress -t
     * FalseTimeoutStress.AsPostedSuccessor}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "only-affected",
            variant = "as-posted",
            race = "R13",
            violation = "INNOCENT_KILLED",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",                expect = ACCEPTABLE,             desc = "The finished task was freed first.")
    @Outcome(id = ".*INNOCENT_KILLED.*", expect = ACCEPTABLE_INTERESTING, desc = "The timeout of the finished task kills the next one.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPostedSuccessor extends Successor {
        private static final HarnessPool POOL = pool("as-posted");

        public AsPostedSuccessor() {
            super(POOL);
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

    /**
     * Before the patch: the next inference is killed. Run it with {@code ./racy stress -t
     * FalseTimeoutStress.PrePatchSuccessor}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "only-affected",
            variant = "pre-patch",
            race = "R13",
            violation = "INNOCENT_KILLED",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",                expect = ACCEPTABLE,             desc = "The finished inference was freed first.")
    @Outcome(id = ".*INNOCENT_KILLED.*", expect = ACCEPTABLE_INTERESTING, desc = "The timeout of the finished inference kills the next one.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class PrePatchSuccessor extends Successor {
        private static final HarnessPool POOL = new HarnessPool(() -> new DriverHarness(
                Variants.of("pre-patch"),
                1,
                1,
                new DriverHarness.Inference(0, Behaviour.COMPLETES),
                new DriverHarness.Inference(0, Behaviour.COMPLETES)));

        public PrePatchSuccessor() {
            super(POOL);
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

    /**
     * Interrupts have no part in it. Run it with {@code ./racy stress -t
     * FalseTimeoutStress.DisableIrqBeforeStopSuccessor}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "only-affected",
            variant = "disable-irq-before-stop",
            race = "R13",
            violation = "INNOCENT_KILLED",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",                expect = ACCEPTABLE,             desc = "The finished task was freed first.")
    @Outcome(id = ".*INNOCENT_KILLED.*", expect = ACCEPTABLE_INTERESTING, desc = "The timeout of the finished task kills the next one.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DisableIrqBeforeStopSuccessor extends Successor {
        private static final HarnessPool POOL = pool("disable-irq-before-stop");

        public DisableIrqBeforeStopSuccessor() {
            super(POOL);
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

    /**
     * Reset sees that the task is done and answers NO_HANG. Run it with {@code ./racy stress -t
     * FalseTimeoutStress.NotHungRecheckSuccessor}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "only-affected",
            variant = "not-hung-recheck",
            race = "R13",
            violation = "INNOCENT_KILLED",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPostedSuccessor.class)
    // spotless:off
    @Outcome(id = "none",                expect = ACCEPTABLE, desc = "The finished task was left alone.")
    @Outcome(id = ".*INNOCENT_KILLED.*", expect = FORBIDDEN,  desc = "The timeout kills the next task.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class NotHungRecheckSuccessor extends Successor {
        private static final HarnessPool POOL = pool("not-hung-recheck");

        public NotHungRecheckSuccessor() {
            super(POOL);
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

    /** All fixes together. Run it with {@code ./racy stress -t FalseTimeoutStress.V2Successor}. */
    @JCStressTest
    @State
    @Probe(
            question = "only-affected",
            variant = "v2",
            race = "R13",
            violation = "INNOCENT_KILLED",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPostedSuccessor.class)
    // spotless:off
    @Outcome(id = "none",                expect = ACCEPTABLE, desc = "The finished task was left alone.")
    @Outcome(id = ".*INNOCENT_KILLED.*", expect = FORBIDDEN,  desc = "The timeout kills the next task.")
    // spotless:on
    public static class V2Successor extends Successor {
        private static final HarnessPool POOL = pool("v2");

        public V2Successor() {
            super(POOL);
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
}
