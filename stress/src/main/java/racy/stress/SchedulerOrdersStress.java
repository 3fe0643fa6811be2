// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static racy.review.Expectation.SAFE;
import static racy.review.Expectation.SEEDED;
import static racy.review.Level.DRIVER;
import static racy.stress.scene.Outcomes.NOTHING_WRONG;
import static racy.stress.scene.Outcomes.OTHERS;
import static racy.stress.scene.Outcomes.OTHER_TESTS;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.driver.RocketWindow;
import racy.kernel.Errno;
import racy.kernel.WorkWindow;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Probe;
import racy.sched.SchedWindow;
import racy.stress.harness.DelayedAtWindow;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/**
 * What do the orders inside the scheduler and its workqueue keep away? The driver relies on them without saying so. Each
 * mutant reverses one of them. A task that is queued and that nobody will run is a deadlock. This depends only on
 * scheduling, so x86-64 and ARM64 show the same.
 *
 * <p>Run all tests with {@code ./racy stress -t SchedulerOrdersStress},
 * one test with {@code ./racy stress -t SchedulerOrdersStress.TailBeforeCount$}.
 */
@Probe(question = "serialised", violation = "DEADLOCK", level = DRIVER)
public final class SchedulerOrdersStress {
    private static final String WAITS_FOR_EVER = "A task is queued, and nobody will run it.";

    private SchedulerOrdersStress() {}

    /**
     * A client's first task is queued and will fail at once, so that no completion looks at the queue again. The client
     * pushes its second task while the worker takes the first.
     */
    public abstract static class PushBesidePop extends VariantSample {
        private static final Setup TWO_JOBS = variant -> new DriverHarness(
                variant.design(),
                new DelayedAtWindow(SchedWindow.POP_LAST_SCHEDULED, SchedWindow.MUTANT_PUSH_LINKED)
                        .and(SchedWindow.MUTANT_PUSH_LINKED, SchedWindow.FREE_JOB_FREED)
                        .and(SchedWindow.PUSH_COUNTED, SchedWindow.FREE_JOB_FREED),
                1,
                1,
                new Inference(0, Behaviour.COMPLETES),
                new Inference(0, Behaviour.COMPLETES));

        PushBesidePop() {
            super(TWO_JOBS);
            driver.push(0);
            driver.core.iommuGroup.failNextAttach(-Errno.ENOMEM);
        }
    }

    /** The mutant: the worker finds a count of zero and idles, and the push says that it is not the first. */
    @JCStressTest
    @State
    @Probe(variant = "tail-before-count", expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = "DEADLOCK", expect = ACCEPTABLE_INTERESTING, desc = WAITS_FOR_EVER)
    public static class TailBeforeCount extends PushBesidePop {
        @Actor
        public void submitter() {
            driver.push(1);
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

    /** The kernel's order. */
    @JCStressTest
    @State
    @Probe(variant = "as-posted", expect = SAFE, twin = TailBeforeCount.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = ".*DEADLOCK.*", expect = FORBIDDEN, desc = WAITS_FOR_EVER)
    public static class CountFirst extends PushBesidePop {
        @Actor
        public void submitter() {
            driver.push(1);
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

    /** An inference of two tasks is submitted to two cores. The first core takes the first task. No task completes. */
    @Probe(
            question = "pinned",
            violation = {"WRONG_DOMAIN_DMA", "STATE_LOST"})
    public abstract static class ArmBesidePop extends VariantSample {
        private static final Setup TWO_CORES = variant -> new DriverHarness(
                variant.design(),
                new DelayedAtWindow(RocketWindow.SUBMIT_PUSHED, SchedWindow.MUTANT_POP_DEQUEUED)
                        .and(SchedWindow.MUTANT_POP_DEQUEUED, RocketWindow.SUBMIT_ARMED),
                2,
                1,
                new Inference(0, Behaviour.COMPLETES, Behaviour.COMPLETES));

        ArmBesidePop() {
            super(TWO_CORES);
        }
    }

    /** The mutant: the submitter finds the queue empty and the last job done, though the worker has just taken one. */
    @JCStressTest
    @State
    @Probe(variant = "last-scheduled-late", expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Both tasks ran on one core.")
    @Outcome(
            id = ".*(WRONG_DOMAIN_DMA|STATE_LOST).*",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The second task ran on the other core beside the first.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class LastScheduledLate extends ArmBesidePop {
        @Actor
        public void submitter() {
            driver.push(0);
        }

        @Actor
        public void submit() {
            driver.submitWorkersOnceQueued();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The kernel's order. */
    @JCStressTest
    @State
    @Probe(variant = "as-posted", expect = SAFE, twin = LastScheduledLate.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Both tasks ran on one core.")
    @Outcome(
            id = ".*(WRONG_DOMAIN_DMA|STATE_LOST).*",
            expect = FORBIDDEN,
            desc = "The second task ran on the other core beside the first.")
    public static class LastScheduledFirst extends ArmBesidePop {
        @Actor
        public void submitter() {
            driver.push(0);
        }

        @Actor
        public void submit() {
            driver.submitWorkersOnceQueued();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** A task is done and freed, and run work is queued that will find nothing. A second client pushes a task. */
    public abstract static class PushBesideEndOfRun extends VariantSample {
        private static final Setup TWO_CLIENTS = variant -> new DriverHarness(
                variant.design(),
                new DelayedAtWindow(RocketWindow.SUBMIT_ARMED, WorkWindow.MUTANT_WORK_RAN)
                        .and(WorkWindow.MUTANT_WORK_RAN, RocketWindow.SUBMIT_PUSHED),
                1,
                2,
                new Inference(0, Behaviour.COMPLETES),
                new Inference(1, Behaviour.COMPLETES));

        PushBesideEndOfRun() {
            super(TWO_CLIENTS);
            driver.push(0);
            driver.submitWorkers();
            driver.complete(1);
            driver.submitWorker();
        }
    }

    /** The mutant: the work has looked and is still pending, so that it is not queued again. */
    @JCStressTest
    @State
    @Probe(variant = "pending-after-run", expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = "DEADLOCK", expect = ACCEPTABLE_INTERESTING, desc = WAITS_FOR_EVER)
    public static class PendingAfterRun extends PushBesideEndOfRun {
        @Actor
        public void submitter() {
            driver.push(1);
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

    /** The kernel's order. */
    @JCStressTest
    @State
    @Probe(variant = "as-posted", expect = SAFE, twin = PendingAfterRun.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = ".*DEADLOCK.*", expect = FORBIDDEN, desc = WAITS_FOR_EVER)
    public static class PendingBeforeRun extends PushBesideEndOfRun {
        @Actor
        public void submitter() {
            driver.push(1);
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
