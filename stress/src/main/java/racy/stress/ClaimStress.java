// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.driver.RocketWindow;
import racy.driver.variant.Variants;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Expectation;
import racy.review.Level;
import racy.review.Probe;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverSample;
import racy.stress.harness.HarnessPool;
import racy.stress.harness.WokenThread;

/**
 * Who owns the task in flight? The IRQ thread and the reset both take it out of one slot; the owner signals its fence
 * and drops the runtime-PM reference, so two owners are a double signal and a PM underflow.
 *
 * <p>Of the isolated idea the results say whether each context believes to own the task: {@code irq, reset}. Of the
 * driver's classes and of the whole driver they are the set of violations. All of it happens, or does not, under
 * sequential consistency, so x86-64 and ARM64 are expected to show the same.
 */
public final class ClaimStress {
    private static final Object TASK = new Object();

    private ClaimStress() {}

    private static int owns(Object claimed) {
        return claimed == null ? 0 : 1;
    }

    /** A slot with one published task. */
    public abstract static class Slot {
        final AtomicReference<Object> inFlightTask = new AtomicReference<>(TASK);
    }

    /**
     * The mutant: the IRQ thread reads the slot and then clears it. Another claim fits between the two accesses, on any
     * memory model. Run it with {@code ./racy stress -t ClaimStress.ReadThenWriteIrq}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put"},
            variant = "",
            violation = "DOUBLE_CLAIM",
            expect = Expectation.SEEDED,
            level = Level.IDEA)
    // spotless:off
    @Outcome(id = "1, 0", expect = ACCEPTABLE,             desc = "The IRQ thread owns the task.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE,             desc = "The reset owns the task.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Both own it: the reset claimed between read and write.")
    @Outcome(id = "0, 0", expect = FORBIDDEN,              desc = "Nobody owns it.")
    // spotless:on
    public static class ReadThenWriteIrq extends Slot {
        @Actor
        public void irq(II_Result r) {
            Object claimed = inFlightTask.getOpaque();
            inFlightTask.setOpaque(null);
            r.r1 = owns(claimed);
        }

        @Actor
        public void reset(II_Result r) {
            r.r2 = owns(inFlightTask.getAndSet(null));
        }
    }

    /**
     * The other mutant: the reset reads the slot and then clears it. Run it with
     * {@code ./racy stress -t ClaimStress.ReadThenWriteReset}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put"},
            variant = "",
            violation = "DOUBLE_CLAIM",
            expect = Expectation.SEEDED,
            level = Level.IDEA)
    // spotless:off
    @Outcome(id = "1, 0", expect = ACCEPTABLE,             desc = "The IRQ thread owns the task.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE,             desc = "The reset owns the task.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Both own it: the IRQ thread claimed between read and write.")
    @Outcome(id = "0, 0", expect = FORBIDDEN,              desc = "Nobody owns it.")
    // spotless:on
    public static class ReadThenWriteReset extends Slot {
        @Actor
        public void irq(II_Result r) {
            r.r1 = owns(inFlightTask.getAndSet(null));
        }

        @Actor
        public void reset(II_Result r) {
            Object claimed = inFlightTask.getOpaque();
            inFlightTask.setOpaque(null);
            r.r2 = owns(claimed);
        }
    }

    /**
     * Both sides exchange: the slot's modification order decides, so exactly one of them reads the task, on x86-64 and
     * ARM64 alike. Run it with {@code ./racy stress -t ClaimStress.XchgXchg}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put"},
            variant = "",
            violation = "DOUBLE_CLAIM",
            expect = Expectation.SAFE,
            level = Level.IDEA,
            twin = ReadThenWriteIrq.class)
    // spotless:off
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The IRQ thread owns the task.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The reset owns the task.")
    @Outcome(id = "1, 1", expect = FORBIDDEN,  desc = "Both own it.")
    @Outcome(id = "0, 0", expect = FORBIDDEN,  desc = "Nobody owns it.")
    // spotless:on
    public static class XchgXchg extends Slot {
        @Actor
        public void irq(II_Result r) {
            r.r1 = owns(inFlightTask.getAndSet(null));
        }

        @Actor
        public void reset(II_Result r) {
            r.r2 = owns(inFlightTask.getAndSet(null));
        }
    }

    /**
     * Both sides compare and exchange the task they read: the second one fails. Run it with
     * {@code ./racy stress -t ClaimStress.CmpxchgBoth}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put"},
            variant = "",
            violation = "DOUBLE_CLAIM",
            expect = Expectation.SAFE,
            level = Level.IDEA,
            twin = ReadThenWriteIrq.class)
    // spotless:off
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The IRQ thread owns the task.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The reset owns the task.")
    @Outcome(id = "1, 1", expect = FORBIDDEN,  desc = "Both own it.")
    @Outcome(id = "0, 0", expect = FORBIDDEN,  desc = "Nobody owns it.")
    // spotless:on
    public static class CmpxchgBoth extends Slot {
        private boolean claim() {
            Object task = inFlightTask.getOpaque();
            return task != null && inFlightTask.compareAndSet(task, null);
        }

        @Actor
        public void irq(II_Result r) {
            r.r1 = claim() ? 1 : 0;
        }

        @Actor
        public void reset(II_Result r) {
            r.r2 = claim() ? 1 : 0;
        }
    }

    /**
     * Three claimers by exchange: the IRQ thread, the reset and the free path. Still exactly one owner. Run it
     * with {@code ./racy stress -t ClaimStress.XchgThrice}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put"},
            variant = "",
            violation = "DOUBLE_CLAIM",
            expect = Expectation.SAFE,
            level = Level.IDEA,
            twin = ReadThenWriteOfThree.class)
    // spotless:off
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "The IRQ thread owns the task.")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "The reset owns the task.")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "The free path owns the task.")
    @Outcome(id = "0, 0, 0", expect = FORBIDDEN,  desc = "Nobody owns it.")
    @Outcome(                expect = FORBIDDEN,  desc = "Several own it.")
    // spotless:on
    public static class XchgThrice extends Slot {
        @Actor
        public void irq(III_Result r) {
            r.r1 = owns(inFlightTask.getAndSet(null));
        }

        @Actor
        public void reset(III_Result r) {
            r.r2 = owns(inFlightTask.getAndSet(null));
        }

        @Actor
        public void free(III_Result r) {
            r.r3 = owns(inFlightTask.getAndSet(null));
        }
    }

    /**
     * Three claimers of which the IRQ thread reads and then clears: two owners, but never three, since the other two
     * exchange. Run it with {@code ./racy stress -t ClaimStress.ReadThenWriteOfThree}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put"},
            variant = "",
            violation = "DOUBLE_CLAIM",
            expect = Expectation.SEEDED,
            level = Level.IDEA)
    // spotless:off
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE,             desc = "The IRQ thread owns the task.")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE,             desc = "The reset owns the task.")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE,             desc = "The free path owns the task.")
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE_INTERESTING, desc = "The IRQ thread and the reset own it.")
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE_INTERESTING, desc = "The IRQ thread and the free path own it.")
    @Outcome(id = "0, 1, 1", expect = FORBIDDEN,              desc = "Two exchanges own it.")
    @Outcome(id = "1, 1, 1", expect = FORBIDDEN,              desc = "All three own it.")
    @Outcome(id = "0, 0, 0", expect = FORBIDDEN,              desc = "Nobody owns it.")
    // spotless:on
    public static class ReadThenWriteOfThree extends Slot {
        @Actor
        public void irq(III_Result r) {
            Object claimed = inFlightTask.getOpaque();
            inFlightTask.setOpaque(null);
            r.r1 = owns(claimed);
        }

        @Actor
        public void reset(III_Result r) {
            r.r2 = owns(inFlightTask.getAndSet(null));
        }

        @Actor
        public void free(III_Result r) {
            r.r3 = owns(inFlightTask.getAndSet(null));
        }
    }

    /**
     * The driver's own slot with the driver's own claims, and no scheduler: run_job has run, the task has completed, the
     * IRQ thread has written its registers.
     */
    public abstract static class CoreSlot extends DriverSample {
        CoreSlot(HarnessPool pool) {
            super(pool);
            driver.runJob(0);
            driver.npu();
            driver.stopHardware();
        }

        static HarnessPool pool(String variant) {
            return new HarnessPool(() ->
                    new DriverHarness(Variants.of(variant), 1, 1, new DriverHarness.Inference(0, Behaviour.COMPLETES)));
        }
    }

    /**
     * The mutant whose IRQ thread reads the slot and then clears it. The two claims of the model, one slot. Two
     * owners are expected. Run it with {@code ./racy stress -t ClaimStress.CoreReadThenWriteIrq$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put", "core-lock"},
            variant = "irq-read-write",
            violation = {"DOUBLE_CLAIM", "PM_UNDERFLOW"},
            expect = Expectation.SEEDED,
            level = Level.CLASS)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|PM_UNDERFLOW).*", expect = ACCEPTABLE_INTERESTING, desc = "Both own the task and drop its power count.")
    @Outcome(id = "none",                            expect = ACCEPTABLE,             desc = "The IRQ thread owns it.")
    @Outcome(id = "PM_LEAK",                         expect = ACCEPTABLE,             desc = "The reset owns it; put_noidle leaves the core powered (R17).")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CoreReadThenWriteIrq extends CoreSlot {
        private static final HarnessPool POOL = pool("irq-read-write");

        public CoreReadThenWriteIrq() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.claimInIrq();
        }

        @Actor
        public void reset() {
            driver.claimInReset();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judgeAtOnce(r);
        }
    }

    /**
     * The mutant whose reset reads the slot and then clears it. The two claims of the model, one slot. Two owners are
     * expected. Run it with {@code ./racy stress -t ClaimStress.CoreReadThenWriteReset$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put", "core-lock"},
            variant = "reset-read-write",
            violation = {"DOUBLE_CLAIM", "PM_UNDERFLOW"},
            expect = Expectation.SEEDED,
            level = Level.CLASS)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|PM_UNDERFLOW).*", expect = ACCEPTABLE_INTERESTING, desc = "Both own the task and drop its power count.")
    @Outcome(id = "none",                            expect = ACCEPTABLE,             desc = "The IRQ thread owns it.")
    @Outcome(id = "PM_LEAK",                         expect = ACCEPTABLE,             desc = "The reset owns it; put_noidle leaves the core powered (R17).")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CoreReadThenWriteReset extends CoreSlot {
        private static final HarnessPool POOL = pool("reset-read-write");

        public CoreReadThenWriteReset() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.claimInIrq();
        }

        @Actor
        public void reset() {
            driver.claimInReset();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judgeAtOnce(r);
        }
    }

    /**
     * The patch: xchg on both sides, whoever wins owns the PM put. The two claims of the model, one slot. One owner.
     * Run it with {@code ./racy stress -t ClaimStress.CoreAsPosted$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put", "core-lock"},
            variant = "as-posted",
            violation = {"DOUBLE_CLAIM", "PM_UNDERFLOW"},
            expect = Expectation.SAFE,
            level = Level.CLASS,
            twin = CoreReadThenWriteIrq.class)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|PM_UNDERFLOW).*", expect = FORBIDDEN,  desc = "Both own the task and drop its power count.")
    @Outcome(id = "none",                            expect = ACCEPTABLE, desc = "The IRQ thread owns it.")
    @Outcome(id = "PM_LEAK",                         expect = ACCEPTABLE, desc = "The reset owns it; put_noidle leaves the core powered (R17).")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CoreAsPosted extends CoreSlot {
        private static final HarnessPool POOL = pool("as-posted");

        public CoreAsPosted() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.claimInIrq();
        }

        @Actor
        public void reset() {
            driver.claimInReset();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judgeAtOnce(r);
        }
    }

    /**
     * The IRQ thread by cmpxchg of the task it expects, the reset by xchg. The two claims of the model, one slot. One
     * owner. Run it with {@code ./racy stress -t ClaimStress.CoreCmpxchgPointer$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put", "core-lock"},
            variant = "cmpxchg-pointer",
            violation = {"DOUBLE_CLAIM", "PM_UNDERFLOW"},
            expect = Expectation.SAFE,
            level = Level.CLASS,
            twin = CoreReadThenWriteIrq.class)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|PM_UNDERFLOW).*", expect = FORBIDDEN,  desc = "Both own the task and drop its power count.")
    @Outcome(id = "none",                            expect = ACCEPTABLE, desc = "The IRQ thread owns it.")
    @Outcome(id = "PM_LEAK",                         expect = ACCEPTABLE, desc = "The reset owns it; put_noidle leaves the core powered (R17).")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CoreCmpxchgPointer extends CoreSlot {
        private static final HarnessPool POOL = pool("cmpxchg-pointer");

        public CoreCmpxchgPointer() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.claimInIrq();
        }

        @Actor
        public void reset() {
            driver.claimInReset();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judgeAtOnce(r);
        }
    }

    /**
     * Both by cmpxchg of a number. The two claims of the model, one slot. One owner. Run it with {@code ./racy stress
     * -t ClaimStress.CoreCmpxchgGeneration$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put", "core-lock"},
            variant = "cmpxchg-generation",
            violation = {"DOUBLE_CLAIM", "PM_UNDERFLOW"},
            expect = Expectation.SAFE,
            level = Level.CLASS,
            twin = CoreReadThenWriteIrq.class)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|PM_UNDERFLOW).*", expect = FORBIDDEN,  desc = "Both own the task and drop its power count.")
    @Outcome(id = "none",                            expect = ACCEPTABLE, desc = "The IRQ thread owns it.")
    @Outcome(id = "PM_LEAK",                         expect = ACCEPTABLE, desc = "The reset owns it; put_noidle leaves the core powered (R17).")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CoreCmpxchgGeneration extends CoreSlot {
        private static final HarnessPool POOL = pool("cmpxchg-generation");

        public CoreCmpxchgGeneration() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.claimInIrq();
        }

        @Actor
        public void reset() {
            driver.claimInReset();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judgeAtOnce(r);
        }
    }

    /**
     * Both by xchg of the fence. The two claims of the model, one slot. One owner. Run it with {@code ./racy stress
     * -t ClaimStress.CoreFenceInSlot$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put", "core-lock"},
            variant = "fence-in-slot",
            violation = {"DOUBLE_CLAIM", "PM_UNDERFLOW"},
            expect = Expectation.SAFE,
            level = Level.CLASS,
            twin = CoreReadThenWriteIrq.class)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|PM_UNDERFLOW).*", expect = FORBIDDEN,  desc = "Both own the task and drop its power count.")
    @Outcome(id = "none",                            expect = ACCEPTABLE, desc = "The IRQ thread owns it.")
    @Outcome(id = "PM_LEAK",                         expect = ACCEPTABLE, desc = "The reset owns it; put_noidle leaves the core powered (R17).")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CoreFenceInSlot extends CoreSlot {
        private static final HarnessPool POOL = pool("fence-in-slot");

        public CoreFenceInSlot() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.claimInIrq();
        }

        @Actor
        public void reset() {
            driver.claimInReset();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judgeAtOnce(r);
        }
    }

    /**
     * All fixes together. The two claims of the model, one slot. One owner. Run it with {@code ./racy stress -t
     * ClaimStress.CoreRecommendedV2$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put", "core-lock"},
            variant = "v2",
            violation = {"DOUBLE_CLAIM", "PM_UNDERFLOW"},
            expect = Expectation.SAFE,
            level = Level.CLASS,
            twin = CoreReadThenWriteIrq.class)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|PM_UNDERFLOW).*", expect = FORBIDDEN,  desc = "Both own the task and drop its power count.")
    @Outcome(id = "none",                            expect = ACCEPTABLE, desc = "One of them owns it.")
    // spotless:on
    public static class CoreRecommendedV2 extends CoreSlot {
        private static final HarnessPool POOL = pool("v2");

        public CoreRecommendedV2() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.claimInIrq();
        }

        @Actor
        public void reset() {
            driver.claimInReset();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judgeAtOnce(r);
        }
    }

    /**
     * The mutant whose IRQ thread reads the slot and then clears it. The whole IRQ thread against the whole timeout.
     * The reader is held up before it writes. Two owners are expected. Run it with {@code ./racy stress -t
     * ClaimStress.DriverReadThenWriteIrq$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put", "core-lock"},
            variant = "irq-read-write",
            violation = {"DOUBLE_CLAIM", "PM_UNDERFLOW"},
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|PM_UNDERFLOW).*",                                                  expect = ACCEPTABLE_INTERESTING, desc = "Both own the task and drop its power count.")
    @Outcome(id = "none",                                                                             expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((PM_LEAK|USE_AFTER_FREE|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R2, R3 and R17; the late task did complete.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DriverReadThenWriteIrq extends WokenThread {
        private static final HarnessPool POOL =
                pool("irq-read-write", RocketWindow.IRQ_CLAIM_READ, RocketWindow.RESET_CLAIMED, LATE);

        public DriverReadThenWriteIrq() {
            super(POOL);
        }

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

    /**
     * The mutant whose reset reads the slot and then clears it. The whole IRQ thread against the whole timeout. The
     * reader is held up before it writes. Two owners are expected. Run it with {@code ./racy stress -t
     * ClaimStress.DriverReadThenWriteReset$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put", "core-lock"},
            variant = "reset-read-write",
            violation = {"DOUBLE_CLAIM", "PM_UNDERFLOW"},
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|PM_UNDERFLOW).*",                                                  expect = ACCEPTABLE_INTERESTING, desc = "Both own the task and drop its power count.")
    @Outcome(id = "none",                                                                             expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((PM_LEAK|USE_AFTER_FREE|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R2, R3 and R17; the late task did complete.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DriverReadThenWriteReset extends WokenThread {
        private static final HarnessPool POOL =
                pool("reset-read-write", RocketWindow.RESET_CLAIM_READ, RocketWindow.IRQ_CLAIMED, LATE);

        public DriverReadThenWriteReset() {
            super(POOL);
        }

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

    /**
     * The patch: xchg on both sides, whoever wins owns the PM put. The whole IRQ thread against the whole timeout.
     * One owner. Run it with {@code ./racy stress -t ClaimStress.DriverAsPosted$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put", "core-lock"},
            variant = "as-posted",
            violation = {"DOUBLE_CLAIM", "PM_UNDERFLOW"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = DriverReadThenWriteIrq.class)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|PM_UNDERFLOW).*",                                                  expect = FORBIDDEN,  desc = "Both own the task and drop its power count.")
    @Outcome(id = "none",                                                                             expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((PM_LEAK|USE_AFTER_FREE|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE, desc = "R2, R3 and R17; the late task did complete.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DriverAsPosted extends WokenThread {
        private static final HarnessPool POOL = pool("as-posted", LATE);

        public DriverAsPosted() {
            super(POOL);
        }

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

    /**
     * Before the patch: job_lock from the look at the slot to its clearing, on both sides. One owner. Run it with
     * {@code ./racy stress -t ClaimStress.DriverPrePatch$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put", "core-lock"},
            variant = "pre-patch",
            violation = {"DOUBLE_CLAIM", "PM_UNDERFLOW"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = DriverReadThenWriteIrq.class)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|PM_UNDERFLOW).*",                                   expect = FORBIDDEN,  desc = "Both own the task and drop its power count.")
    @Outcome(id = "none",                                                              expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((PM_LEAK|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE, desc = "R2 and R17; the late task did complete.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DriverPrePatch extends WokenThread {
        private static final HarnessPool POOL = pool("pre-patch", LATE);

        public DriverPrePatch() {
            super(POOL);
        }

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

    /**
     * The IRQ thread by cmpxchg of the task it expects, the reset by xchg. The whole IRQ thread against the whole
     * timeout. One owner. Run it with {@code ./racy stress -t ClaimStress.DriverCmpxchgPointer$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put", "core-lock"},
            variant = "cmpxchg-pointer",
            violation = {"DOUBLE_CLAIM", "PM_UNDERFLOW"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = DriverReadThenWriteIrq.class)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|PM_UNDERFLOW).*",                                                  expect = FORBIDDEN,  desc = "Both own the task and drop its power count.")
    @Outcome(id = "none",                                                                             expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((PM_LEAK|USE_AFTER_FREE|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE, desc = "R2, R3 and R17; the late task did complete.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DriverCmpxchgPointer extends WokenThread {
        private static final HarnessPool POOL = pool("cmpxchg-pointer", LATE);

        public DriverCmpxchgPointer() {
            super(POOL);
        }

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

    /**
     * Both by cmpxchg of a number. The whole IRQ thread against the whole timeout. One owner. Run it with {@code
     * ./racy stress -t ClaimStress.DriverCmpxchgGeneration$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put", "core-lock"},
            variant = "cmpxchg-generation",
            violation = {"DOUBLE_CLAIM", "PM_UNDERFLOW"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = DriverReadThenWriteIrq.class)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|PM_UNDERFLOW).*",                                                  expect = FORBIDDEN,  desc = "Both own the task and drop its power count.")
    @Outcome(id = "none",                                                                             expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((PM_LEAK|USE_AFTER_FREE|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE, desc = "R2, R3 and R17; the late task did complete.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DriverCmpxchgGeneration extends WokenThread {
        private static final HarnessPool POOL = pool("cmpxchg-generation", LATE);

        public DriverCmpxchgGeneration() {
            super(POOL);
        }

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

    /**
     * Both by xchg of the fence. The whole IRQ thread against the whole timeout. One owner. Run it with {@code ./racy
     * stress -t ClaimStress.DriverFenceInSlot$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put", "core-lock"},
            variant = "fence-in-slot",
            violation = {"DOUBLE_CLAIM", "PM_UNDERFLOW"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = DriverReadThenWriteIrq.class)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|PM_UNDERFLOW).*",                                   expect = FORBIDDEN,  desc = "Both own the task and drop its power count.")
    @Outcome(id = "none",                                                              expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((PM_LEAK|MMIO_IN_RESET|MMIO_UNPOWERED|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE, desc = "R2 and R17; the late task did complete.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DriverFenceInSlot extends WokenThread {
        private static final HarnessPool POOL = pool("fence-in-slot", LATE);

        public DriverFenceInSlot() {
            super(POOL);
        }

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

    /**
     * All fixes together. The whole IRQ thread against the whole timeout. One owner. Run it with {@code ./racy stress
     * -t ClaimStress.DriverRecommendedV2$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "pm-put", "core-lock"},
            variant = "v2",
            violation = {"DOUBLE_CLAIM", "PM_UNDERFLOW"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = DriverReadThenWriteIrq.class)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|PM_UNDERFLOW).*", expect = FORBIDDEN,  desc = "Both own the task and drop its power count.")
    @Outcome(id = "none",                            expect = ACCEPTABLE, desc = "Nothing went wrong.")
    // spotless:on
    public static class DriverRecommendedV2 extends WokenThread {
        private static final HarnessPool POOL = pool("v2", LATE);

        public DriverRecommendedV2() {
            super(POOL);
        }

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
}
