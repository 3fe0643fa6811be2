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
 * Is the domain free when the next client's task starts, with no reset at all (R6)? drm_sched_job_done() releases the
 * credits first, then signals, then queues free work. Run work that is queued already, or that a submitter queues in
 * between, comes first: the next client's task attaches before the last put detached. A matter of the order of locked
 * steps, so x86-64 and ARM64 show the same.
 */
public final class CompletionOrderStress {
    private CompletionOrderStress() {}

    /**
     * Client 0's only task has completed and its IRQ thread is woken; client 1's task is queued, and so is the run work
     * that every run leaves behind.
     */
    public abstract static class Scene extends DriverSample {
        Scene(HarnessPool pool) {
            super(pool);
            driver.pushAll();
            driver.submitWorker();
            driver.npu();
            driver.hardIrq();
        }

        static HarnessPool pool(String variant) {
            return new HarnessPool(() -> new DriverHarness(
                    Variants.of(variant),
                    1,
                    2,
                    new DriverHarness.Inference(0, Behaviour.COMPLETES),
                    new DriverHarness.Inference(1, Behaviour.COMPLETES)));
        }
    }

    /** The same, but client 1 submits while the IRQ thread completes the task; no run work is left over. */
    public abstract static class PushedMeanwhile extends DriverSample {
        PushedMeanwhile(HarnessPool pool) {
            super(pool);
            driver.push(0);
            driver.submitWorkers();
            driver.npu();
            driver.hardIrq();
        }
    }

    /** The patch. Run it with {@code ./racy stress -t CompletionOrderStress.AsPosted}. */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "as-posted",
            race = "R6",
            violation = "ATTACH_BUSY",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",        expect = ACCEPTABLE,             desc = "Freed, then attached.")
    @Outcome(id = "ATTACH_BUSY", expect = ACCEPTABLE_INTERESTING, desc = "The next client's task runs before the finished inference is freed.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPosted extends Scene {
        private static final HarnessPool POOL = pool("as-posted");

        public AsPosted() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The patch, and the task ran for long enough that no run work is left: a submitter that wakes the scheduler at the
     * right moment is enough. Run it with {@code ./racy stress -t CompletionOrderStress.AsPostedPushedMeanwhile}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "as-posted",
            race = "R6",
            violation = "ATTACH_BUSY",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",        expect = ACCEPTABLE,             desc = "Freed, then attached.")
    @Outcome(id = "ATTACH_BUSY", expect = ACCEPTABLE_INTERESTING, desc = "The next client's task runs before the finished inference is freed.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPostedPushedMeanwhile extends PushedMeanwhile {
        private static final HarnessPool POOL = Scene.pool("as-posted");

        public AsPostedPushedMeanwhile() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
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
     * Free work is queued before the credits are released: run work that was queued earlier still comes first. So the
     * order of completion alone is no fix. Run it with {@code ./racy stress -t
     * CompletionOrderStress.FreeBeforeCredits}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "free-before-credits",
            race = "R6",
            violation = "ATTACH_BUSY",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",        expect = ACCEPTABLE,             desc = "Freed, then attached.")
    @Outcome(id = "ATTACH_BUSY", expect = ACCEPTABLE_INTERESTING, desc = "The next client's task runs before the finished inference is freed.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class FreeBeforeCredits extends Scene {
        private static final HarnessPool POOL = pool("free-before-credits");

        public FreeBeforeCredits() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The IRQ thread detaches before it signals, so before the credits are released. Run it with {@code ./racy stress
     * -t CompletionOrderStress.DetachInIrq}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "detach-in-irq",
            race = "R6",
            violation = "ATTACH_BUSY",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "none",            expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN,  desc = "The attach fails.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DetachInIrq extends Scene {
        private static final HarnessPool POOL = pool("detach-in-irq");

        public DetachInIrq() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The core keeps a domain until run_job needs another. Run it with {@code ./racy stress -t
     * CompletionOrderStress.DomainPerCore}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "domain-per-core",
            race = "R6",
            violation = "ATTACH_BUSY",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "none",            expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN,  desc = "The attach fails.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DomainPerCore extends Scene {
        private static final HarnessPool POOL = pool("domain-per-core");

        public DomainPerCore() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The same with a submitter. Run it with {@code ./racy stress -t
     * CompletionOrderStress.DomainPerCorePushedMeanwhile}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "domain-per-core",
            race = "R6",
            violation = "ATTACH_BUSY",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPostedPushedMeanwhile.class)
    // spotless:off
    @Outcome(id = "none",            expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN,  desc = "The attach fails.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DomainPerCorePushedMeanwhile extends PushedMeanwhile {
        private static final HarnessPool POOL = Scene.pool("domain-per-core");

        public DomainPerCorePushedMeanwhile() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
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

    /** All fixes together. Run it with {@code ./racy stress -t CompletionOrderStress.V2}. */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "v2",
            race = "R6",
            violation = "ATTACH_BUSY",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "none",            expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN,  desc = "The attach fails.")
    // spotless:on
    public static class V2 extends Scene {
        private static final HarnessPool POOL = pool("v2");

        public V2() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * All fixes together, with a submitter. Run it with {@code ./racy stress -t
     * CompletionOrderStress.V2PushedMeanwhile}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "v2",
            race = "R6",
            violation = "ATTACH_BUSY",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPostedPushedMeanwhile.class)
    // spotless:off
    @Outcome(id = "none",            expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN,  desc = "The attach fails.")
    // spotless:on
    public static class V2PushedMeanwhile extends PushedMeanwhile {
        private static final HarnessPool POOL = Scene.pool("v2");

        public V2PushedMeanwhile() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
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
     * Before the patch the IRQ thread detached before it signalled, so this is new. Run it with {@code ./racy stress -t
     * CompletionOrderStress.PrePatch}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "pre-patch",
            race = "R6",
            violation = "ATTACH_BUSY",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "none",            expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN,  desc = "The attach fails.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class PrePatch extends Scene {
        private static final HarnessPool POOL = pool("pre-patch");

        public PrePatch() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
