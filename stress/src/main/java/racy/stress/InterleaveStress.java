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
import racy.sched.SchedPolicy;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverSample;
import racy.stress.harness.HarnessPool;

/**
 * Does an inference have its core to itself (R8, R10)? Its tasks are single jobs of the scheduler, which may run
 * another client's task between two of them: mainline's fair policy does, first in first out does not. No race is
 * needed, so x86-64 and ARM64 show the same.
 */
public final class InterleaveStress {
    private InterleaveStress() {}

    /** Works and completions that the two inferences take. */
    private static final int STEPS = 8;

    /**
     * Client 0's inference of two tasks and client 1's of one are submitted; the submit worker and the hardware go on
     * from there.
     */
    public abstract static class Scene extends DriverSample {
        Scene(HarnessPool pool) {
            super(pool);
            driver.pushAll();
        }

        static HarnessPool pool(String variant, SchedPolicy policy) {
            return new HarnessPool(() -> new DriverHarness(
                    Variants.of(variant),
                    policy,
                    1,
                    2,
                    new DriverHarness.Inference(0, Behaviour.COMPLETES, Behaviour.COMPLETES),
                    new DriverHarness.Inference(1, Behaviour.COMPLETES)));
        }
    }

    /**
     * The patch under the fair policy: the second client's attach fails in every schedule. Run it with {@code ./racy
     * stress -t InterleaveStress.AsPosted}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "as-posted",
            race = "R8",
            violation = "ATTACH_BUSY",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "ATTACH_BUSY", expect = ACCEPTABLE_INTERESTING, desc = "The other client's turn comes while the first inference is attached.")
    @Outcome(id = "none",        expect = FORBIDDEN,              desc = "Fair is fair: there is no schedule without it.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPosted extends Scene {
        private static final HarnessPool POOL = pool("as-posted", SchedPolicy.FAIR);

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

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The patch under first in, first out: tasks of one inference stay together. Run it with {@code ./racy stress -t
     * InterleaveStress.AsPostedFifo}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "as-posted",
            race = "R8",
            violation = {"STATE_LOST", "WRONG_DOMAIN_DMA"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = DomainPerCore.class)
    // spotless:off
    @Outcome(id = "none",                              expect = ACCEPTABLE, desc = "One inference after the other.")
    @Outcome(id = "ATTACH_BUSY",                       expect = ACCEPTABLE, desc = "The first inference was not freed yet when the second one started (R6).")
    @Outcome(id = ".*(STATE_LOST|WRONG_DOMAIN_DMA).*", expect = FORBIDDEN,  desc = "Interleaved.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPostedFifo extends Scene {
        private static final HarnessPool POOL = pool("as-posted", SchedPolicy.FIFO);

        public AsPostedFifo() {
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

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * Attaching works, so the other client's task does run in between, and userspace that keeps weights on the chip
     * gets wrong results with a success fence. This fix needs the next one. Run it with {@code ./racy stress -t
     * InterleaveStress.DomainPerCore}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "domain-per-core",
            race = "R10",
            violation = "STATE_LOST",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "STATE_LOST", expect = ACCEPTABLE_INTERESTING, desc = "The second task relied on on-chip state that the other client replaced.")
    @Outcome(id = "none",       expect = FORBIDDEN,              desc = "There is no schedule without it.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DomainPerCore extends Scene {
        private static final HarnessPool POOL = pool("domain-per-core", SchedPolicy.FAIR);

        public DomainPerCore() {
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

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The second inference waits until the first one's last task was scheduled. Run it with {@code ./racy stress -t
     * InterleaveStress.InferenceOwnsCore}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "inference-owns-core",
            race = "R10",
            violation = {"STATE_LOST", "WRONG_DOMAIN_DMA"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = DomainPerCore.class)
    // spotless:off
    @Outcome(id = "none",                              expect = ACCEPTABLE, desc = "One inference after the other.")
    @Outcome(id = "ATTACH_BUSY",                       expect = ACCEPTABLE, desc = "The first inference was not freed yet when the second one started (R6).")
    @Outcome(id = ".*(STATE_LOST|WRONG_DOMAIN_DMA).*", expect = FORBIDDEN,  desc = "Interleaved.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class InferenceOwnsCore extends Scene {
        private static final HarnessPool POOL = pool("inference-owns-core", SchedPolicy.FAIR);

        public InferenceOwnsCore() {
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

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. Run it with {@code ./racy stress -t InterleaveStress.V2}. */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "v2",
            race = "R8",
            violation = {"STATE_LOST", "WRONG_DOMAIN_DMA", "ATTACH_BUSY"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "none",                                          expect = ACCEPTABLE, desc = "One inference after the other.")
    @Outcome(id = ".*(STATE_LOST|WRONG_DOMAIN_DMA|ATTACH_BUSY).*", expect = FORBIDDEN,  desc = "Interleaved.")
    // spotless:on
    public static class V2 extends Scene {
        private static final HarnessPool POOL = pool("v2", SchedPolicy.FAIR);

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

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
