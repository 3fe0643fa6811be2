// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.driver.variant.Variants;
import racy.kernel.Kernel;
import racy.kernel.OrderedWorkqueue;
import racy.kernel.Work;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Expectation;
import racy.review.Level;
import racy.review.Probe;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverSample;
import racy.stress.harness.HarnessPool;

/**
 * Is the atomic cancelled enough? run_job looks at it and then publishes its task; the reset sets it and then claims
 * what is published. By themselves two threads that do this can miss each other, and no memory order helps: the order
 * of the two steps is wrong for that. With the steps turned round it is Dekker's pattern and needs full barriers, which
 * atomic_set() and atomic_read() are not. The driver needs neither, because drm_sched_stop() waits for the worker in
 * between.
 */
public final class CancelledStress {
    private CancelledStress() {}

    private static final Object TASK = new Object();

    /** The two fields: reset sets one and then exchanges the other. */
    public abstract static class Fields {
        int cancelled;
        Object slot;

        final int xchg() {
            return SLOT.getAndSet(this, null) == null ? 0 : 1;
        }
    }

    /** What run_job does with them on a real ordered workqueue: look at the flag, then publish. */
    public abstract static class Stopped extends Fields {
        final OrderedWorkqueue submitWq = new OrderedWorkqueue(new Kernel(), "submit");
        final Work runJobWork = new Work("run_job_work", this::runJob);
        int published;

        Stopped() {
            submitWq.queue(runJobWork);
        }

        private void runJob() {
            if ((int) CANCELLED.getOpaque(this) == 0) {
                published++;
                SLOT.setOpaque(this, TASK);
            }
        }
    }

    /** The first of three tasks hangs; the others are queued, and so is the run work that every run leaves behind. */
    public abstract static class Hung extends DriverSample {
        Hung(HarnessPool pool) {
            super(pool);
            driver.pushAll();
            driver.submitWorker();
            driver.letTimeoutExpire();
        }

        static HarnessPool pool(String variant) {
            return new HarnessPool(() -> new DriverHarness(
                    Variants.of(variant),
                    1,
                    1,
                    new DriverHarness.Inference(0, Behaviour.HANGS, Behaviour.COMPLETES, Behaviour.COMPLETES)));
        }
    }

    /** The first of two tasks has completed late: the IRQ thread and the reset both deal with it. */
    public abstract static class Late extends DriverSample {
        Late(HarnessPool pool) {
            super(pool);
            driver.pushAll();
            driver.submitWorker();
            driver.letTimeoutExpire();
            driver.npu();
            driver.hardIrq();
        }

        static HarnessPool pool(String variant) {
            return new HarnessPool(() -> new DriverHarness(
                    Variants.of(variant), 1, 1, new DriverHarness.Inference(0, Behaviour.LATE, Behaviour.COMPLETES)));
        }
    }

    /**
     * As in run_job, without the stop: the check can be long past when the flag is set. Seen on x86-64 and ARM64, on
     * any memory model. Run it with {@code ./racy stress -t CancelledStress.CheckThenPublish}.
     */
    @JCStressTest
    @State
    @Probe(question = "atomics", variant = "", violation = "LOST_TASK", expect = Expectation.SEEDED, level = Level.IDEA)
    // spotless:off
    @Outcome(id = "1, 1", expect = ACCEPTABLE,             desc = "Published, and the reset claims it.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE,             desc = "The submitter saw the flag.")
    @Outcome(id = "0, 1", expect = FORBIDDEN,              desc = "Claimed though nobody published.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "Both miss: the task of a cancelled inference runs and nobody owns its end.")
    // spotless:on
    public static class CheckThenPublish extends Fields {
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

    /**
     * The steps turned round, as relaxed as in the patch: store buffering. x86-64 may delay the publishing store past
     * the check, though the other side exchanges; so may ARM64. Run it with {@code ./racy stress -t
     * CancelledStress.PublishThenCheck}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "atomics",
            variant = "",
            violation = "LOST_TASK",
            expect = Expectation.ALLOWED,
            level = Level.IDEA)
    // spotless:off
    @Outcome(id = "1, 1", expect = ACCEPTABLE,             desc = "Published, and the reset claims it.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE,             desc = "The submitter saw the flag.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE,             desc = "Each saw the other.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "Both miss: the task of a cancelled inference runs and nobody owns its end.")
    // spotless:on
    public static class PublishThenCheck extends Fields {
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

    /**
     * Turned round and sequentially consistent: one of the two comes first, on x86-64 and ARM64. Run it with {@code
     * ./racy stress -t CancelledStress.PublishThenCheckVolatile}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "atomics",
            variant = "",
            violation = "LOST_TASK",
            expect = Expectation.SAFE,
            level = Level.IDEA,
            twin = CheckThenPublish.class)
    // spotless:off
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Published, and the reset claims it.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The submitter saw the flag.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Each saw the other.")
    @Outcome(id = "1, 0", expect = FORBIDDEN,  desc = "Both miss: the task of a cancelled inference runs and nobody owns its end.")
    // spotless:on
    public static class PublishThenCheckVolatile extends Fields {
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

    /**
     * Turned round with smp_mb() on both sides. Run it with {@code ./racy stress -t
     * CancelledStress.PublishThenCheckFullFence}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "atomics",
            variant = "",
            violation = "LOST_TASK",
            expect = Expectation.SAFE,
            level = Level.IDEA,
            twin = CheckThenPublish.class)
    // spotless:off
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Published, and the reset claims it.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The submitter saw the flag.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Each saw the other.")
    @Outcome(id = "1, 0", expect = FORBIDDEN,  desc = "Both miss: the task of a cancelled inference runs and nobody owns its end.")
    // spotless:on
    public static class PublishThenCheckFullFence extends Fields {
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

    /**
     * The worker of a real workqueue, and a reset that does not stop it. Seen on x86-64 and ARM64. Run it with {@code
     * ./racy stress -t CancelledStress.NotStopped}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "atomics",
            variant = "",
            violation = "LOST_TASK",
            expect = Expectation.SEEDED,
            level = Level.CLASS)
    // spotless:off
    @Outcome(id = "1, 1", expect = ACCEPTABLE,             desc = "Published before, and the reset claims it.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE,             desc = "The worker saw the flag, or was cancelled.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "Published behind the reset's back.")
    @Outcome(id = "2, .", expect = FORBIDDEN,              desc = "Published twice.")
    // spotless:on
    public static class NotStopped extends Stopped {
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
     * A reset that waits for the worker with cancel_work_sync(), claims, and queues the work again: what was published
     * before is claimed, and the worker that starts afterwards sees the flag, on x86-64 and ARM64. This is why the
     * patch can do with atomic_set() and atomic_read(). Run it with {@code ./racy stress -t
     * CancelledStress.StoppedAndRestarted}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "atomics",
            variant = "",
            violation = "LOST_TASK",
            expect = Expectation.SAFE,
            level = Level.CLASS,
            twin = NotStopped.class)
    // spotless:off
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Published before, and the reset claims it.")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The worker saw the flag, or was cancelled.")
    @Outcome(id = "1, 0", expect = FORBIDDEN,  desc = "Published behind the reset's back.")
    @Outcome(id = "2, .", expect = FORBIDDEN,  desc = "Published twice.")
    // spotless:on
    public static class StoppedAndRestarted extends Stopped {
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

    /**
     * The patch: the flag is set before the stop, the worker starts after it. Run it with {@code ./racy stress -t
     * CancelledStress.AsPosted}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"atomics", "only-affected"},
            variant = "as-posted",
            violation = {"STATE_LOST", "WRONG_DOMAIN_DMA", "SILENT_PARTIAL_SUCCESS"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = CancelClaimedAfterStopLate.class)
    // spotless:off
    @Outcome(id = "none",                                                     expect = ACCEPTABLE, desc = "No later task ran.")
    @Outcome(id = "PM_LEAK",                                                  expect = ACCEPTABLE, desc = "No later task ran; the reset's put_noidle leaves the core powered (R17).")
    @Outcome(id = ".*(STATE_LOST|WRONG_DOMAIN_DMA|SILENT_PARTIAL_SUCCESS).*", expect = FORBIDDEN,  desc = "A later task of the cancelled inference ran.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPosted extends Hung {
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
     * The patch, and the task completes at the last moment: the inference is cancelled whoever claims it. Run it with
     * {@code ./racy stress -t CancelledStress.AsPostedLate}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"atomics", "only-affected"},
            variant = "as-posted",
            violation = {"STATE_LOST", "WRONG_DOMAIN_DMA", "SILENT_PARTIAL_SUCCESS"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = CancelClaimedAfterStopLate.class)
    // spotless:off
    @Outcome(id = "none",                                                                           expect = ACCEPTABLE, desc = "No later task ran after the reset.")
    @Outcome(id = "(PM_LEAK|USE_AFTER_FREE|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED|[+])+", expect = ACCEPTABLE, desc = "A late IRQ thread's own races (R2, R3, R13, R17); no later task ran after the reset.")
    @Outcome(id = ".*(STATE_LOST|WRONG_DOMAIN_DMA|SILENT_PARTIAL_SUCCESS).*",                       expect = FORBIDDEN,  desc = "A later task ran on wiped hardware.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPostedLate extends Late {
        private static final HarnessPool POOL = pool("as-posted");

        public AsPostedLate() {
            super(POOL);
        }

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

    /**
     * Set after the stop: still before the restart, which is what counts. Run it with {@code ./racy stress -t
     * CancelledStress.CancelNamedAfterStop}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"atomics", "only-affected"},
            variant = "cancel-named-after-stop",
            violation = {"STATE_LOST", "WRONG_DOMAIN_DMA", "SILENT_PARTIAL_SUCCESS"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = CancelClaimedAfterStopLate.class)
    // spotless:off
    @Outcome(id = "none",                                                     expect = ACCEPTABLE, desc = "No later task ran.")
    @Outcome(id = "PM_LEAK",                                                  expect = ACCEPTABLE, desc = "No later task ran; the reset's put_noidle leaves the core powered (R17).")
    @Outcome(id = ".*(STATE_LOST|WRONG_DOMAIN_DMA|SILENT_PARTIAL_SUCCESS).*", expect = FORBIDDEN,  desc = "A later task of the cancelled inference ran.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CancelNamedAfterStop extends Hung {
        private static final HarnessPool POOL = pool("cancel-named-after-stop");

        public CancelNamedAfterStop() {
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
     * Set after the stop, and the task completes at the last moment. Run it with {@code ./racy stress -t
     * CancelledStress.CancelNamedAfterStopLate}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"atomics", "only-affected"},
            variant = "cancel-named-after-stop",
            violation = {"STATE_LOST", "WRONG_DOMAIN_DMA", "SILENT_PARTIAL_SUCCESS"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = CancelClaimedAfterStopLate.class)
    // spotless:off
    @Outcome(id = "none",                                                                           expect = ACCEPTABLE, desc = "No later task ran after the reset.")
    @Outcome(id = "(PM_LEAK|USE_AFTER_FREE|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED|[+])+", expect = ACCEPTABLE, desc = "A late IRQ thread's own races (R2, R3, R13, R17); no later task ran after the reset.")
    @Outcome(id = ".*(STATE_LOST|WRONG_DOMAIN_DMA|SILENT_PARTIAL_SUCCESS).*",                       expect = FORBIDDEN,  desc = "A later task ran on wiped hardware.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CancelNamedAfterStopLate extends Late {
        private static final HarnessPool POOL = pool("cancel-named-after-stop");

        public CancelNamedAfterStopLate() {
            super(POOL);
        }

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

    /**
     * Only the inference whose task the reset claims is cancelled: right for a hang. Run it with {@code ./racy stress
     * -t CancelledStress.CancelClaimedAfterStop}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"atomics", "only-affected"},
            variant = "cancel-claimed-after-stop",
            violation = {"STATE_LOST", "WRONG_DOMAIN_DMA", "SILENT_PARTIAL_SUCCESS"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = CancelClaimedAfterStopLate.class)
    // spotless:off
    @Outcome(id = "none",                                                     expect = ACCEPTABLE, desc = "No later task ran.")
    @Outcome(id = "PM_LEAK",                                                  expect = ACCEPTABLE, desc = "No later task ran; the reset's put_noidle leaves the core powered (R17).")
    @Outcome(id = ".*(STATE_LOST|WRONG_DOMAIN_DMA|SILENT_PARTIAL_SUCCESS).*", expect = FORBIDDEN,  desc = "A later task of the cancelled inference ran.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CancelClaimedAfterStop extends Hung {
        private static final HarnessPool POOL = pool("cancel-claimed-after-stop");

        public CancelClaimedAfterStop() {
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
     * The same when the IRQ thread claims first: the hardware is reset all the same, and the next task runs without its
     * domain and on-chip state. Run it with {@code ./racy stress -t CancelledStress.CancelClaimedAfterStopLate}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"atomics", "only-affected"},
            variant = "cancel-claimed-after-stop",
            violation = {"STATE_LOST", "WRONG_DOMAIN_DMA", "SILENT_PARTIAL_SUCCESS"},
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",                                                                           expect = ACCEPTABLE,             desc = "The reset claimed the task.")
    @Outcome(id = ".*(STATE_LOST|WRONG_DOMAIN_DMA|SILENT_PARTIAL_SUCCESS).*",                       expect = ACCEPTABLE_INTERESTING, desc = "The IRQ thread claimed it, nobody is cancelled, and the next task runs on hardware that the reset wiped.")
    @Outcome(id = "(PM_LEAK|USE_AFTER_FREE|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED|[+])+", expect = ACCEPTABLE,             desc = "A late IRQ thread's own races (R2, R3, R13, R17).")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CancelClaimedAfterStopLate extends Late {
        private static final HarnessPool POOL = pool("cancel-claimed-after-stop");

        public CancelClaimedAfterStopLate() {
            super(POOL);
        }

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

    /**
     * The claimed task's inference is failed, the named one's if none is claimed. Run it with {@code ./racy stress -t
     * CancelledStress.FailClaimedInference}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"atomics", "only-affected"},
            variant = "fail-claimed-inference",
            violation = {"STATE_LOST", "WRONG_DOMAIN_DMA", "SILENT_PARTIAL_SUCCESS"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = CancelClaimedAfterStopLate.class)
    // spotless:off
    @Outcome(id = "none",                                                     expect = ACCEPTABLE, desc = "No later task ran.")
    @Outcome(id = "PM_LEAK",                                                  expect = ACCEPTABLE, desc = "No later task ran; the reset's put_noidle leaves the core powered (R17).")
    @Outcome(id = ".*(STATE_LOST|WRONG_DOMAIN_DMA|SILENT_PARTIAL_SUCCESS).*", expect = FORBIDDEN,  desc = "A later task of the cancelled inference ran.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class FailClaimedInference extends Hung {
        private static final HarnessPool POOL = pool("fail-claimed-inference");

        public FailClaimedInference() {
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
     * The same when the IRQ thread claims first. Run it with {@code ./racy stress -t
     * CancelledStress.FailClaimedInferenceLate}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"atomics", "only-affected"},
            variant = "fail-claimed-inference",
            violation = {"STATE_LOST", "WRONG_DOMAIN_DMA", "SILENT_PARTIAL_SUCCESS"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = CancelClaimedAfterStopLate.class)
    // spotless:off
    @Outcome(id = "none",                                                                           expect = ACCEPTABLE, desc = "No later task ran after the reset.")
    @Outcome(id = "(PM_LEAK|USE_AFTER_FREE|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED|[+])+", expect = ACCEPTABLE, desc = "A late IRQ thread's own races (R2, R3, R13, R17); no later task ran after the reset.")
    @Outcome(id = ".*(STATE_LOST|WRONG_DOMAIN_DMA|SILENT_PARTIAL_SUCCESS).*",                       expect = FORBIDDEN,  desc = "A later task ran on wiped hardware.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class FailClaimedInferenceLate extends Late {
        private static final HarnessPool POOL = pool("fail-claimed-inference");

        public FailClaimedInferenceLate() {
            super(POOL);
        }

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

    /** All fixes together. Run it with {@code ./racy stress -t CancelledStress.V2Late}. */
    @JCStressTest
    @State
    @Probe(
            question = {"atomics", "only-affected"},
            variant = "v2",
            violation = {"STATE_LOST", "WRONG_DOMAIN_DMA", "SILENT_PARTIAL_SUCCESS"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = CancelClaimedAfterStopLate.class)
    // spotless:off
    @Outcome(id = "none",                                                     expect = ACCEPTABLE, desc = "Completed, or killed as a whole.")
    @Outcome(id = ".*(STATE_LOST|WRONG_DOMAIN_DMA|SILENT_PARTIAL_SUCCESS).*", expect = FORBIDDEN,  desc = "A later task ran on wiped hardware.")
    // spotless:on
    public static class V2Late extends Late {
        private static final HarnessPool POOL = pool("v2");

        public V2Late() {
            super(POOL);
        }

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

    // VarHandle mechanics
    private static final VarHandle CANCELLED = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "cancelled", VarHandle.class, Fields.class, int.class);
    private static final VarHandle SLOT = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "slot", VarHandle.class, Fields.class, Object.class);
}
