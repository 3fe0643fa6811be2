// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static racy.review.Expectation.SAFE;
import static racy.review.Expectation.SEEDED;
import static racy.review.Level.CLASS;
import static racy.review.Level.DRIVER;
import static racy.review.Level.IDEA;
import static racy.stress.scene.Outcomes.NOTHING_WRONG;
import static racy.stress.scene.Outcomes.OTHERS;
import static racy.stress.scene.Outcomes.OTHER_TESTS;

import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.driver.RocketWindow;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Probe;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;
import racy.stress.scene.WokenThread;

/**
 * Who owns the task in flight? The IRQ thread and the reset both take it out of one slot. The owner signals its fence
 * and drops the runtime-PM reference. So two owners mean a double signal and a PM underflow.
 *
 * <p>For the isolated idea, the results say whether each context believes that it owns the task: {@code irq, reset}.
 * For the driver's classes and the whole driver, the result is the set of violations. All of it depends only on
 * sequentially consistent steps, so the same is expected on x86-64 and ARM64.
 *
 * <p>Run all tests with {@code ./racy stress -t ClaimStress},
 * one test with {@code ./racy stress -t ClaimStress.ReadThenWriteIrq$}.
 */
@Probe(
        question = {"xchg", "pm-put", "core-lock"},
        violation = {"DOUBLE_CLAIM", "PM_UNDERFLOW"},
        level = DRIVER)
public final class ClaimStress {
    private static final Object TASK = new Object();

    private static final String TWO_OWNERS = ".*(DOUBLE_CLAIM|PM_UNDERFLOW).*";
    private static final String BOTH_OWN = "Both own the task and drop its power count.";

    private ClaimStress() {}

    private static int owns(Object claimed) {
        return claimed == null ? 0 : 1;
    }

    /** A slot with one published task. */
    @Probe(
            question = {"xchg", "pm-put"},
            variant = "",
            violation = "DOUBLE_CLAIM",
            level = IDEA)
    public abstract static class Slot {
        final AtomicReference<Object> inFlightTask = new AtomicReference<>(TASK);
    }

    /** The mutant: the IRQ thread reads the slot and then clears it. Another claim may come in between. */
    @JCStressTest
    @State
    @Probe(expect = SEEDED)
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The IRQ thread owns the task.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The reset owns the task.")
    @Outcome(
            id = "1, 1",
            expect = ACCEPTABLE_INTERESTING,
            desc = "Both own it: the reset claimed between read and write.")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Nobody owns it.")
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

    /** The other mutant: the reset reads the slot and then clears it. */
    @JCStressTest
    @State
    @Probe(expect = SEEDED)
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The IRQ thread owns the task.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The reset owns the task.")
    @Outcome(
            id = "1, 1",
            expect = ACCEPTABLE_INTERESTING,
            desc = "Both own it: the IRQ thread claimed between read and write.")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Nobody owns it.")
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

    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The IRQ thread owns the task.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The reset owns the task.")
    @Outcome(id = "1, 1", expect = FORBIDDEN, desc = "Both own it.")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Nobody owns it.")
    interface OneOwner {}

    /** Both sides exchange. The slot's modification order decides, so exactly one of them reads the task. */
    @JCStressTest
    @State
    @JCStressMeta(OneOwner.class)
    @Probe(expect = SAFE, twin = ReadThenWriteIrq.class)
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

    /** Both sides compare and exchange the task that they read. The second one fails. */
    @JCStressTest
    @State
    @JCStressMeta(OneOwner.class)
    @Probe(expect = SAFE, twin = ReadThenWriteIrq.class)
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

    /** Three claimers by exchange: the IRQ thread, the reset and the free path. There is still exactly one owner. */
    @JCStressTest
    @State
    @Probe(expect = SAFE, twin = ReadThenWriteOfThree.class)
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "The IRQ thread owns the task.")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "The reset owns the task.")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "The free path owns the task.")
    @Outcome(id = "0, 0, 0", expect = FORBIDDEN, desc = "Nobody owns it.")
    @Outcome(expect = FORBIDDEN, desc = "Several own it.")
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
     * The IRQ thread reads and then clears. There may be two owners but never three, because the other two exchange.
     */
    @JCStressTest
    @State
    @Probe(expect = SEEDED)
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "The IRQ thread owns the task.")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "The reset owns the task.")
    @Outcome(id = "0, 0, 1", expect = ACCEPTABLE, desc = "The free path owns the task.")
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE_INTERESTING, desc = "The IRQ thread and the reset own it.")
    @Outcome(id = "1, 0, 1", expect = ACCEPTABLE_INTERESTING, desc = "The IRQ thread and the free path own it.")
    @Outcome(id = "0, 1, 1", expect = FORBIDDEN, desc = "Two exchanges own it.")
    @Outcome(id = "1, 1, 1", expect = FORBIDDEN, desc = "All three own it.")
    @Outcome(id = "0, 0, 0", expect = FORBIDDEN, desc = "Nobody owns it.")
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
     * The two claims of the model on one slot, without a scheduler. run_job has run, the task has completed, and the
     * IRQ thread has written its registers.
     */
    @Probe(level = CLASS)
    public abstract static class CoreSlot extends VariantSample {
        private static final Setup ONE_TASK = setup(1, new Inference(0, Behaviour.COMPLETES));

        CoreSlot() {
            super(ONE_TASK);
            driver.runJob(0);
            driver.npu();
            driver.stopHardware();
        }
    }

    /** The whole IRQ thread against the whole timeout. No client waits behind the late task. */
    public abstract static class AgainstTimeout extends WokenThread {
        AgainstTimeout() {
            super(ALONE);
        }
    }

    @Outcome(id = TWO_OWNERS, expect = ACCEPTABLE_INTERESTING, desc = BOTH_OWN)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The IRQ thread owns it.")
    @Outcome(id = "PM_LEAK", expect = ACCEPTABLE, desc = "The reset owns it; put_noidle leaves the core powered (R17).")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface CoreTwoOwners {}

    /** The mutant whose IRQ thread reads the slot and then clears it. Two owners are expected. */
    @JCStressTest
    @State
    @JCStressMeta(CoreTwoOwners.class)
    @Probe(variant = "irq-read-write", expect = SEEDED)
    public static class CoreReadThenWriteIrq extends CoreSlot {
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

    /** The mutant whose reset reads the slot and then clears it. Two owners are expected. */
    @JCStressTest
    @State
    @JCStressMeta(CoreTwoOwners.class)
    @Probe(variant = "reset-read-write", expect = SEEDED)
    public static class CoreReadThenWriteReset extends CoreSlot {
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

    @Outcome(id = TWO_OWNERS, expect = FORBIDDEN, desc = BOTH_OWN)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The IRQ thread owns it.")
    @Outcome(id = "PM_LEAK", expect = ACCEPTABLE, desc = "The reset owns it; put_noidle leaves the core powered (R17).")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface CoreOneOwner {}

    /** The patch: xchg on both sides, and the winner owns the PM put. One owner. */
    @JCStressTest
    @State
    @JCStressMeta(CoreOneOwner.class)
    @Probe(variant = "as-posted", expect = SAFE, twin = CoreReadThenWriteIrq.class)
    public static class CoreAsPosted extends CoreSlot {
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

    /** The IRQ thread claims by cmpxchg of the task that it expects, the reset by xchg. One owner. */
    @JCStressTest
    @State
    @JCStressMeta(CoreOneOwner.class)
    @Probe(variant = "cmpxchg-pointer", expect = SAFE, twin = CoreReadThenWriteIrq.class)
    public static class CoreCmpxchgPointer extends CoreSlot {
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

    /** Both claim by cmpxchg of a number. One owner. */
    @JCStressTest
    @State
    @JCStressMeta(CoreOneOwner.class)
    @Probe(variant = "cmpxchg-generation", expect = SAFE, twin = CoreReadThenWriteIrq.class)
    public static class CoreCmpxchgGeneration extends CoreSlot {
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

    /** Both claim by xchg of the fence. One owner. */
    @JCStressTest
    @State
    @JCStressMeta(CoreOneOwner.class)
    @Probe(variant = "fence-in-slot", expect = SAFE, twin = CoreReadThenWriteIrq.class)
    public static class CoreFenceInSlot extends CoreSlot {
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

    /** All fixes together. One owner. */
    @JCStressTest
    @State
    @Probe(variant = "v2", expect = SAFE, twin = CoreReadThenWriteIrq.class)
    @Outcome(id = TWO_OWNERS, expect = FORBIDDEN, desc = BOTH_OWN)
    @Outcome(
            id = "PM_LEAK",
            expect = ACCEPTABLE,
            desc = "One of them owns it. The inference holds its own count, because no scheduler frees it here.")
    public static class CoreRecommendedV2 extends CoreSlot {
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

    @Outcome(id = TWO_OWNERS, expect = ACCEPTABLE_INTERESTING, desc = BOTH_OWN)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((PM_LEAK|USE_AFTER_FREE|MMIO_IN_RESET|COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R2, R3 and R17; the late task did complete.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface DriverTwoOwners {}

    /** The mutant whose IRQ thread reads the slot, is delayed, and then clears it. Two owners are expected. */
    @JCStressTest
    @State
    @JCStressMeta(DriverTwoOwners.class)
    @Probe(variant = "irq-read-write", expect = SEEDED)
    public static class DriverReadThenWriteIrq extends WokenThread {
        private static final Setup HELD_UP = alone(RocketWindow.IRQ_CLAIM_READ, RocketWindow.RESET_CLAIMED);

        public DriverReadThenWriteIrq() {
            super(HELD_UP);
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

    /** The mutant whose reset reads the slot, is delayed, and then clears it. Two owners are expected. */
    @JCStressTest
    @State
    @JCStressMeta(DriverTwoOwners.class)
    @Probe(variant = "reset-read-write", expect = SEEDED)
    public static class DriverReadThenWriteReset extends WokenThread {
        private static final Setup HELD_UP = alone(RocketWindow.RESET_CLAIM_READ, RocketWindow.IRQ_CLAIMED);

        public DriverReadThenWriteReset() {
            super(HELD_UP);
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

    @Outcome(id = TWO_OWNERS, expect = FORBIDDEN, desc = BOTH_OWN)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((PM_LEAK|USE_AFTER_FREE|MMIO_IN_RESET|COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R2, R3 and R17; the late task did complete.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface DriverOneOwner {}

    /** The patch: xchg on both sides, and the winner owns the PM put. One owner. */
    @JCStressTest
    @State
    @JCStressMeta(DriverOneOwner.class)
    @Probe(variant = "as-posted", expect = SAFE, twin = DriverReadThenWriteIrq.class)
    public static class DriverAsPosted extends AgainstTimeout {
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

    @Outcome(id = TWO_OWNERS, expect = FORBIDDEN, desc = BOTH_OWN)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "((PM_LEAK|MMIO_IN_RESET|COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R2 and R17; the late task did complete.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface DriverOneOwnerWithoutR3 {}

    /** Before the patch: both sides hold job_lock from reading the slot until it is cleared. One owner. */
    @JCStressTest
    @State
    @JCStressMeta(DriverOneOwnerWithoutR3.class)
    @Probe(variant = "pre-patch", expect = SAFE, twin = DriverReadThenWriteIrq.class)
    public static class DriverPrePatch extends AgainstTimeout {
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

    /** The IRQ thread claims by cmpxchg of the task that it expects, the reset by xchg. One owner. */
    @JCStressTest
    @State
    @JCStressMeta(DriverOneOwner.class)
    @Probe(variant = "cmpxchg-pointer", expect = SAFE, twin = DriverReadThenWriteIrq.class)
    public static class DriverCmpxchgPointer extends AgainstTimeout {
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

    /** Both claim by cmpxchg of a number. One owner. */
    @JCStressTest
    @State
    @JCStressMeta(DriverOneOwner.class)
    @Probe(variant = "cmpxchg-generation", expect = SAFE, twin = DriverReadThenWriteIrq.class)
    public static class DriverCmpxchgGeneration extends AgainstTimeout {
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

    /** Both claim by xchg of the fence. One owner. */
    @JCStressTest
    @State
    @JCStressMeta(DriverOneOwnerWithoutR3.class)
    @Probe(variant = "fence-in-slot", expect = SAFE, twin = DriverReadThenWriteIrq.class)
    public static class DriverFenceInSlot extends AgainstTimeout {
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

    /** All fixes together. One owner. */
    @JCStressTest
    @State
    @Probe(variant = "v2", expect = SAFE, twin = DriverReadThenWriteIrq.class)
    @Outcome(id = TWO_OWNERS, expect = FORBIDDEN, desc = BOTH_OWN)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    public static class DriverRecommendedV2 extends AgainstTimeout {
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
