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

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.driver.RocketWindow;
import racy.review.Probe;
import racy.stress.scene.WokenThread;

/**
 * Is a mutex from the claim to the signal redundant, if the slot is cleared before the signal and accessed with
 * READ_ONCE and WRITE_ONCE? A patch for another driver says so. Without the mutex both sides may claim one task, and the
 * IRQ thread may hold a task that reset frees. With it both are gone. A late IRQ thread that claims the next task stays:
 * the mutex is needed, and it is not enough. This depends only on scheduling, so x86-64 and ARM64 show the same.
 *
 * <p>Run all tests with {@code ./racy stress -t RedundantLockStress},
 * one test with {@code ./racy stress -t RedundantLockStress.WithoutLock$}.
 */
@Probe(
        question = "core-lock",
        violation = {"DOUBLE_CLAIM", "USE_AFTER_FREE"},
        level = DRIVER)
public final class RedundantLockStress {
    private static final String CLAIMED_TWICE =
            "Both own one task, or the IRQ thread touches a task that reset has freed.";

    private RedundantLockStress() {}

    /** The IRQ thread is delayed between its read of the slot and its write, until reset has read the slot too. */
    public abstract static class BothClaim extends WokenThread {
        private static final Setup DELAYED = alone(RocketWindow.IRQ_CLAIM_READ, RocketWindow.RESET_CLAIM_READ);

        BothClaim() {
            super(DELAYED);
        }
    }

    /** The patch for the other driver. */
    @JCStressTest
    @State
    @Probe(variant = "read-write-claims", expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "One of them claims it.")
    @Outcome(id = ".*(DOUBLE_CLAIM|USE_AFTER_FREE).*", expect = ACCEPTABLE_INTERESTING, desc = CLAIMED_TWICE)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class WithoutLock extends BothClaim {
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

    /** The driver as it was: a mutex from the claim to the signal. */
    @JCStressTest
    @State
    @Probe(variant = "read-write-locked", expect = SAFE, twin = WithoutLock.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "One of them claims it.")
    @Outcome(id = ".*DOUBLE_CLAIM.*", expect = FORBIDDEN, desc = "Both own one task.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class WithLock extends BothClaim {
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

    /** What the mutex does not close: an IRQ thread that comes late claims and signals the next task. */
    @JCStressTest
    @State
    @Probe(variant = "read-write-locked", race = "R1", violation = "PREMATURE_SIGNAL", expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The IRQ thread is in time.")
    @Outcome(
            id = ".*PREMATURE_SIGNAL.*",
            expect = ACCEPTABLE_INTERESTING,
            desc = "A late IRQ thread signals the next task, with the mutex held.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class WithLockLate extends WokenThread {
        private static final Setup DELAYED = nextBehindTwoTasks(RocketWindow.IRQ_CLEARED, RocketWindow.RUN_GO);

        public WithLockLate() {
            super(DELAYED);
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
}
