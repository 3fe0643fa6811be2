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
import racy.driver.RocketWindow;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Probe;
import racy.sched.SchedWindow;
import racy.stress.harness.DelayedAtWindow;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/**
 * Does a task run after a reset has wiped the IOMMU's registers (R15)? The timeout names a task that failed to start,
 * and the reset hits the inference that runs. That one is not marked cancelled, so its next task runs. Its domain counts
 * as attached, but nobody has programmed the registers again. This depends only on scheduling, so x86-64 and ARM64 show
 * the same.
 *
 * <p>Run all tests with {@code ./racy stress -t WipedDomainStress},
 * one test with {@code ./racy stress -t WipedDomainStress.AsPosted$}.
 */
@Probe(
        question = {"only-affected", "attached-once"},
        race = "R15",
        violation = "WRONG_DOMAIN_DMA",
        level = DRIVER)
public final class WipedDomainStress {
    private static final String WIPED = "A task of the inference that was hit ran without its domain.";

    private WipedDomainStress() {}

    /**
     * Client 0's task has completed late and is signalled, and its timer has expired. Run work comes before its free, so
     * client 1's task fails to attach. Client 2's inference of two tasks follows. The timeout worker begins first,
     * because a task that begins sets the timer anew. The contexts are delayed so that the timeout worker looks between
     * the frees of the first two tasks.
     */
    public abstract static class ThreeInferences extends VariantSample {
        private static final Setup SETUP = variant -> new DriverHarness(
                variant.design(),
                new DelayedAtWindow(SchedWindow.TDR_STARTED, SchedWindow.FREE_JOB_FREED)
                        .and(SchedWindow.FREE_JOB_FREED, SchedWindow.TDR_UNLINKED)
                        .and(SchedWindow.TDR_UNLINKED, RocketWindow.RUN_GO),
                1,
                3,
                new Inference(0, Behaviour.LATE),
                new Inference(1, Behaviour.COMPLETES),
                new Inference(2, Behaviour.COMPLETES, Behaviour.COMPLETES));

        ThreeInferences() {
            super(SETUP);
            driver.pushAll();
            driver.submitWorker();
            driver.letTimeoutExpire();
            driver.complete(1);
            driver.timerFires();
        }
    }

    /** The patch. */
    @JCStressTest
    @State
    @Probe(variant = "as-posted", expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "No reset.")
    @Outcome(id = ".*WRONG_DOMAIN_DMA.*", expect = ACCEPTABLE_INTERESTING, desc = WIPED)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class AsPosted extends ThreeInferences {
        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Actor
        public void submit() {
            driver.submitWorkersOnceTimeoutBegan();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Each task ran in its domain.")
    @Outcome(id = ".*WRONG_DOMAIN_DMA.*", expect = FORBIDDEN, desc = WIPED)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface InItsDomain {}

    /** The next {@code run_job} after a reset programs the IOMMU. */
    @JCStressTest
    @State
    @JCStressMeta(InItsDomain.class)
    @Probe(variant = "domain-per-core", expect = SAFE, twin = AsPosted.class)
    public static class DomainPerCore extends ThreeInferences {
        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Actor
        public void submit() {
            driver.submitWorkersOnceTimeoutBegan();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. */
    @JCStressTest
    @State
    @JCStressMeta(InItsDomain.class)
    @Probe(variant = "v2", expect = SAFE, twin = AsPosted.class)
    public static class V2 extends ThreeInferences {
        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Actor
        public void submit() {
            driver.submitWorkersOnceTimeoutBegan();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
