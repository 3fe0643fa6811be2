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

import java.util.stream.IntStream;
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
 * Can the next inference attach after a reset (R5)? {@code drm_sched_start()} queues run work before free work, and the
 * credits are back by then. So the next client's task runs before the killed inference is freed. As posted, the last
 * put detaches. One submit worker runs both works, so the memory model plays no part. The same is expected on x86-64
 * and ARM64.
 *
 * <p>Run all tests with {@code ./racy stress -t RestartOrderStress},
 * one test with {@code ./racy stress -t RestartOrderStress.AsPosted$}.
 */
@Probe(
        question = {"attached-once", "only-affected"},
        race = "R5",
        violation = "ATTACH_BUSY",
        level = DRIVER)
public final class RestartOrderStress {
    private RestartOrderStress() {}

    /**
     * Client 0's only task hangs and client 1's is queued. Run work is queued too, because every run leaves one behind.
     */
    public abstract static class HungThenQueued extends VariantSample {
        private static final Setup TWO_CLIENTS =
                setup(2, new Inference(0, Behaviour.HANGS), new Inference(1, Behaviour.COMPLETES));

        HungThenQueued() {
            super(TWO_CLIENTS);
            driver.pushAll();
            driver.submitWorker();
            driver.letTimeoutExpire();
        }
    }

    /**
     * The same, but the task has completed when the timer expired, and its interrupt is not taken yet. Nothing runs
     * when the reset detaches.
     */
    public abstract static class NotRunning extends VariantSample {
        private static final Setup TWO_CLIENTS =
                setup(2, new Inference(0, Behaviour.LATE), new Inference(1, Behaviour.COMPLETES));

        NotRunning() {
            super(TWO_CLIENTS);
            driver.pushAll();
            driver.submitWorker();
            driver.letTimeoutExpire();
            driver.npu();
        }
    }

    /**
     * Client 0's only task hangs, and other clients submit while the reset is in progress. Their tasks hang too, so the
     * first one that runs ends the sample. No completion follows, because that would show R6.
     */
    public abstract static class PushedMeanwhile extends VariantSample {
        /** The number of clients that submit while the reset is in progress. */
        private static final int SUBMITTERS = 8;

        private static final Setup MANY_CLIENTS = setup(
                1 + SUBMITTERS,
                IntStream.rangeClosed(0, SUBMITTERS)
                        .mapToObj(client -> new Inference(client, Behaviour.HANGS))
                        .toArray(Inference[]::new));

        PushedMeanwhile() {
            super(MANY_CLIENTS);
            driver.push(0);
            driver.submitWorkers();
            driver.letTimeoutExpire();
        }

        final void submitterContext() {
            for (int i = 1; i <= SUBMITTERS; i++) {
                driver.push(i);
            }
        }
    }

    /** The patch. No race is needed: every schedule fails the next client. */
    @JCStressTest
    @State
    @Probe(variant = "as-posted", expect = SEEDED)
    @Outcome(
            id = "ATTACH_BUSY",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The next client's attach fails: the dead inference is not freed yet.")
    @Outcome(id = "none", expect = FORBIDDEN, desc = "There is no schedule without it.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class AsPosted extends HungThenQueued {
        @Actor
        public void submit() {
            driver.submitWorkers();
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

    /** The restart queues free work first. For a task that was queued before the reset, that order is right. */
    @JCStressTest
    @State
    @Probe(variant = "free-before-run", expect = SAFE, twin = AsPosted.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Freed, then attached.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN, desc = "The attach fails.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class FreeBeforeRun extends HungThenQueued {
        @Actor
        public void submit() {
            driver.submitWorkers();
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

    /**
     * The client submits while the reset is in progress. If it reads {@code pause_submit} before the stop, or between
     * the two steps of the restart, it queues run work before free work. So the order of the restart alone is no fix.
     */
    @JCStressTest
    @State
    @Probe(variant = "free-before-run", expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Freed, then attached.")
    @Outcome(
            id = "ATTACH_BUSY",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The submitter queued run work before the restart queued free work.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class FreeBeforeRunPushedMeanwhile extends PushedMeanwhile {
        @Actor
        public void submitter() {
            submitterContext();
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
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

    /**
     * Reset detaches, and the attach works. Then the last put detaches a second time, whatever is attached now. The
     * task is reported cancelled although it completed: that is R13, which this test is not about.
     */
    @JCStressTest
    @State
    @Probe(question = "attached-once", variant = "detach-in-reset", violation = "WRONG_DOMAIN_DMA", expect = SEEDED)
    @Outcome(
            id = "WRONG_DOMAIN_DMA+COMPLETED_CANCELLED",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The dead inference's last put detaches the next client's domain under its task.")
    @Outcome(id = "COMPLETED_CANCELLED", expect = ACCEPTABLE, desc = "The next task was over by then.")
    public static class DetachInReset extends NotRunning {
        @Actor
        public void submit() {
            driver.submitWorkers();
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

    /**
     * Reset detaches and forgets the core, so the last put does not detach again. That is right for the inference that
     * the timeout named, and here that one is attached.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "detach-in-reset-clear-core",
            violation = {"ATTACH_BUSY", "WRONG_DOMAIN_DMA"},
            expect = SAFE,
            twin = DetachInReset.class)
    @Outcome(id = "COMPLETED_CANCELLED", expect = ACCEPTABLE, desc = "Detached once.")
    @Outcome(
            id = ".*(ATTACH_BUSY|WRONG_DOMAIN_DMA).*",
            expect = FORBIDDEN,
            desc = "Attached too early, or detached twice.")
    public static class DetachInResetClearingCore extends NotRunning {
        @Actor
        public void submit() {
            driver.submitWorkers();
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

    /** The task really hangs and still runs while reset detaches. So reset must detach after the hardware reset. */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "detach-in-reset-clear-core",
            race = "",
            violation = "WRONG_DOMAIN_DMA",
            expect = SEEDED)
    @Outcome(
            id = "WRONG_DOMAIN_DMA",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The domain goes away under the hung task.")
    @Outcome(id = "none", expect = FORBIDDEN, desc = "There is no schedule without it.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class DetachInResetClearingCoreHung extends HungThenQueued {
        @Actor
        public void submit() {
            driver.submitWorkers();
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

    /** The core keeps a domain until {@code run_job} needs another one. Nothing waits for a put. */
    @JCStressTest
    @State
    @Probe(variant = "domain-per-core", expect = SAFE, twin = AsPosted.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "run_job replaces the dead inference's domain.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN, desc = "The attach fails.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class DomainPerCore extends HungThenQueued {
        @Actor
        public void submit() {
            driver.submitWorkers();
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

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN, desc = "The attach fails.")
    interface NextClientAttaches {}

    /** All fixes together. */
    @JCStressTest
    @State
    @JCStressMeta(NextClientAttaches.class)
    @Probe(variant = "v2", expect = SAFE, twin = AsPosted.class)
    public static class V2 extends HungThenQueued {
        @Actor
        public void submit() {
            driver.submitWorkers();
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

    /** All fixes together, with a client that submits while the reset is in progress. */
    @JCStressTest
    @State
    @JCStressMeta(NextClientAttaches.class)
    @Probe(variant = "v2", expect = SAFE, twin = FreeBeforeRunPushedMeanwhile.class)
    public static class V2PushedMeanwhile extends PushedMeanwhile {
        @Actor
        public void submitter() {
            submitterContext();
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
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

    /**
     * The reset detached, so R5 is new with the patch. The hung task still ran at that time, which is an older race.
     */
    @JCStressTest
    @State
    @Probe(variant = "pre-patch", expect = SAFE, twin = AsPosted.class)
    @Outcome(
            id = "WRONG_DOMAIN_DMA",
            expect = ACCEPTABLE,
            desc = "Detached in the reset, while the hung task still runs.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN, desc = "The attach fails.")
    public static class PrePatch extends HungThenQueued {
        @Actor
        public void submit() {
            driver.submitWorkers();
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
}
