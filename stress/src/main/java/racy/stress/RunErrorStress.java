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
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.kernel.Errno;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Probe;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/**
 * What does the client learn when {@code run_job} fails (R9)? Powering up, attaching or allocating the fence returns an
 * error. The task's own fence says so, but the client waits for the last task's fence. No race is needed, so x86-64 and
 * ARM64 show the same.
 *
 * <p>Run all tests with {@code ./racy stress -t RunErrorStress},
 * one test with {@code ./racy stress -t RunErrorStress.AsPosted$}.
 */
@Probe(question = "last-task", race = "R9", violation = "SILENT_PARTIAL_SUCCESS", level = DRIVER)
public final class RunErrorStress {
    private RunErrorStress() {}

    /** What makes a {@code run_job} return an error. Each sample uses the next fault. */
    private enum Fault {
        RESUME,
        ATTACH,
        ALLOCATION;

        void inject(DriverHarness driver) {
            switch (this) {
                case RESUME -> driver.core.pm.failNextResume(-Errno.EAGAIN);
                case ATTACH -> driver.core.iommuGroup.failNextAttach(-Errno.ENODEV);
                case ALLOCATION -> driver.device().failAllocation(1 + TASKS.length);
            }
        }
    }

    /** Pushing them allocates an {@code s_fence} for each. Then their {@code run_job}s allocate. */
    private static final Behaviour[] TASKS = {Behaviour.COMPLETES, Behaviour.COMPLETES};

    private static final Fault[] FAULTS = Fault.values();

    /** The number of works and completions that the inference needs. */
    private static final int STEPS = 6;

    /** An inference of two tasks. Something in the {@code run_job} of the first one fails. */
    public abstract static class FailingRunJob extends VariantSample {
        private static final Setup TWO_TASKS = setup(1, new Inference(0, TASKS));

        private static int samples;

        FailingRunJob() {
            super(TWO_TASKS);
            FAULTS[samples++ % FAULTS.length].inject(driver);
        }
    }

    /** The patch: later tasks run as if nothing had happened. */
    @JCStressTest
    @State
    @Probe(variant = "as-posted", expect = SEEDED)
    @Outcome(
            id = "SILENT_PARTIAL_SUCCESS+STATE_LOST",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The second task runs, without the first one's state, and the client is told of success.")
    @Outcome(id = "none", expect = FORBIDDEN, desc = "There is no schedule without it.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class AsPosted extends FailingRunJob {
        @Actor
        public void submitter() {
            driver.push(0);
        }

        @Actor
        public void submit() {
            driver.submitWorker(STEPS);
        }

        @Actor
        public void irq() {
            driver.complete(STEPS);
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** A {@code run_job} that returns an error marks its inference cancelled. */
    @JCStressTest
    @State
    @Probe(variant = "errors-fail-inference", expect = SAFE, twin = AsPosted.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The inference fails as a whole.")
    @Outcome(id = ".*SILENT_PARTIAL_SUCCESS.*", expect = FORBIDDEN, desc = "Told of success.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class ErrorsFailInference extends FailingRunJob {
        @Actor
        public void submitter() {
            driver.push(0);
        }

        @Actor
        public void submit() {
            driver.submitWorker(STEPS);
        }

        @Actor
        public void irq() {
            driver.complete(STEPS);
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. */
    @JCStressTest
    @State
    @Probe(variant = "v2", expect = SAFE, twin = AsPosted.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The inference fails as a whole.")
    @Outcome(id = ".*SILENT_PARTIAL_SUCCESS.*", expect = FORBIDDEN, desc = "Told of success.")
    public static class V2 extends FailingRunJob {
        @Actor
        public void submitter() {
            driver.push(0);
        }

        @Actor
        public void submit() {
            driver.submitWorker(STEPS);
        }

        @Actor
        public void irq() {
            driver.complete(STEPS);
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * Before the patch, the inference was one job. It hung until its timeout, but the client was never told of success.
     */
    @JCStressTest
    @State
    @Probe(variant = "pre-patch", expect = SAFE, twin = AsPosted.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The allocation failed, and the whole inference with it.")
    @Outcome(
            id = "LOST_TASK",
            expect = ACCEPTABLE,
            desc = "The failed run_job returned a fence that nobody signals: the client waits for the timeout.")
    @Outcome(id = ".*SILENT_PARTIAL_SUCCESS.*", expect = FORBIDDEN, desc = "Told of success.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class PrePatch extends FailingRunJob {
        @Actor
        public void submitter() {
            driver.push(0);
        }

        @Actor
        public void submit() {
            driver.submitWorker(STEPS);
        }

        @Actor
        public void irq() {
            driver.complete(STEPS);
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
