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
import racy.driver.RocketWindow;
import racy.review.Probe;
import racy.stress.scene.HeldAfterClaim;
import racy.stress.scene.WokenThread;

/**
 * May the IRQ thread touch the task that it has claimed (R3)? It owns the task, but not the task's memory. It takes the
 * late task out of the slot and is delayed before it loads {@code done_fence}. Reset finds the slot empty and restarts.
 * The task is cancelled and freed with its inference. In all tests the thread is delayed after its claim.
 *
 * <p>Reset's actor also runs the submit workqueue, so free work never runs beside {@code drm_sched_stop()}. That is R19,
 * which every variant here has but those that disable the interrupt before the stop: see {@link FreeBesideStopStress}.
 *
 * <p>All of it happens under sequential consistency, so the same is expected on x86-64 and ARM64.
 *
 * <p>Run all tests with {@code ./racy stress -t UseAfterFreeStress},
 * one test with {@code ./racy stress -t UseAfterFreeStress.AsPosted$}.
 */
@Probe(
        question = {"core-lock", "workaround", "serialised", "shared-structs"},
        race = "R3",
        violation = {"USE_AFTER_FREE", "DOUBLE_FREE"},
        level = DRIVER)
public final class UseAfterFreeStress {
    private static final String R3 = ".*(USE_AFTER_FREE|DOUBLE_FREE).*";
    private static final String TOUCHES_FREED = "The IRQ thread touches a freed task or fence.";

    private UseAfterFreeStress() {}

    /** The patch. Expected. */
    @JCStressTest
    @State
    @Probe(variant = "as-posted", expect = SEEDED)
    @Outcome(id = R3, expect = ACCEPTABLE_INTERESTING, desc = TOUCHES_FREED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((PREMATURE_SIGNAL|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|WRONG_DOMAIN_DMA|" + "COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R1 and R2, of the same thread; the late task did complete.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class AsPosted extends HeldAfterClaim {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** A number does not help here, because the thread claimed the right task, and that task is freed. Expected. */
    @JCStressTest
    @State
    @Probe(variant = "cmpxchg-generation", expect = SEEDED)
    @Outcome(id = R3, expect = ACCEPTABLE_INTERESTING, desc = TOUCHES_FREED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((LOST_TASK|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R2, of the same thread; the late task did complete.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class CmpxchgGeneration extends HeldAfterClaim {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    @Outcome(id = R3, expect = FORBIDDEN, desc = TOUCHES_FREED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((PREMATURE_SIGNAL|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|WRONG_DOMAIN_DMA|" + "COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R1 and R2, of the same thread; the late task did complete.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface NotTouched {}

    /** Before the patch: job_lock covers claim and signal, so the reset waits for the signal. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NotTouched.class)
    @Probe(variant = "pre-patch", expect = SAFE, twin = AsPosted.class)
    public static class PrePatch extends WokenThread {
        private static final Setup HELD_UP = nextBehindOneTask(RocketWindow.IRQ_CLAIMED, RocketWindow.RUN_GO);

        public PrePatch() {
            super(HELD_UP);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The slot holds a reference to the fence, and the claimer touches nothing else. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NotTouched.class)
    @Probe(variant = "fence-in-slot", expect = SAFE, twin = AsPosted.class)
    public static class FenceInSlot extends HeldAfterClaim {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** Reset waits for the IRQ thread after the scheduler is stopped. Not expected. */
    @JCStressTest
    @State
    @Probe(variant = "synchronize-irq-after-stop", expect = SAFE, twin = AsPosted.class)
    @Outcome(id = R3, expect = FORBIDDEN, desc = TOUCHES_FREED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = "((COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE, desc = "The late task did complete.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class SynchronizeIrq extends HeldAfterClaim {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** Reset waits for the IRQ thread before it stops the scheduler. Not expected. */
    @JCStressTest
    @State
    @Probe(variant = "disable-irq-before-stop", expect = SAFE, twin = AsPosted.class)
    @Outcome(id = R3, expect = FORBIDDEN, desc = TOUCHES_FREED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class DisableIrq extends HeldAfterClaim {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. Not expected. */
    @JCStressTest
    @State
    @Probe(variant = "v2", expect = SAFE, twin = AsPosted.class)
    @Outcome(id = R3, expect = FORBIDDEN, desc = TOUCHES_FREED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    public static class RecommendedV2 extends HeldAfterClaim {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
