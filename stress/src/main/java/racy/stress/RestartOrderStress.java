// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.stream.IntStream;
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
 * After a reset, is the next inference able to attach (R5)? drm_sched_start() queues run work before free work, and
 * credits are back by then: the next client's task runs before the killed inference is freed, and as posted it is the
 * last put that detaches. One submit worker plays both works, so the memory model has no part in this: what is expected
 * on x86-64 is expected on ARM64.
 */
public final class RestartOrderStress {
    private RestartOrderStress() {}

    /** Clients that submit while the reset is on. */
    private static final int OTHERS = 8;

    /** Client 0's only task hangs, client 1's is queued. The run work that every run leaves behind is queued too. */
    public abstract static class Scene extends DriverSample {
        Scene(HarnessPool pool) {
            super(pool);
            driver.pushAll();
            driver.submitWorker();
            driver.letTimeoutExpire();
        }

        static HarnessPool pool(String variant) {
            return new HarnessPool(() -> new DriverHarness(
                    Variants.of(variant),
                    1,
                    2,
                    new DriverHarness.Inference(0, Behaviour.HANGS),
                    new DriverHarness.Inference(1, Behaviour.COMPLETES)));
        }
    }

    /**
     * The same, but the task has completed as the timer fired, and its interrupt is not taken yet: nothing runs when
     * the reset comes to detach.
     */
    public abstract static class NotRunning extends DriverSample {
        NotRunning(HarnessPool pool) {
            super(pool);
            driver.pushAll();
            driver.submitWorker();
            driver.letTimeoutExpire();
            driver.npu();
        }

        static HarnessPool pool(String variant) {
            return new HarnessPool(() -> new DriverHarness(
                    Variants.of(variant),
                    1,
                    2,
                    new DriverHarness.Inference(0, Behaviour.LATE),
                    new DriverHarness.Inference(1, Behaviour.COMPLETES)));
        }
    }

    /**
     * Client 0's only task hangs, and other clients submit while the reset is on. Theirs hang too, so that the first
     * one to run ends the sample: no completion follows that would be about R6.
     */
    public abstract static class PushedMeanwhile extends DriverSample {
        PushedMeanwhile(HarnessPool pool) {
            super(pool);
            driver.push(0);
            driver.submitWorkers();
            driver.letTimeoutExpire();
        }

        final void submitterContext() {
            for (int i = 1; i <= OTHERS; i++) {
                driver.push(i);
            }
        }

        static HarnessPool pool(String variant) {
            return new HarnessPool(() -> new DriverHarness(Variants.of(variant), 1, 1 + OTHERS, inferences()));
        }

        private static DriverHarness.Inference[] inferences() {
            return IntStream.rangeClosed(0, OTHERS)
                    .mapToObj(client -> new DriverHarness.Inference(client, Behaviour.HANGS))
                    .toArray(DriverHarness.Inference[]::new);
        }
    }

    /**
     * The patch: no race is needed, every schedule fails the next client. Run it with {@code ./racy stress -t
     * RestartOrderStress.AsPosted}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"attached-once", "only-affected"},
            variant = "as-posted",
            race = "R5",
            violation = "ATTACH_BUSY",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "ATTACH_BUSY", expect = ACCEPTABLE_INTERESTING, desc = "The next client's attach fails: the dead inference is not freed yet.")
    @Outcome(id = "none",        expect = FORBIDDEN,              desc = "There is no schedule without it.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPosted extends Scene {
        private static final HarnessPool POOL = pool("as-posted");

        public AsPosted() {
            super(POOL);
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
     * Free work is queued first at the restart: for a task that was queued before the reset the order is right. Run it
     * with {@code ./racy stress -t RestartOrderStress.FreeBeforeRun}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"attached-once", "only-affected"},
            variant = "free-before-run",
            race = "R5",
            violation = "ATTACH_BUSY",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "none",            expect = ACCEPTABLE, desc = "Freed, then attached.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN,  desc = "The attach fails.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class FreeBeforeRun extends Scene {
        private static final HarnessPool POOL = pool("free-before-run");

        public FreeBeforeRun() {
            super(POOL);
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
     * The same, and the client submits while the reset is on: whoever looks at pause_submit before the stop, or between
     * the restart's two steps, queues run work ahead of free work. So the order of the restart alone is no fix. Run it
     * with {@code ./racy stress -t RestartOrderStress.FreeBeforeRunPushedMeanwhile}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"attached-once", "only-affected"},
            variant = "free-before-run",
            race = "R5",
            violation = "ATTACH_BUSY",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",        expect = ACCEPTABLE,             desc = "Freed, then attached.")
    @Outcome(id = "ATTACH_BUSY", expect = ACCEPTABLE_INTERESTING, desc = "The submitter queued run work before the restart queued free work.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class FreeBeforeRunPushedMeanwhile extends PushedMeanwhile {
        private static final HarnessPool POOL = pool("free-before-run");

        public FreeBeforeRunPushedMeanwhile() {
            super(POOL);
        }

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
     * Reset detaches: the attach works, and then the last put detaches a second time, whatever is attached now. The
     * task is reported cancelled although it completed: that is R13, not the subject here. Run it with {@code ./racy
     * stress -t RestartOrderStress.DetachInReset}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "detach-in-reset",
            race = "R5",
            violation = "WRONG_DOMAIN_DMA",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "WRONG_DOMAIN_DMA+COMPLETED_CANCELLED", expect = ACCEPTABLE_INTERESTING, desc = "The dead inference's last put detaches the next client's domain under its task.")
    @Outcome(id = "COMPLETED_CANCELLED",                  expect = ACCEPTABLE,             desc = "The next task was over by then.")
    // spotless:on
    public static class DetachInReset extends NotRunning {
        private static final HarnessPool POOL = NotRunning.pool("detach-in-reset");

        public DetachInReset() {
            super(POOL);
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
     * Reset detaches and forgets the core: the last put does not detach again. Good for the inference that the timeout
     * named, which here is the one attached. Run it with {@code ./racy stress -t
     * RestartOrderStress.DetachInResetClearingCore}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "detach-in-reset-clear-core",
            race = "R5",
            violation = {"ATTACH_BUSY", "WRONG_DOMAIN_DMA"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = DetachInReset.class)
    // spotless:off
    @Outcome(id = "COMPLETED_CANCELLED",                expect = ACCEPTABLE, desc = "Detached once.")
    @Outcome(id = ".*(ATTACH_BUSY|WRONG_DOMAIN_DMA).*", expect = FORBIDDEN,  desc = "Attached too early, or detached twice.")
    // spotless:on
    public static class DetachInResetClearingCore extends NotRunning {
        private static final HarnessPool POOL = NotRunning.pool("detach-in-reset-clear-core");

        public DetachInResetClearingCore() {
            super(POOL);
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
     * The same when the task really hangs: it still runs while reset detaches, and accesses whatever the default domain
     * maps. So detach after the hardware reset. Run it with {@code ./racy stress -t
     * RestartOrderStress.DetachInResetClearingCoreHung}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "detach-in-reset-clear-core",
            violation = "WRONG_DOMAIN_DMA",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "WRONG_DOMAIN_DMA", expect = ACCEPTABLE_INTERESTING, desc = "The domain goes away under the hung task.")
    @Outcome(id = "none",             expect = FORBIDDEN,              desc = "There is no schedule without it.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DetachInResetClearingCoreHung extends Scene {
        private static final HarnessPool POOL = pool("detach-in-reset-clear-core");

        public DetachInResetClearingCoreHung() {
            super(POOL);
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
     * The core keeps a domain until run_job needs another: nothing waits for a put. Run it with {@code ./racy stress -t
     * RestartOrderStress.DomainPerCore}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"attached-once", "only-affected"},
            variant = "domain-per-core",
            race = "R5",
            violation = "ATTACH_BUSY",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "none",            expect = ACCEPTABLE, desc = "run_job replaces the dead inference's domain.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN,  desc = "The attach fails.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DomainPerCore extends Scene {
        private static final HarnessPool POOL = pool("domain-per-core");

        public DomainPerCore() {
            super(POOL);
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

    /** All fixes together. Run it with {@code ./racy stress -t RestartOrderStress.V2}. */
    @JCStressTest
    @State
    @Probe(
            question = {"attached-once", "only-affected"},
            variant = "v2",
            race = "R5",
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
     * All fixes together, and the client submits while the reset is on. Run it with {@code ./racy stress -t
     * RestartOrderStress.V2PushedMeanwhile}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"attached-once", "only-affected"},
            variant = "v2",
            race = "R5",
            violation = "ATTACH_BUSY",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = FreeBeforeRunPushedMeanwhile.class)
    // spotless:off
    @Outcome(id = "none",            expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN,  desc = "The attach fails.")
    // spotless:on
    public static class V2PushedMeanwhile extends PushedMeanwhile {
        private static final HarnessPool POOL = pool("v2");

        public V2PushedMeanwhile() {
            super(POOL);
        }

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
     * Before the patch the reset detached, so this is new. It did so while the hung task was still running: that is
     * older than the patch. Run it with {@code ./racy stress -t RestartOrderStress.PrePatch}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"attached-once", "only-affected"},
            variant = "pre-patch",
            race = "R5",
            violation = "ATTACH_BUSY",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "WRONG_DOMAIN_DMA", expect = ACCEPTABLE, desc = "Detached in the reset, while the hung task still runs.")
    @Outcome(id = ".*ATTACH_BUSY.*",  expect = FORBIDDEN,  desc = "The attach fails.")
    // spotless:on
    public static class PrePatch extends Scene {
        private static final HarnessPool POOL = pool("pre-patch");

        public PrePatch() {
            super(POOL);
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
}
