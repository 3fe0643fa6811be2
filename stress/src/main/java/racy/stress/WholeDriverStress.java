// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
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
 * All contexts run on one device at the same time. Does the patch hold, and does the next version? These tests aim at
 * no particular race. What the patch shows are the races that other tests isolate. What the next version would show is
 * a race that nobody thought of. x86-64 and ARM64 show the same races of scheduling.
 *
 * <p>Run all tests with {@code ./racy stress -t WholeDriverStress},
 * one test with {@code ./racy stress -t WholeDriverStress.AsPosted$}.
 */
@Probe(
        question = {"attached-once", "only-affected"},
        violation = {
            "PM_UNDERFLOW",
            "PM_LEAK",
            "PREMATURE_SIGNAL",
            "USE_AFTER_FREE",
            "LATE_IRQ_STOPS_HW",
            "MMIO_IN_RESET",
            "ATTACH_BUSY",
            "WRONG_DOMAIN_DMA",
            "SILENT_PARTIAL_SUCCESS",
            "STATE_LOST",
            "INNOCENT_KILLED"
        },
        level = DRIVER)
public final class WholeDriverStress {
    private WholeDriverStress() {}

    /** The number of works and completions for which each context has time. */
    private static final int STEPS = 8;

    /** Client 0 has one task that is late and one more task. Client 1 has two tasks. */
    public abstract static class Contexts extends VariantSample {
        private static final Setup TWO_CLIENTS = setup(
                2,
                new Inference(0, Behaviour.LATE, Behaviour.COMPLETES),
                new Inference(1, Behaviour.COMPLETES, Behaviour.COMPLETES));

        Contexts() {
            super(TWO_CLIENTS);
        }
    }

    /** Everything is submitted. The late task runs and its timer is due. */
    public abstract static class AllSubmitted extends Contexts {
        AllSubmitted() {
            driver.pushAll();
            driver.submitWorker();
            driver.letTimeoutExpire();
        }
    }

    /** The late task runs and its timer is due; client 1 has not submitted yet. */
    public abstract static class Submitting extends Contexts {
        Submitting() {
            driver.push(0);
            driver.submitWorker();
            driver.letTimeoutExpire();
        }
    }

    /**
     * The same as AllSubmitted, but client 0 is killed, and the system workqueue kills what that client has queued.
     */
    public abstract static class Closing extends AllSubmitted {
        final void closerContext() {
            driver.closeKilled(0);
            driver.systemWorker();
        }
    }

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "No race was met.")
    @Outcome(
            id = "(PM_UNDERFLOW|PM_LEAK|PREMATURE_SIGNAL|USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|"
                    + "ATTACH_BUSY|WRONG_DOMAIN_DMA|SILENT_PARTIAL_SUCCESS|STATE_LOST|"
                    + "INNOCENT_KILLED|COMPLETED_CANCELLED|[+])+",
            expect = ACCEPTABLE_INTERESTING,
            desc = "Races of the patch, each with a test of its own.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface RacesOfThePatch {}

    /** The patch: submit worker, interrupt, reset. */
    @JCStressTest
    @State
    @JCStressMeta(RacesOfThePatch.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class AsPosted extends AllSubmitted {
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

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "All went well.")
    interface NoRace {}

    /** All fixes together. */
    @JCStressTest
    @State
    @JCStressMeta(NoRace.class)
    @Probe(variant = "v2", expect = SAFE, twin = AsPosted.class)
    public static class V2 extends AllSubmitted {
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

    /** The patch, with a submitter. */
    @JCStressTest
    @State
    @JCStressMeta(RacesOfThePatch.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class AsPostedSubmitting extends Submitting {
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

    /** All fixes together, with a submitter. */
    @JCStressTest
    @State
    @JCStressMeta(NoRace.class)
    @Probe(variant = "v2", expect = SAFE, twin = AsPostedSubmitting.class)
    public static class V2Submitting extends Submitting {
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

    /** The patch, with a client that closes its file. */
    @JCStressTest
    @State
    @JCStressMeta(RacesOfThePatch.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class AsPostedClosing extends Closing {
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

    /** All fixes together, with a client that closes its file. */
    @JCStressTest
    @State
    @JCStressMeta(NoRace.class)
    @Probe(variant = "v2", expect = SAFE, twin = AsPostedClosing.class)
    public static class V2Closing extends Closing {
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
