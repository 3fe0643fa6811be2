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
 * A client is killed while the submit workqueue pops one of its tasks. {@code drm_sched_entity_kill()} takes the client
 * off the run queue and waits for the pop. {@code drm_sched_rq_pop_entity()} then gives the client its next place, and
 * so puts it back. From then on two contexts take tasks off one queue: one kills, and the other runs. A task runs
 * without the killed one before it. This depends only on scheduling, so x86-64 and ARM64 show the same.
 *
 * <p>Run all tests with {@code ./racy stress -t KillStress},
 * one test with {@code ./racy stress -t KillStress.AsPosted$}.
 */
@Probe(question = "serialised", race = "kill-pop", violation = "STATE_LOST", level = DRIVER)
public final class KillStress {
    private KillStress() {}

    /** Three tasks of one inference are queued. Each context waits a while where the other one may come in. */
    public abstract static class KilledWhilePopped extends VariantSample {
        private static final Setup THREE_TASKS = variant -> new DriverHarness(
                variant.design(),
                new DelayedAtWindow(SchedWindow.POP_JOB_DEQUEUED, SchedWindow.KILL_JOB_DEQUEUED)
                        .and(SchedWindow.KILL_JOB_DEQUEUED, RocketWindow.RUN_GO),
                1,
                1,
                new Inference(0, Behaviour.COMPLETES, Behaviour.COMPLETES, Behaviour.COMPLETES));

        KilledWhilePopped() {
            super(THREE_TASKS);
            driver.pushAll();
        }

        final void runTasks() {
            driver.submitWorkers();
            driver.complete(driver.core);
            driver.submitWorkers();
        }
    }

    /** The scheduler as it is. */
    @JCStressTest
    @State
    @Probe(variant = "as-posted", expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Killed, or run in order.")
    @Outcome(
            id = ".*STATE_LOST.*",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The worker runs a task, and the task before it was killed.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class AsPosted extends KilledWhilePopped {
        @Actor
        public void worker() {
            runTasks();
        }

        @Actor
        public void closer() {
            driver.closeKilled(0);
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** A client that was taken off the run queue stays out. */
    @JCStressTest
    @State
    @Probe(variant = "removed-stays-out", expect = SAFE, twin = AsPosted.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Killed, or run in order.")
    @Outcome(id = ".*STATE_LOST.*", expect = FORBIDDEN, desc = "A task ran without the one before it.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class RemovedStaysOut extends KilledWhilePopped {
        @Actor
        public void worker() {
            runTasks();
        }

        @Actor
        public void closer() {
            driver.closeKilled(0);
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
