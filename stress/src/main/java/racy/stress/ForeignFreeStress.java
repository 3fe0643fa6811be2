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
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/**
 * The last put detaches the domain. In which context does it run (R7)? Not only on the submit workqueue, in order with
 * {@code run_job}. A finished task whose timeout was taken is freed on the timeout workqueue after the restart. A
 * queued task of a client that got SIGKILL is freed on the system workqueue. Both race with the next client's attach. This depends only on
 * scheduling between locked steps, so x86-64 and ARM64 show the same.
 *
 * <p>Run all tests with {@code ./racy stress -t ForeignFreeStress},
 * one test with {@code ./racy stress -t ForeignFreeStress.TimeoutWorkerFrees$}.
 */
@Probe(question = "attached-once", race = "R7", violation = "ATTACH_BUSY", level = DRIVER)
public final class ForeignFreeStress {
    private ForeignFreeStress() {}

    /** How often the submit worker looks for work. It is enough to last longer than a reset. */
    private static final int LOOKS = 64;

    /**
     * Client 0's task has completed when its timer expired, so the timeout work is queued. Free work is queued too, and
     * behind it the run work of client 1's task.
     */
    public abstract static class GuiltyFree extends VariantSample {
        private static final Setup TWO_CLIENTS =
                setup(2, new Inference(0, Behaviour.LATE), new Inference(1, Behaviour.COMPLETES));

        GuiltyFree() {
            super(TWO_CLIENTS);
            driver.push(0);
            driver.submitWorkers();
            driver.letTimeoutExpire();
            driver.npu();
            driver.hardIrq();
            driver.irqThread();
            driver.push(1);
            driver.timerFires();
        }
    }

    /**
     * Client 0 got SIGKILL while its first task ran, and that task has completed. Free work for it is queued on the
     * submit workqueue. The kill of the second task is queued on the system workqueue. Client 1's task is next.
     */
    public abstract static class KilledFree extends VariantSample {
        private static final Setup TWO_CLIENTS = setup(
                2, new Inference(0, Behaviour.COMPLETES, Behaviour.COMPLETES), new Inference(1, Behaviour.COMPLETES));

        KilledFree() {
            super(TWO_CLIENTS);
            driver.push(0);
            driver.submitWorkers();
            driver.closeKilled(0);
            driver.npu();
            driver.hardIrq();
            driver.irqThread();
            driver.push(1);
        }
    }

    /** The patch. The timeout worker frees the task. */
    @JCStressTest
    @State
    @Probe(variant = "as-posted", expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The submit worker freed the inference first.")
    @Outcome(
            id = "(PM_LEAK[+])?INNOCENT_KILLED",
            expect = ACCEPTABLE,
            desc = "The reset for the finished task kills the next one (R13).")
    @Outcome(
            id = "ATTACH_BUSY",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The timeout worker holds the finished inference, which is still attached.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class TimeoutWorkerFrees extends GuiltyFree {
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

    /** The core keeps a domain until {@code run_job} needs another one. */
    @JCStressTest
    @State
    @Probe(variant = "domain-per-core", expect = SAFE, twin = TimeoutWorkerFrees.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(
            id = "(PM_LEAK|LOST_TASK|MMIO_IN_RESET|WRONG_DOMAIN_DMA|INNOCENT_KILLED|[+])+",
            expect = ACCEPTABLE,
            desc = "The reset for the finished task kills the next one (R13), or loses it: the end of free "
                    + "work queued run work after drm_sched_stop() had cancelled that.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN, desc = "The attach fails.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class TimeoutWorkerFreesDomainPerCore extends GuiltyFree {
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

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN, desc = "The attach fails.")
    interface NextClientAttaches {}

    /** All fixes together. */
    @JCStressTest
    @State
    @JCStressMeta(NextClientAttaches.class)
    @Probe(variant = "v2", expect = SAFE, twin = TimeoutWorkerFrees.class)
    public static class TimeoutWorkerFreesV2 extends GuiltyFree {
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

    /** The patch. The system workqueue frees the task. */
    @JCStressTest
    @State
    @Probe(variant = "as-posted", expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The killed task was freed first.")
    @Outcome(
            id = "ATTACH_BUSY",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The killed task still keeps its inference, which is still attached.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class SystemWorkerFrees extends KilledFree {
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

    /** The core keeps a domain until {@code run_job} needs another one. */
    @JCStressTest
    @State
    @Probe(variant = "domain-per-core", expect = SAFE, twin = SystemWorkerFrees.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The next client runs.")
    @Outcome(id = ".*ATTACH_BUSY.*", expect = FORBIDDEN, desc = "The attach fails.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class SystemWorkerFreesDomainPerCore extends KilledFree {
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

    /** All fixes together. */
    @JCStressTest
    @State
    @JCStressMeta(NextClientAttaches.class)
    @Probe(variant = "v2", expect = SAFE, twin = SystemWorkerFrees.class)
    public static class SystemWorkerFreesV2 extends KilledFree {
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
