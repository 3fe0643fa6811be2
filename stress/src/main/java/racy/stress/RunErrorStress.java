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
import racy.kernel.Errno;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Expectation;
import racy.review.Level;
import racy.review.Probe;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverSample;
import racy.stress.harness.HarnessPool;

/**
 * What does the client learn when run_job fails (R9)? Powering up, attaching or allocating the fence answers an error:
 * the task's own fence says so, but the client waits for the last task's. No race is needed, so x86-64 and ARM64 show
 * the same.
 */
public final class RunErrorStress {
    private RunErrorStress() {}

    /** What makes a run_job answer an error; each sample takes the next one. */
    private enum Fault {
        RESUME,
        ATTACH,
        ALLOCATION;

        void inject(DriverHarness driver) {
            switch (this) {
                case RESUME -> driver.core.pm.failNextResume(-Errno.EIO);
                case ATTACH -> driver.core.iommuGroup.failNextAttach(-Errno.ENODEV);
                case ALLOCATION -> driver.device().failAllocation(1);
            }
        }
    }

    private static final Fault[] FAULTS = Fault.values();

    /** Works and completions that the inference takes. */
    private static final int STEPS = 6;

    /** An inference of two tasks, and something in the first one's run_job fails. */
    public abstract static class Scene extends DriverSample {
        private static int samples;

        Scene(HarnessPool pool) {
            super(pool);
            FAULTS[samples++ % FAULTS.length].inject(driver);
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
     * The patch: later tasks run as if nothing had happened. Run it with {@code ./racy stress -t
     * RunErrorStress.AsPosted}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "last-task",
            variant = "as-posted",
            race = "R9",
            violation = "SILENT_PARTIAL_SUCCESS",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "SILENT_PARTIAL_SUCCESS+STATE_LOST", expect = ACCEPTABLE_INTERESTING, desc = "The second task runs, without the first one's state, and the client is told of success.")
    @Outcome(id = "none",                              expect = FORBIDDEN,              desc = "There is no schedule without it.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPosted extends Scene {
        private static final HarnessPool POOL = pool("as-posted");

        public AsPosted() {
            super(POOL);
        }

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
     * A run_job that answers an error marks its inference cancelled. Run it with {@code ./racy stress -t
     * RunErrorStress.ErrorsFailInference}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "last-task",
            variant = "errors-fail-inference",
            race = "R9",
            violation = "SILENT_PARTIAL_SUCCESS",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "none",                       expect = ACCEPTABLE, desc = "The inference fails as a whole.")
    @Outcome(id = ".*SILENT_PARTIAL_SUCCESS.*", expect = FORBIDDEN,  desc = "Told of success.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class ErrorsFailInference extends Scene {
        private static final HarnessPool POOL = pool("errors-fail-inference");

        public ErrorsFailInference() {
            super(POOL);
        }

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

    /** All fixes together. Run it with {@code ./racy stress -t RunErrorStress.V2}. */
    @JCStressTest
    @State
    @Probe(
            question = "last-task",
            variant = "v2",
            race = "R9",
            violation = "SILENT_PARTIAL_SUCCESS",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "none",                       expect = ACCEPTABLE, desc = "The inference fails as a whole.")
    @Outcome(id = ".*SILENT_PARTIAL_SUCCESS.*", expect = FORBIDDEN,  desc = "Told of success.")
    // spotless:on
    public static class V2 extends Scene {
        private static final HarnessPool POOL = pool("v2");

        public V2() {
            super(POOL);
        }

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
     * Before the patch the inference was one job: it hung until its timeout, but was never told of success. Run it with
     * {@code ./racy stress -t RunErrorStress.PrePatch}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "last-task",
            variant = "pre-patch",
            race = "R9",
            violation = "SILENT_PARTIAL_SUCCESS",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "none",                       expect = ACCEPTABLE, desc = "The allocation failed, and the whole inference with it.")
    @Outcome(id = "LOST_TASK",                  expect = ACCEPTABLE, desc = "The failed run_job returned a fence that nobody signals: the client waits for the timeout.")
    @Outcome(id = ".*SILENT_PARTIAL_SUCCESS.*", expect = FORBIDDEN,  desc = "Told of success.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class PrePatch extends Scene {
        private static final HarnessPool POOL = pool("pre-patch");

        public PrePatch() {
            super(POOL);
        }

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
