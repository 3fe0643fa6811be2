// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static racy.review.Expectation.ALLOWED;
import static racy.review.Expectation.SAFE;
import static racy.review.Expectation.SEEDED;
import static racy.review.Level.DRIVER;
import static racy.stress.scene.Outcomes.OTHERS;
import static racy.stress.scene.Outcomes.OTHER_TESTS;

import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.review.Probe;
import racy.stress.scene.LaterTasks;

/**
 * Is the atomic {@code cancelled} enough? {@code run_job} reads it and then publishes its task. The reset sets it and
 * then claims what is published. Two threads that only do this can miss each other. No memory order helps, because
 * their two steps are in the wrong order for that. With the steps reversed it is Dekker's pattern, which needs full
 * barriers. {@code atomic_set()} and {@code atomic_read()} are not barriers. The driver needs neither the reversed
 * order nor the barriers, because {@code drm_sched_stop()} waits for the worker between the two steps of the reset.
 *
 * <p>Run all tests with {@code ./racy stress -t CancelledStress},
 * one test with {@code ./racy stress -t CancelledStress.CheckThenPublish$}.
 */
@Probe(
        question = {"atomics", "only-affected"},
        violation = {"STATE_LOST", "WRONG_DOMAIN_DMA", "SILENT_PARTIAL_SUCCESS"},
        level = DRIVER)
public final class CancelledStress {
    private static final String LATER_TASK = ".*(STATE_LOST|WRONG_DOMAIN_DMA|SILENT_PARTIAL_SUCCESS).*";
    private static final String BOTH_MISS =
            "Both miss: the task of a cancelled inference runs and nobody owns its end.";
    private static final String LATE_THREAD = "(PM_LEAK|USE_AFTER_FREE|MMIO_IN_RESET|COMPLETED_CANCELLED|[+])+";

    private CancelledStress() {}

    /**
     * As in {@code run_job}, but without the stop: the check may be long past when the flag is set. On any memory
     * model.
     */
    @JCStressTest
    @State
    @Probe(expect = SEEDED)
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Published, and the reset claims it.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The submitter saw the flag.")
    @Outcome(id = "0, 1", expect = FORBIDDEN, desc = "Claimed though nobody published.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = BOTH_MISS)
    public static class CheckThenPublish extends CancelledFields {
        @Actor
        public void submit(II_Result r) {
            if ((int) CANCELLED.getOpaque(this) == 0) {
                SLOT.setOpaque(this, TASK);
                r.r1 = 1;
            }
        }

        @Actor
        public void reset(II_Result r) {
            CANCELLED.setOpaque(this, 1);
            r.r2 = xchg();
        }
    }

    /** The steps reversed, as relaxed as in the patch. This is store buffering, which x86-64 and ARM64 both allow. */
    @JCStressTest
    @State
    @Probe(expect = ALLOWED)
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Published, and the reset claims it.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The submitter saw the flag.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Each saw the other.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = BOTH_MISS)
    public static class PublishThenCheck extends CancelledFields {
        @Actor
        public void submit(II_Result r) {
            SLOT.setOpaque(this, TASK);
            r.r1 = (int) CANCELLED.getOpaque(this) == 0 ? 1 : 0;
        }

        @Actor
        public void reset(II_Result r) {
            CANCELLED.setOpaque(this, 1);
            r.r2 = xchg();
        }
    }

    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Published, and the reset claims it.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The submitter saw the flag.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Each saw the other.")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = BOTH_MISS)
    interface OneComesFirst {}

    /** Reversed and sequentially consistent: one of the two contexts comes first, on x86-64 and ARM64. */
    @JCStressTest
    @State
    @JCStressMeta(OneComesFirst.class)
    @Probe(expect = SAFE, twin = CheckThenPublish.class)
    public static class PublishThenCheckVolatile extends CancelledFields {
        @Actor
        public void submit(II_Result r) {
            SLOT.setVolatile(this, TASK);
            r.r1 = (int) CANCELLED.getVolatile(this) == 0 ? 1 : 0;
        }

        @Actor
        public void reset(II_Result r) {
            CANCELLED.setVolatile(this, 1);
            r.r2 = xchg();
        }
    }

    /** Reversed, with smp_mb() on both sides. */
    @JCStressTest
    @State
    @JCStressMeta(OneComesFirst.class)
    @Probe(expect = SAFE, twin = CheckThenPublish.class)
    public static class PublishThenCheckFullFence extends CancelledFields {
        @Actor
        public void submit(II_Result r) {
            SLOT.setOpaque(this, TASK);
            VarHandle.fullFence();
            r.r1 = (int) CANCELLED.getOpaque(this) == 0 ? 1 : 0;
        }

        @Actor
        public void reset(II_Result r) {
            CANCELLED.setOpaque(this, 1);
            VarHandle.fullFence();
            r.r2 = xchg();
        }
    }

    /** The worker of a real workqueue, and a reset that does not stop it. Seen on x86-64 and ARM64. */
    @JCStressTest
    @State
    @Probe(expect = SEEDED)
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Published before, and the reset claims it.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The worker saw the flag, or was cancelled.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "Published behind the reset's back.")
    @Outcome(id = "2, .", expect = FORBIDDEN, desc = "Published twice.")
    public static class NotStopped extends CancelledFields.OnWorkqueue {
        @Actor
        public void submit() {
            submitWq.runNext();
            submitWq.runNext();
        }

        @Actor
        public void reset(II_Result r) {
            CANCELLED.setOpaque(this, 1);
            r.r2 = xchg();
        }

        @Arbiter
        public void arbiter(II_Result r) {
            submitWq.runAll();
            r.r1 = published;
        }
    }

    /**
     * The reset waits for the worker with {@code cancel_work_sync()}. It claims what was published before, and the
     * worker that starts afterwards sees the flag. This is why {@code atomic_set()} and {@code atomic_read()} are
     * enough for the patch.
     */
    @JCStressTest
    @State
    @Probe(expect = SAFE, twin = NotStopped.class)
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Published before, and the reset claims it.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The worker saw the flag, or was cancelled.")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "Published behind the reset's back.")
    @Outcome(id = "2, .", expect = FORBIDDEN, desc = "Published twice.")
    public static class StoppedAndRestarted extends CancelledFields.OnWorkqueue {
        @Actor
        public void submit() {
            submitWq.runNext();
            submitWq.runNext();
        }

        @Actor
        public void reset(II_Result r) {
            CANCELLED.setOpaque(this, 1);
            submitWq.cancelSync(runJobWork);
            r.r2 = xchg();
            submitWq.queue(runJobWork);
        }

        @Arbiter
        public void arbiter(II_Result r) {
            submitWq.runAll();
            r.r1 = published;
        }
    }

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "No later task ran.")
    @Outcome(
            id = "PM_LEAK",
            expect = ACCEPTABLE,
            desc = "No later task ran; the reset's put_noidle leaves the core powered (R17).")
    @Outcome(id = LATER_TASK, expect = FORBIDDEN, desc = "A later task of the cancelled inference ran.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface NoLaterTask {}

    /** The patch: the flag is set before the stop, and the worker starts after it. */
    @JCStressTest
    @State
    @JCStressMeta(NoLaterTask.class)
    @Probe(variant = "as-posted", expect = SAFE, twin = CancelClaimedAfterStopLate.class)
    public static class AsPosted extends LaterTasks.Hung {
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

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "No later task ran after the reset.")
    @Outcome(
            id = LATE_THREAD,
            expect = ACCEPTABLE,
            desc = "A late IRQ thread's own races (R2, R3, R13, R17); no later task ran after the reset.")
    @Outcome(id = LATER_TASK, expect = FORBIDDEN, desc = "A later task ran on wiped hardware.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface NoLaterTaskAfterReset {}

    /**
     * The patch, with a task that completes at the last moment. The inference is cancelled, whichever context claims
     * it.
     */
    @JCStressTest
    @State
    @JCStressMeta(NoLaterTaskAfterReset.class)
    @Probe(variant = "as-posted", expect = SAFE, twin = CancelClaimedAfterStopLate.class)
    public static class AsPostedLate extends LaterTasks.Late {
        @Actor
        public void irq() {
            driver.irqThread();
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

    /** The flag is set after the stop. That is still before the restart, and only the restart matters. */
    @JCStressTest
    @State
    @JCStressMeta(NoLaterTask.class)
    @Probe(variant = "cancel-named-after-stop", expect = SAFE, twin = CancelClaimedAfterStopLate.class)
    public static class CancelNamedAfterStop extends LaterTasks.Hung {
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

    /** The flag is set after the stop, and the task completes at the last moment. */
    @JCStressTest
    @State
    @JCStressMeta(NoLaterTaskAfterReset.class)
    @Probe(variant = "cancel-named-after-stop", expect = SAFE, twin = CancelClaimedAfterStopLate.class)
    public static class CancelNamedAfterStopLate extends LaterTasks.Late {
        @Actor
        public void irq() {
            driver.irqThread();
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

    /** Only the inference whose task the reset claims is cancelled. That is right for a task that hangs. */
    @JCStressTest
    @State
    @JCStressMeta(NoLaterTask.class)
    @Probe(variant = "cancel-claimed-after-stop", expect = SAFE, twin = CancelClaimedAfterStopLate.class)
    public static class CancelClaimedAfterStop extends LaterTasks.Hung {
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

    /** The IRQ thread claims first. The next task runs on hardware that was reset, without its domain and state. */
    @JCStressTest
    @State
    @Probe(variant = "cancel-claimed-after-stop", expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The reset claimed the task.")
    @Outcome(
            id = LATER_TASK,
            expect = ACCEPTABLE_INTERESTING,
            desc = "The IRQ thread claimed it, nobody is cancelled, and the next task runs on hardware that "
                    + "the reset wiped.")
    @Outcome(id = LATE_THREAD, expect = ACCEPTABLE, desc = "A late IRQ thread's own races (R2, R3, R13, R17).")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class CancelClaimedAfterStopLate extends LaterTasks.Late {
        @Actor
        public void irq() {
            driver.irqThread();
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

    /** The inference of the claimed task fails. If reset claimed none, the named inference fails. */
    @JCStressTest
    @State
    @JCStressMeta(NoLaterTask.class)
    @Probe(variant = "fail-claimed-inference", expect = SAFE, twin = CancelClaimedAfterStopLate.class)
    public static class FailClaimedInference extends LaterTasks.Hung {
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

    /** The same when the IRQ thread claims first. */
    @JCStressTest
    @State
    @JCStressMeta(NoLaterTaskAfterReset.class)
    @Probe(variant = "fail-claimed-inference", expect = SAFE, twin = CancelClaimedAfterStopLate.class)
    public static class FailClaimedInferenceLate extends LaterTasks.Late {
        @Actor
        public void irq() {
            driver.irqThread();
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

    /** All fixes together. */
    @JCStressTest
    @State
    @Probe(variant = "v2", expect = SAFE, twin = CancelClaimedAfterStopLate.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Completed, or killed as a whole.")
    @Outcome(id = LATER_TASK, expect = FORBIDDEN, desc = "A later task ran on wiped hardware.")
    public static class V2Late extends LaterTasks.Late {
        @Actor
        public void irq() {
            driver.irqThread();
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
