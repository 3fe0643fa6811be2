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
import racy.fence.FenceWindow;
import racy.kernel.Window;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Probe;
import racy.sched.SchedWindow;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/**
 * Bugs that other drivers had, in the shape that they would have here. A task's fence is signalled: who may still touch
 * the task, and who may free the fence? The timeout handler leaves a task alone: who frees the task?
 *
 * <p>All of it happens under sequential consistency, so the same is expected on x86-64 and ARM64.
 *
 * <p>Run all tests with {@code ./racy stress -t LifetimeStress},
 * one test with {@code ./racy stress -t LifetimeStress.TraceAfterSignal$}.
 */
@Probe(
        question = {"signals-fence", "shared-structs"},
        violation = "USE_AFTER_FREE",
        level = DRIVER)
public final class LifetimeStress {
    /** Not PM_LEAK. */
    private static final String LEAKED = "(.*\\+)?LEAK(\\+.*)?";

    private static final String TOUCHED = ".*USE_AFTER_FREE.*";
    private static final String READS_FREED = "The trace point reads a freed task.";
    private static final String FREED_INSIDE = "The fence was freed while its signaller was inside.";
    private static final String NEVER_FREED = "The task is on no list, and nobody frees it.";
    private static final String TWICE =
            "The task was put on the pending list twice, or was put there when it was freed.";

    private LifetimeStress() {}

    /** The first of one client's inferences, each with one task, has completed, and the IRQ thread is woken. */
    public abstract static class Completed extends VariantSample {
        Completed(Setup setup) {
            super(setup);
            driver.pushAll();
            driver.submitWorkers();
            driver.npu();
            driver.hardIrq();
        }

        static Setup held(Window where, Window until, int inferences) {
            Inference[] all = new Inference[inferences];
            for (int i = 0; i < inferences; i++) {
                all[i] = new Inference(0, Behaviour.COMPLETES);
            }
            return setup(where, until, 1, all);
        }
    }

    /** The IRQ thread is delayed after the signal until the task is freed. */
    public abstract static class Traced extends Completed {
        private static final Setup HELD_UP = held(RocketWindow.IRQ_SIGNALLED, SchedWindow.FREE_JOB_FREED, 1);

        Traced() {
            super(HELD_UP);
        }
    }

    /** The IRQ thread signals, free work frees the task, and then the trace point reads it. Expected. */
    @JCStressTest
    @State
    @Probe(variant = "trace-after-signal", expect = SEEDED)
    @Outcome(id = TOUCHED, expect = ACCEPTABLE_INTERESTING, desc = READS_FREED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class TraceAfterSignal extends Traced {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void free() {
            driver.submitWorkersOnceQueued();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The trace point comes first. Not expected. */
    @JCStressTest
    @State
    @Probe(variant = "trace-before-signal", expect = SAFE, twin = TraceAfterSignal.class)
    @Outcome(id = TOUCHED, expect = FORBIDDEN, desc = READS_FREED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class TraceBeforeSignal extends Traced {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void free() {
            driver.submitWorkersOnceQueued();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The IRQ thread is delayed while it holds the lock of the fence that it has signalled. The entity keeps the fences
     * of its last task. So the done fence is freed when the task is freed and the next one has come off its entity.
     */
    public abstract static class Signalling extends Completed {
        private static final Setup HELD_UP =
                held(FenceWindow.SIGNAL_BEFORE_UNLOCK, SchedWindow.RUN_JOB_CALLBACK_ADDED, 2);

        Signalling() {
            super(HELD_UP);
        }

        /** The signal of the finished fence delays the IRQ thread too, so free work may come late. */
        protected final void freeAndRunNext() {
            for (int i = 0; i < 3; i++) {
                driver.submitWorkersOnceQueued();
            }
        }
    }

    @Outcome(id = TOUCHED, expect = FORBIDDEN, desc = FREED_INSIDE)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface NotFreedInside {}

    /** The last put frees the fence with kfree(). Whoever saw the signal without the lock may do so. Expected. */
    @JCStressTest
    @State
    @Probe(variant = "fence-freed-at-once", expect = SEEDED)
    @Outcome(id = TOUCHED, expect = ACCEPTABLE_INTERESTING, desc = FREED_INSIDE)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class FreedAtOnce extends Signalling {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void free() {
            freeAndRunNext();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** Who drops the fence takes its lock once before. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NotFreedInside.class)
    @Probe(variant = "fence-lock-before-put", expect = SAFE, twin = FreedAtOnce.class)
    public static class LockBeforePut extends Signalling {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void free() {
            freeAndRunNext();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The patch: kfree_rcu(), and the signaller is in a read section of RCU. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(NotFreedInside.class)
    @Probe(variant = "as-posted", expect = SAFE, twin = FreedAtOnce.class)
    public static class FreedByRcu extends Signalling {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void free() {
            freeAndRunNext();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** A task is late, its IRQ thread is woken, and its timeout has expired. */
    public abstract static class Overdue extends VariantSample {
        private static final Setup HELD_UP =
                setup(SchedWindow.TDR_UNLINKED, SchedWindow.SCHED_FINISHED, 1, new Inference(0, Behaviour.LATE));

        Overdue() {
            super(HELD_UP);
            driver.pushAll();
            driver.submitWorkers();
            driver.letTimeoutExpire();
            driver.npu();
            driver.hardIrq();
        }
    }

    /** The handler sees that the task is done, and returns. The scheduler has taken the task off its list. Expected. */
    @JCStressTest
    @State
    @Probe(question = "only-affected", variant = "skip-reset", violation = "LEAK", expect = SEEDED)
    @Outcome(id = LEAKED, expect = ACCEPTABLE_INTERESTING, desc = NEVER_FREED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class SkipReset extends Overdue {
        @Actor
        public void irq() {
            driver.irqThread();
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

    /** It answers NO_HANG, and the scheduler puts the task back. Not expected. */
    @JCStressTest
    @State
    @Probe(
            question = "only-affected",
            variant = "skip-reset-no-hang",
            violation = "LEAK",
            expect = SAFE,
            twin = SkipReset.class)
    @Outcome(id = LEAKED, expect = FORBIDDEN, desc = NEVER_FREED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class SkipResetNoHang extends Overdue {
        @Actor
        public void irq() {
            driver.irqThread();
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

    /** A task hangs, and its timeout has expired. */
    public abstract static class Hung extends VariantSample {
        private static final Setup HELD_UP =
                setup(RocketWindow.RESET_STARTED, SchedWindow.FREE_JOB_TAKEN, 1, new Inference(0, Behaviour.HANGS));

        Hung() {
            super(HELD_UP);
            driver.pushAll();
            driver.submitWorkers();
            driver.letTimeoutExpire();
        }
    }

    /** After a reset the handler answers NO_HANG. drm_sched_stop() has put the task back already. Expected. */
    @JCStressTest
    @State
    @Probe(
            question = "only-affected",
            variant = "no-hang-after-reset",
            violation = {"LIST_CORRUPTED", "USE_AFTER_FREE", "DOUBLE_FREE"},
            expect = SEEDED)
    @Outcome(id = ".*(LIST_CORRUPTED|USE_AFTER_FREE|DOUBLE_FREE).*", expect = ACCEPTABLE_INTERESTING, desc = TWICE)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class NoHangAfterReset extends Hung {
        @Actor
        public void reset() {
            driver.timeout();
        }

        @Actor
        public void free() {
            driver.submitWorkersOnceQueued();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The patch answers RESET. Not expected. */
    @JCStressTest
    @State
    @Probe(
            question = "only-affected",
            variant = "as-posted",
            violation = {"LIST_CORRUPTED", "USE_AFTER_FREE", "DOUBLE_FREE"},
            expect = SAFE,
            twin = NoHangAfterReset.class)
    @Outcome(id = ".*(LIST_CORRUPTED|USE_AFTER_FREE|DOUBLE_FREE).*", expect = FORBIDDEN, desc = TWICE)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class ResetAfterReset extends Hung {
        @Actor
        public void reset() {
            driver.timeout();
        }

        @Actor
        public void free() {
            driver.submitWorkersOnceQueued();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
