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
 * The last put detaches: in which context is it (R7)? Not only on the submit workqueue, in order with run_job. A
 * finished task whose timeout was taken is freed on the timeout workqueue after the restart, a killed one on the system
 * workqueue, and both race the next client's attach. A matter of scheduling between locked steps: x86-64 and ARM64 show
 * the same.
 */
public final class ForeignFreeStress {
    private ForeignFreeStress() {}

    /** The submit worker outlasts a reset. */
    private static final int LOOKS = 64;

    /**
     * Client 0's task has completed as its timer fired: the timeout work is queued, and so is free work, with the run
     * work of client 1's task behind it.
     */
    public abstract static class GuiltyFree extends DriverSample {
        GuiltyFree(HarnessPool pool) {
            super(pool);
            driver.push(0);
            driver.submitWorkers();
            driver.letTimeoutExpire();
            driver.npu();
            driver.hardIrq();
            driver.irqThread();
            driver.push(1);
            driver.timerFires();
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
     * Client 0 closed its file while its first task ran. That has completed: free work for it is queued on the submit
     * workqueue, the kill of the second on the system workqueue. Client 1's task is next.
     */
    public abstract static class ClosedFree extends DriverSample {
        ClosedFree(HarnessPool pool) {
            super(pool);
            driver.push(0);
            driver.submitWorkers();
            driver.close(0);
            driver.npu();
            driver.hardIrq();
            driver.irqThread();
            driver.push(1);
        }

        static HarnessPool pool(String variant) {
            return new HarnessPool(() -> new DriverHarness(
                    Variants.of(variant),
                    1,
                    2,
                    new DriverHarness.Inference(0, Behaviour.COMPLETES, Behaviour.COMPLETES),
                    new DriverHarness.Inference(1, Behaviour.COMPLETES)));
        }
    }

    /**
     * The patch, freed by the timeout worker. Run it with {@code ./racy stress -t
     * ForeignFreeStress.TimeoutWorkerFrees}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "as-posted",
            race = "R7",
            violation = "ATTACH_BUSY",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",                         expect = ACCEPTABLE,             desc = "The submit worker freed the inference first.")
    @Outcome(id = "(PM_LEAK[+])?INNOCENT_KILLED", expect = ACCEPTABLE,             desc = "The reset for the finished task kills the next one (R13).")
    @Outcome(id = "ATTACH_BUSY",                  expect = ACCEPTABLE_INTERESTING, desc = "The timeout worker holds the finished inference, which is still attached.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class TimeoutWorkerFrees extends GuiltyFree {
        private static final HarnessPool POOL = pool("as-posted");

        public TimeoutWorkerFrees() {
            super(POOL);
        }

        @Actor
        public void submit() {
            driver.submitWorker(LOOKS);
        }

        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The core keeps a domain until run_job needs another. Run it with {@code ./racy stress -t
     * ForeignFreeStress.TimeoutWorkerFreesDomainPerCore}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "domain-per-core",
            race = "R7",
            violation = "ATTACH_BUSY",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = TimeoutWorkerFrees.class)
    // spotless:off
    @Outcome(id = "none",                                                                    expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(id = "(PM_LEAK|LOST_TASK|MMIO_IN_RESET|WRONG_DOMAIN_DMA|INNOCENT_KILLED|[+])+", expect = ACCEPTABLE, desc = "The reset for the finished task kills the next one (R13), or loses it: the end of free work queued run work after drm_sched_stop() had cancelled that.")
    @Outcome(id = ".*ATTACH_BUSY.*",                                                         expect = FORBIDDEN,  desc = "The attach fails.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class TimeoutWorkerFreesDomainPerCore extends GuiltyFree {
        private static final HarnessPool POOL = pool("domain-per-core");

        public TimeoutWorkerFreesDomainPerCore() {
            super(POOL);
        }

        @Actor
        public void submit() {
            driver.submitWorker(LOOKS);
        }

        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. Run it with {@code ./racy stress -t ForeignFreeStress.TimeoutWorkerFreesV2}. */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "v2",
            race = "R7",
            violation = "ATTACH_BUSY",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = TimeoutWorkerFrees.class)
    // spotless:off
    @Outcome(id = "none",            expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN,  desc = "The attach fails.")
    // spotless:on
    public static class TimeoutWorkerFreesV2 extends GuiltyFree {
        private static final HarnessPool POOL = pool("v2");

        public TimeoutWorkerFreesV2() {
            super(POOL);
        }

        @Actor
        public void submit() {
            driver.submitWorker(LOOKS);
        }

        @Actor
        public void reset() {
            driver.timeoutWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The patch, freed by the system workqueue. Run it with {@code ./racy stress -t
     * ForeignFreeStress.SystemWorkerFrees}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "as-posted",
            race = "R7",
            violation = "ATTACH_BUSY",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",        expect = ACCEPTABLE,             desc = "The killed task was freed first.")
    @Outcome(id = "ATTACH_BUSY", expect = ACCEPTABLE_INTERESTING, desc = "The killed task still keeps its inference, which is still attached.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class SystemWorkerFrees extends ClosedFree {
        private static final HarnessPool POOL = pool("as-posted");

        public SystemWorkerFrees() {
            super(POOL);
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Actor
        public void free() {
            driver.systemWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The core keeps a domain until run_job needs another. Run it with {@code ./racy stress -t
     * ForeignFreeStress.SystemWorkerFreesDomainPerCore}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "domain-per-core",
            race = "R7",
            violation = "ATTACH_BUSY",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = SystemWorkerFrees.class)
    // spotless:off
    @Outcome(id = "none",            expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN,  desc = "The attach fails.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class SystemWorkerFreesDomainPerCore extends ClosedFree {
        private static final HarnessPool POOL = pool("domain-per-core");

        public SystemWorkerFreesDomainPerCore() {
            super(POOL);
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Actor
        public void free() {
            driver.systemWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. Run it with {@code ./racy stress -t ForeignFreeStress.SystemWorkerFreesV2}. */
    @JCStressTest
    @State
    @Probe(
            question = "attached-once",
            variant = "v2",
            race = "R7",
            violation = "ATTACH_BUSY",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = SystemWorkerFrees.class)
    // spotless:off
    @Outcome(id = "none",            expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN,  desc = "The attach fails.")
    // spotless:on
    public static class SystemWorkerFreesV2 extends ClosedFree {
        private static final HarnessPool POOL = pool("v2");

        public SystemWorkerFreesV2() {
            super(POOL);
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Actor
        public void free() {
            driver.systemWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
