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
import racy.sched.SchedPolicy;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/**
 * Does an inference have its core to itself (R8, R10)? Its tasks are single jobs of the scheduler, which may run
 * another client's task between two of them. Mainline's fair policy does that; first in, first out does not. No race is
 * needed, so x86-64 and ARM64 show the same.
 *
 * <p>Run all tests with {@code ./racy stress -t InterleaveStress},
 * one test with {@code ./racy stress -t InterleaveStress.AsPosted$}.
 */
@Probe(
        question = "attached-once",
        race = "R8",
        violation = {"STATE_LOST", "WRONG_DOMAIN_DMA"},
        level = DRIVER)
public final class InterleaveStress {
    private InterleaveStress() {}

    /** The number of works and completions that the two inferences need. */
    private static final int STEPS = 8;

    /**
     * Client 0's inference of two tasks is submitted, and its first task is started. Then client 1's inference of one
     * task is submitted. The submit worker and the hardware go on from there.
     */
    public abstract static class TwoClients extends VariantSample {
        TwoClients(Setup setup) {
            super(setup);
            driver.push(0);
            driver.submitWorker();
            driver.push(1);
        }

        static Setup setup(SchedPolicy policy) {
            return variant -> new DriverHarness(
                    variant,
                    policy,
                    1,
                    2,
                    new Inference(0, Behaviour.COMPLETES, Behaviour.COMPLETES),
                    new Inference(1, Behaviour.COMPLETES));
        }
    }

    public abstract static class Fair extends TwoClients {
        private static final Setup FAIR = setup(SchedPolicy.FAIR);

        Fair() {
            super(FAIR);
        }
    }

    public abstract static class FirstInFirstOut extends TwoClients {
        private static final Setup FIFO = setup(SchedPolicy.FIFO);

        FirstInFirstOut() {
            super(FIFO);
        }
    }

    /** The patch under the fair policy: the second client's attach fails in every schedule. */
    @JCStressTest
    @State
    @Probe(variant = "as-posted", violation = "ATTACH_BUSY", expect = SEEDED)
    @Outcome(
            id = "ATTACH_BUSY",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The other client's turn comes while the first inference is attached.")
    @Outcome(id = "none", expect = FORBIDDEN, desc = "Fair is fair: there is no schedule without it.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class AsPosted extends Fair {
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

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "One inference after the other.")
    @Outcome(
            id = "ATTACH_BUSY",
            expect = ACCEPTABLE,
            desc = "The first inference was not freed yet when the second one started (R6).")
    @Outcome(id = ".*(STATE_LOST|WRONG_DOMAIN_DMA).*", expect = FORBIDDEN, desc = "Interleaved.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface NotInterleaved {}

    /** The patch under first in, first out: tasks of one inference stay together. */
    @JCStressTest
    @State
    @JCStressMeta(NotInterleaved.class)
    @Probe(variant = "as-posted", expect = SAFE, twin = DomainPerCore.class)
    public static class AsPostedFifo extends FirstInFirstOut {
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
     * The attach works, so the other client's task does run in between. If userspace keeps weights on the chip, it gets
     * wrong results with a success fence. So this fix needs the next one too.
     */
    @JCStressTest
    @State
    @Probe(variant = "domain-per-core", race = "R10", violation = "STATE_LOST", expect = SEEDED)
    @Outcome(
            id = "STATE_LOST",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The second task relied on on-chip state that the other client replaced.")
    @Outcome(id = "none", expect = FORBIDDEN, desc = "There is no schedule without it.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class DomainPerCore extends Fair {
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

    /** The second inference waits until the first inference's last task was scheduled. */
    @JCStressTest
    @State
    @JCStressMeta(NotInterleaved.class)
    @Probe(variant = "inference-owns-core", race = "R10", expect = SAFE, twin = DomainPerCore.class)
    public static class InferenceOwnsCore extends Fair {
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
    @Probe(
            variant = "v2",
            violation = {"STATE_LOST", "WRONG_DOMAIN_DMA", "ATTACH_BUSY"},
            expect = SAFE,
            twin = AsPosted.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "One inference after the other.")
    @Outcome(id = ".*(STATE_LOST|WRONG_DOMAIN_DMA|ATTACH_BUSY).*", expect = FORBIDDEN, desc = "Interleaved.")
    public static class V2 extends Fair {
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
