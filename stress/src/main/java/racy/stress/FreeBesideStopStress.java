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
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.review.Probe;
import racy.sched.SchedWindow;
import racy.stress.scene.WokenThread;

/**
 * Does {@code drm_sched_stop()} keep free work away (R19)? It sets {@code pause_submit} and cancels both works. But the
 * IRQ thread, in {@code drm_sched_job_done()}, may have found {@code pause_submit} clear before, and queues free work
 * after the cancel. The submit workqueue then frees the job that stop handles. In all tests the IRQ thread is delayed
 * between its check and its queuing, and stop is delayed at the job. The claim of the slot plays no part, so no fix of the claim helps.
 *
 * <p>All of it happens under sequential consistency, so the same is expected on x86-64 and ARM64.
 *
 * <p>Run all tests with {@code ./racy stress -t FreeBesideStopStress},
 * one test with {@code ./racy stress -t FreeBesideStopStress.AsPosted$}.
 */
@Probe(
        question = {"serialised", "shared-structs", "core-lock"},
        race = "R19",
        violation = {"USE_AFTER_FREE", "DOUBLE_FREE", "LIST_CORRUPTED"},
        level = DRIVER)
public final class FreeBesideStopStress {
    private static final String R19 = ".*(USE_AFTER_FREE|DOUBLE_FREE|LIST_CORRUPTED).*";
    private static final String FREED = "The job is freed while drm_sched_stop() handles it.";

    private FreeBesideStopStress() {}

    /** One late task, an IRQ thread that queues free work late, and a stop that is slow. */
    public abstract static class LateFreeWork extends WokenThread {
        private static final Setup HELD_UP = alone(SchedWindow.SCHED_PAUSE_CHECKED, SchedWindow.SCHED_WORKS_CANCELLED);

        LateFreeWork() {
            super(HELD_UP);
        }
    }

    @Outcome(id = R19, expect = ACCEPTABLE_INTERESTING, desc = FREED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface Freed {}

    @Outcome(id = R19, expect = FORBIDDEN, desc = FREED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface NotFreed {}

    /** The patch. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(Freed.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class AsPosted extends LateFreeWork {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            driver.timeout();
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

    /** Before the patch: job_lock covers the slot, and not the scheduler's list. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(Freed.class)
    @Probe(variant = "pre-patch", expect = SEEDED)
    public static class PrePatch extends LateFreeWork {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            driver.timeout();
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

    /** The claimer does not touch the task, and the scheduler does. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(Freed.class)
    @Probe(variant = "fence-in-slot", expect = SEEDED)
    public static class FenceInSlot extends LateFreeWork {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            driver.timeout();
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

    /** Reset waits for the IRQ thread after the walk, which is too late. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(Freed.class)
    @Probe(variant = "synchronize-irq-after-stop", expect = SEEDED)
    public static class SynchronizeIrq extends LateFreeWork {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            driver.timeout();
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

    /** Reset waits for the IRQ thread before it stops the scheduler. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NotFreed.class)
    @Probe(variant = "disable-irq-before-stop", expect = SAFE, twin = AsPosted.class)
    public static class DisableIrq extends LateFreeWork {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            driver.timeout();
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

    /** All fixes together. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NotFreed.class)
    @Probe(variant = "v2", expect = SAFE, twin = AsPosted.class)
    public static class RecommendedV2 extends LateFreeWork {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            driver.timeout();
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
}
