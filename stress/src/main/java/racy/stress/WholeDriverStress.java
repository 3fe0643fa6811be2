// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

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
 * All contexts on one device at the same time: does the patch hold together, and does the next version? Nothing is
 * aimed at here: what the patch shows are the races that other tests isolate, and what the next version showed would be
 * one that nobody thought of. x86-64 and ARM64 show the same races of scheduling.
 */
public final class WholeDriverStress {
    private WholeDriverStress() {}

    /** Works and completions that each context has time for. */
    private static final int STEPS = 8;

    /** Client 0 has a task that is late and one more, client 1 two tasks. */
    public abstract static class Contexts extends DriverSample {
        Contexts(HarnessPool pool) {
            super(pool);
        }

        static HarnessPool pool(String variant) {
            return new HarnessPool(() -> new DriverHarness(
                    Variants.of(variant),
                    1,
                    2,
                    new DriverHarness.Inference(0, Behaviour.LATE, Behaviour.COMPLETES),
                    new DriverHarness.Inference(1, Behaviour.COMPLETES, Behaviour.COMPLETES)));
        }
    }

    /** All is submitted; the late task runs and its timer is due. */
    public abstract static class AllSubmitted extends Contexts {
        AllSubmitted(HarnessPool pool) {
            super(pool);
            driver.pushAll();
            driver.submitWorker();
            driver.letTimeoutExpire();
        }
    }

    /** The late task runs and its timer is due; client 1 has not submitted yet. */
    public abstract static class Submitting extends Contexts {
        Submitting(HarnessPool pool) {
            super(pool);
            driver.push(0);
            driver.submitWorker();
            driver.letTimeoutExpire();
        }
    }

    /** As AllSubmitted; client 0 closes its file, and the system workqueue kills what it has queued. */
    public abstract static class Closing extends AllSubmitted {
        Closing(HarnessPool pool) {
            super(pool);
        }

        final void closerContext() {
            driver.close(0);
            driver.systemWorker();
        }
    }

    /** The patch: submit worker, interrupt, reset. Run it with {@code ./racy stress -t WholeDriverStress.AsPosted}. */
    @JCStressTest
    @State
    @Probe(
            question = {"attached-once", "only-affected"},
            variant = "as-posted",
            violation = {
                "PM_UNDERFLOW",
                "PM_LEAK",
                "PREMATURE_SIGNAL",
                "USE_AFTER_FREE",
                "LATE_IRQ_STOPS_HW",
                "MMIO_IN_RESET",
                "MMIO_UNPOWERED",
                "ATTACH_BUSY",
                "WRONG_DOMAIN_DMA",
                "SILENT_PARTIAL_SUCCESS",
                "STATE_LOST",
                "INNOCENT_KILLED"
            },
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",                                                                                                                                                                                                          expect = ACCEPTABLE,             desc = "No race was met.")
    @Outcome(id = "(PM_UNDERFLOW|PM_LEAK|PREMATURE_SIGNAL|USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|ATTACH_BUSY|WRONG_DOMAIN_DMA|SILENT_PARTIAL_SUCCESS|STATE_LOST|INNOCENT_KILLED|COMPLETED_CANCELLED|[+])+", expect = ACCEPTABLE_INTERESTING, desc = "Races of the patch, each with a test of its own.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPosted extends AllSubmitted {
        private static final HarnessPool POOL = Contexts.pool("as-posted");

        public AsPosted() {
            super(POOL);
        }

        @Actor
        public void submit() {
            driver.submitWorker(STEPS);
        }

        @Actor
        public void irq() {
            driver.complete(STEPS);
        }

        @Actor
        public void reset() {
            driver.timeout();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. Run it with {@code ./racy stress -t WholeDriverStress.V2}. */
    @JCStressTest
    @State
    @Probe(
            question = {"attached-once", "only-affected"},
            variant = "v2",
            violation = {
                "PM_UNDERFLOW",
                "PM_LEAK",
                "PREMATURE_SIGNAL",
                "USE_AFTER_FREE",
                "LATE_IRQ_STOPS_HW",
                "MMIO_IN_RESET",
                "MMIO_UNPOWERED",
                "ATTACH_BUSY",
                "WRONG_DOMAIN_DMA",
                "SILENT_PARTIAL_SUCCESS",
                "STATE_LOST",
                "INNOCENT_KILLED"
            },
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "none",                expect = ACCEPTABLE, desc = "All went well.")
    @Outcome(id = "COMPLETED_CANCELLED", expect = ACCEPTABLE, desc = "It completed after the last look and before the reset: no driver can tell.")
    // spotless:on
    public static class V2 extends AllSubmitted {
        private static final HarnessPool POOL = Contexts.pool("v2");

        public V2() {
            super(POOL);
        }

        @Actor
        public void submit() {
            driver.submitWorker(STEPS);
        }

        @Actor
        public void irq() {
            driver.complete(STEPS);
        }

        @Actor
        public void reset() {
            driver.timeout();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The patch, with a submitter. Run it with {@code ./racy stress -t WholeDriverStress.AsPostedSubmitting}. */
    @JCStressTest
    @State
    @Probe(
            question = {"attached-once", "only-affected"},
            variant = "as-posted",
            violation = {
                "PM_UNDERFLOW",
                "PM_LEAK",
                "PREMATURE_SIGNAL",
                "USE_AFTER_FREE",
                "LATE_IRQ_STOPS_HW",
                "MMIO_IN_RESET",
                "MMIO_UNPOWERED",
                "ATTACH_BUSY",
                "WRONG_DOMAIN_DMA",
                "SILENT_PARTIAL_SUCCESS",
                "STATE_LOST",
                "INNOCENT_KILLED"
            },
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",                                                                                                                                                                                                          expect = ACCEPTABLE,             desc = "No race was met.")
    @Outcome(id = "(PM_UNDERFLOW|PM_LEAK|PREMATURE_SIGNAL|USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|ATTACH_BUSY|WRONG_DOMAIN_DMA|SILENT_PARTIAL_SUCCESS|STATE_LOST|INNOCENT_KILLED|COMPLETED_CANCELLED|[+])+", expect = ACCEPTABLE_INTERESTING, desc = "Races of the patch, each with a test of its own.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPostedSubmitting extends Submitting {
        private static final HarnessPool POOL = Contexts.pool("as-posted");

        public AsPostedSubmitting() {
            super(POOL);
        }

        @Actor
        public void submit() {
            driver.submitWorker(STEPS);
        }

        @Actor
        public void irq() {
            driver.complete(STEPS);
        }

        @Actor
        public void reset() {
            driver.timeout();
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

    /** All fixes together, with a submitter. Run it with {@code ./racy stress -t WholeDriverStress.V2Submitting}. */
    @JCStressTest
    @State
    @Probe(
            question = {"attached-once", "only-affected"},
            variant = "v2",
            violation = {
                "PM_UNDERFLOW",
                "PM_LEAK",
                "PREMATURE_SIGNAL",
                "USE_AFTER_FREE",
                "LATE_IRQ_STOPS_HW",
                "MMIO_IN_RESET",
                "MMIO_UNPOWERED",
                "ATTACH_BUSY",
                "WRONG_DOMAIN_DMA",
                "SILENT_PARTIAL_SUCCESS",
                "STATE_LOST",
                "INNOCENT_KILLED"
            },
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPostedSubmitting.class)
    // spotless:off
    @Outcome(id = "none",                expect = ACCEPTABLE, desc = "All went well.")
    @Outcome(id = "COMPLETED_CANCELLED", expect = ACCEPTABLE, desc = "It completed after the last look and before the reset: no driver can tell.")
    // spotless:on
    public static class V2Submitting extends Submitting {
        private static final HarnessPool POOL = Contexts.pool("v2");

        public V2Submitting() {
            super(POOL);
        }

        @Actor
        public void submit() {
            driver.submitWorker(STEPS);
        }

        @Actor
        public void irq() {
            driver.complete(STEPS);
        }

        @Actor
        public void reset() {
            driver.timeout();
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

    /**
     * The patch, with a client that closes its file. Run it with {@code ./racy stress -t
     * WholeDriverStress.AsPostedClosing}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"attached-once", "only-affected"},
            variant = "as-posted",
            violation = {
                "PM_UNDERFLOW",
                "PM_LEAK",
                "PREMATURE_SIGNAL",
                "USE_AFTER_FREE",
                "LATE_IRQ_STOPS_HW",
                "MMIO_IN_RESET",
                "MMIO_UNPOWERED",
                "ATTACH_BUSY",
                "WRONG_DOMAIN_DMA",
                "SILENT_PARTIAL_SUCCESS",
                "STATE_LOST",
                "INNOCENT_KILLED"
            },
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",                                                                                                                                                                                                          expect = ACCEPTABLE,             desc = "No race was met.")
    @Outcome(id = "(PM_UNDERFLOW|PM_LEAK|PREMATURE_SIGNAL|USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|ATTACH_BUSY|WRONG_DOMAIN_DMA|SILENT_PARTIAL_SUCCESS|STATE_LOST|INNOCENT_KILLED|COMPLETED_CANCELLED|[+])+", expect = ACCEPTABLE_INTERESTING, desc = "Races of the patch, each with a test of its own.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPostedClosing extends Closing {
        private static final HarnessPool POOL = Contexts.pool("as-posted");

        public AsPostedClosing() {
            super(POOL);
        }

        @Actor
        public void submit() {
            driver.submitWorker(STEPS);
        }

        @Actor
        public void irq() {
            driver.complete(STEPS);
        }

        @Actor
        public void reset() {
            driver.timeout();
        }

        @Actor
        public void closer() {
            closerContext();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * All fixes together, with a client that closes its file. Run it with {@code ./racy stress -t
     * WholeDriverStress.V2Closing}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"attached-once", "only-affected"},
            variant = "v2",
            violation = {
                "PM_UNDERFLOW",
                "PM_LEAK",
                "PREMATURE_SIGNAL",
                "USE_AFTER_FREE",
                "LATE_IRQ_STOPS_HW",
                "MMIO_IN_RESET",
                "MMIO_UNPOWERED",
                "ATTACH_BUSY",
                "WRONG_DOMAIN_DMA",
                "SILENT_PARTIAL_SUCCESS",
                "STATE_LOST",
                "INNOCENT_KILLED"
            },
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPostedClosing.class)
    // spotless:off
    @Outcome(id = "none",                expect = ACCEPTABLE, desc = "All went well.")
    @Outcome(id = "COMPLETED_CANCELLED", expect = ACCEPTABLE, desc = "It completed after the last look and before the reset: no driver can tell.")
    // spotless:on
    public static class V2Closing extends Closing {
        private static final HarnessPool POOL = Contexts.pool("v2");

        public V2Closing() {
            super(POOL);
        }

        @Actor
        public void submit() {
            driver.submitWorker(STEPS);
        }

        @Actor
        public void irq() {
            driver.complete(STEPS);
        }

        @Actor
        public void reset() {
            driver.timeout();
        }

        @Actor
        public void closer() {
            closerContext();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
