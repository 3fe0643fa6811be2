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
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/**
 * Is the domain free when the next client's task starts, without any reset (R6)? {@code drm_sched_job_done()} first
 * releases the credits, then signals, then queues free work. Run work may be queued already, or a submitter may queue
 * it in between. That run work comes first, so the next client's task attaches before the last put has detached. This
 * depends only on the order of locked steps, so x86-64 and ARM64 show the same.
 *
 * <p>Run all tests with {@code ./racy stress -t CompletionOrderStress},
 * one test with {@code ./racy stress -t CompletionOrderStress.AsPosted$}.
 */
@Probe(question = "attached-once", race = "R6", violation = "ATTACH_BUSY", level = DRIVER)
public final class CompletionOrderStress {
    private static final VariantSample.Setup TWO_CLIENTS = variant -> new DriverHarness(
            variant, 1, 2, new Inference(0, Behaviour.COMPLETES), new Inference(1, Behaviour.COMPLETES));

    private CompletionOrderStress() {}

    /**
     * Client 0's only task has completed and its IRQ thread is woken. Client 1's task is queued. Run work is queued
     * too, because every run leaves one behind.
     */
    public abstract static class CompletedThenQueued extends VariantSample {
        CompletedThenQueued() {
            super(TWO_CLIENTS);
            driver.pushAll();
            driver.submitWorker();
            driver.npu();
            driver.hardIrq();
        }
    }

    /** The same, but client 1 submits while the IRQ thread completes the task, and no run work is left over. */
    public abstract static class PushedMeanwhile extends VariantSample {
        PushedMeanwhile() {
            super(TWO_CLIENTS);
            driver.push(0);
            driver.submitWorkers();
            driver.npu();
            driver.hardIrq();
        }
    }

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Freed, then attached.")
    @Outcome(
            id = "ATTACH_BUSY",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The next client's task runs before the finished inference is freed.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface AttachFails {}

    /** The patch. */
    @JCStressTest
    @State
    @JCStressMeta(AttachFails.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class AsPosted extends CompletedThenQueued {
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
     * The patch, without run work that is left over. A submitter that wakes the scheduler at the right moment is
     * enough.
     */
    @JCStressTest
    @State
    @JCStressMeta(AttachFails.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class AsPostedPushedMeanwhile extends PushedMeanwhile {
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

    /** Free work is queued before the credits are released. Run work that was queued earlier still comes first. */
    @JCStressTest
    @State
    @JCStressMeta(AttachFails.class)
    @Probe(variant = "free-before-credits", expect = SEEDED)
    public static class FreeBeforeCredits extends CompletedThenQueued {
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

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN, desc = "The attach fails.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface NextClientAttaches {}

    /** The IRQ thread detaches before it signals, which is before the credits are released. */
    @JCStressTest
    @State
    @JCStressMeta(NextClientAttaches.class)
    @Probe(variant = "detach-in-irq", expect = SAFE, twin = AsPosted.class)
    public static class DetachInIrq extends CompletedThenQueued {
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

    /** The core keeps a domain until {@code run_job} needs another one. */
    @JCStressTest
    @State
    @JCStressMeta(NextClientAttaches.class)
    @Probe(variant = "domain-per-core", expect = SAFE, twin = AsPosted.class)
    public static class DomainPerCore extends CompletedThenQueued {
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

    /** The same with a submitter. */
    @JCStressTest
    @State
    @JCStressMeta(NextClientAttaches.class)
    @Probe(variant = "domain-per-core", expect = SAFE, twin = AsPostedPushedMeanwhile.class)
    public static class DomainPerCorePushedMeanwhile extends PushedMeanwhile {
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

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN, desc = "The attach fails.")
    interface NextClientAttachesInV2 {}

    /** All fixes together. */
    @JCStressTest
    @State
    @JCStressMeta(NextClientAttachesInV2.class)
    @Probe(variant = "v2", expect = SAFE, twin = AsPosted.class)
    public static class V2 extends CompletedThenQueued {
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

    /** All fixes together, with a submitter. */
    @JCStressTest
    @State
    @JCStressMeta(NextClientAttachesInV2.class)
    @Probe(variant = "v2", expect = SAFE, twin = AsPostedPushedMeanwhile.class)
    public static class V2PushedMeanwhile extends PushedMeanwhile {
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

    /** Before the patch, the IRQ thread detached before it signalled. So this race is new with the patch. */
    @JCStressTest
    @State
    @JCStressMeta(NextClientAttaches.class)
    @Probe(variant = "pre-patch", expect = SAFE, twin = AsPosted.class)
    public static class PrePatch extends CompletedThenQueued {
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
