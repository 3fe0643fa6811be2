// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import racy.kernel.Violation;

/**
 * Who owns the task in flight? The IRQ thread and the reset both take it out of one slot; the owner signals its fence
 * and drops the runtime-PM reference, so two owners are a double signal and a PM underflow.
 *
 * <p>Results are the number of owners each context believes it is: {@code irq, reset}.
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
            question = "xchg",
            variant = "",
            violation = Violation.DOUBLE_CLAIM,
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
            question = "xchg",
            variant = "",
            violation = Violation.DOUBLE_CLAIM,
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
            question = "xchg",
            variant = "",
            violation = Violation.DOUBLE_CLAIM,
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
            question = "xchg",
            variant = "",
            violation = Violation.DOUBLE_CLAIM,
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
            question = "xchg",
            variant = "",
            violation = Violation.DOUBLE_CLAIM,
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
            question = "xchg",
            variant = "",
            violation = Violation.DOUBLE_CLAIM,
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
}
