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

import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.driver.RocketCore;
import racy.driver.RocketWindow;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Probe;
import racy.sched.SchedWindow;
import racy.stress.harness.DelayedAtWindow;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/**
 * Does arming all tasks up front pin the inference to one core (R11)? The patch says so, but it arms and pushes in one
 * loop. {@code drm_sched_job_arm()} chooses the core with the least load whenever the client's queue is empty and its
 * last job is done. {@code job->core} is set by then, so no task attaches the domain on the new core. This depends only
 * on scheduling, so x86-64 and ARM64 show the same.
 *
 * <p>Run all tests with {@code ./racy stress -t CoreChoiceStress},
 * one test with {@code ./racy stress -t CoreChoiceStress.AsPosted$}.
 */
@Probe(
        question = {"pinned", "attached-once"},
        race = "R11",
        violation = {"WRONG_DOMAIN_DMA", "STATE_LOST"},
        level = DRIVER)
public final class CoreChoiceStress {
    private CoreChoiceStress() {}

    private static final Behaviour[] TASKS = new Behaviour[6];

    static {
        Arrays.fill(TASKS, Behaviour.COMPLETES);
    }

    /**
     * The cores stop looking for work after they found none this many times. That leaves the submitter time to begin.
     */
    private static final int PATIENCE = 100;

    /**
     * Core 0 runs client 1's task, so client 0's inference starts on core 1. Core 0 is done once that has begun. Both
     * cores work while the other tasks are armed and pushed. Whenever everything that was pushed is done, core 0 is
     * chosen. The submitter is delayed after each push until a task is done, or for a limited time.
     */
    public abstract static class TwoCores extends VariantSample {
        private static final Setup TWO_CLIENTS = variant -> new DriverHarness(
                variant.design(),
                new DelayedAtWindow(RocketWindow.SUBMIT_PUSHED, SchedWindow.SCHED_FINISHED),
                2,
                2,
                new Inference(0, TASKS),
                new Inference(1, Behaviour.COMPLETES));

        TwoCores() {
            super(TWO_CLIENTS);
            driver.push(1);
            driver.submitWorkers();
        }

        final void irqContext() {
            RocketCore other = driver.device().core(1);
            boolean begun = false;
            for (int idle = 0; idle < PATIENCE; idle++) {
                boolean ran = other.submitWq.runNext();
                boolean completed = driver.complete(other);
                begun |= completed;
                if (ran || completed || begun && (driver.submitWorker() | driver.complete(driver.core))) {
                    idle = 0;
                }
            }
        }
    }

    /** The patch. */
    @JCStressTest
    @State
    @Probe(variant = "as-posted", expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "All tasks ran on one core.")
    @Outcome(
            id = "WRONG_DOMAIN_DMA+STATE_LOST",
            expect = ACCEPTABLE_INTERESTING,
            desc = "A later task ran on the other core, without its domain and its on-chip state.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class AsPosted extends TwoCores {
        @Actor
        public void submitter() {
            driver.push(0);
        }

        @Actor
        public void irq() {
            irqContext();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All tasks are armed for the core of the first one. */
    @JCStressTest
    @State
    @Probe(variant = "core-chosen-once", expect = SAFE, twin = AsPosted.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "All tasks ran on one core.")
    @Outcome(id = ".*(WRONG_DOMAIN_DMA|STATE_LOST).*", expect = FORBIDDEN, desc = "A later task ran on another core.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class CoreChosenOnce extends TwoCores {
        @Actor
        public void submitter() {
            driver.push(0);
        }

        @Actor
        public void irq() {
            irqContext();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. */
    @JCStressTest
    @State
    @Probe(variant = "v2", expect = SAFE, twin = AsPosted.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "All tasks ran on one core.")
    @Outcome(id = ".*(WRONG_DOMAIN_DMA|STATE_LOST).*", expect = FORBIDDEN, desc = "A later task ran on another core.")
    public static class V2 extends TwoCores {
        @Actor
        public void submitter() {
            driver.push(0);
        }

        @Actor
        public void irq() {
            irqContext();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
