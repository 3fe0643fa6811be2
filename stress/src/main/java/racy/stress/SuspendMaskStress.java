// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static racy.review.Expectation.SAFE;
import static racy.review.Expectation.SEEDED;
import static racy.review.Level.IDEA;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import racy.review.Probe;

/**
 * An IRQ thread unmasks its interrupt again at its end, while suspend masks it. Another driver had this race twice. A
 * state that the IRQ thread checks first does not suffice: suspend may come between the check and the write. A lock over
 * the state and the mask does. The result is the mask at the end; it must be 0. This depends only on sequentially
 * consistent steps, so x86-64 and ARM64 show the same.
 *
 * <p>Run all tests with {@code ./racy stress -t SuspendMaskStress},
 * one test with {@code ./racy stress -t SuspendMaskStress.StateAlone$}.
 */
@Probe(question = "pm-put", variant = "", violation = "MMIO_UNPOWERED", level = IDEA)
public final class SuspendMaskStress {
    private static final String UNMASKED = "The interrupt of a suspended device is unmasked.";

    /** The handler clears each one that was pending before it unmasks them again. */
    private static final int INTERRUPTS = 16;

    private SuspendMaskStress() {}

    /** The IRQ thread runs: the state is active, the mask is 0 meanwhile. */
    public abstract static class Device {
        private boolean suspending;
        private int clear;
        private int mask;

        final void unmaskIfActive() {
            if (!(boolean) SUSPENDING.getVolatile(this)) {
                for (int bit = 0; bit < INTERRUPTS; bit++) {
                    CLEAR.setVolatile(this, 1 << bit);
                }
                MASK.setVolatile(this, 1);
            }
        }

        final void suspendAndMask() {
            SUSPENDING.setVolatile(this, true);
            MASK.setVolatile(this, 0);
        }

        final int mask() {
            return (int) MASK.getVolatile(this);
        }

        // VarHandle mechanics
        private static final VarHandle SUSPENDING = ConstantBootstraps.fieldVarHandle(
                MethodHandles.lookup(), "suspending", VarHandle.class, Device.class, boolean.class);
        private static final VarHandle CLEAR = ConstantBootstraps.fieldVarHandle(
                MethodHandles.lookup(), "clear", VarHandle.class, Device.class, int.class);
        private static final VarHandle MASK = ConstantBootstraps.fieldVarHandle(
                MethodHandles.lookup(), "mask", VarHandle.class, Device.class, int.class);
    }

    /** The state alone, with the strongest accesses. */
    @JCStressTest
    @State
    @Probe(expect = SEEDED)
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Masked.")
    @Outcome(id = "1", expect = ACCEPTABLE_INTERESTING, desc = UNMASKED)
    public static class StateAlone extends Device {
        @Actor
        public void irq() {
            unmaskIfActive();
        }

        @Actor
        public void suspend() {
            suspendAndMask();
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = mask();
        }
    }

    /** A lock over the state and the mask. */
    @JCStressTest
    @State
    @Probe(expect = SAFE, twin = StateAlone.class)
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Masked.")
    @Outcome(id = "1", expect = FORBIDDEN, desc = UNMASKED)
    public static class StateAndMaskLocked extends Device {
        @Actor
        public void irq() {
            synchronized (this) {
                unmaskIfActive();
            }
        }

        @Actor
        public void suspend() {
            synchronized (this) {
                suspendAndMask();
            }
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = mask();
        }
    }
}
