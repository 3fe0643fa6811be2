// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LJ_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.driver.Design;
import racy.driver.RocketWindow;
import racy.driver.variant.Variants;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Expectation;
import racy.review.Level;
import racy.review.Probe;
import racy.stress.harness.DelayedAtWindow;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverSample;
import racy.stress.harness.HarnessPool;
import racy.stress.harness.WokenThread;

/**
 * What is the order of the IRQ thread worth: registers, claim, signal? Signalling releases the scheduler's credit, and the
 * credit is what hands the slot to the next task: so the slot must be empty by then, and is never overwritten. The claim
 * comes after the registers, so that a thread that comes too late does not leave the task that it has stopped to nobody.
 *
 * <p>All of it happens under sequential consistency, so x86-64 and ARM64 are expected to show the same.
 */
public final class ClaimOrderStress {
    private ClaimOrderStress() {}

    /**
     * An inference of two tasks: the first has completed, its IRQ thread is woken; the submit workqueue is idle. The thread is
     * held up after the signal, if it has not claimed by then.
     */
    public abstract static class HandOver extends DriverSample {
        HandOver(HarnessPool pool) {
            super(pool);
            driver.push(0);
            driver.submitWorkers();
            driver.npu();
            driver.hardIrq();
        }

        static HarnessPool pool(String... variants) {
            return new HarnessPool(() -> new DriverHarness(
                    design(variants),
                    new DelayedAtWindow(RocketWindow.IRQ_SIGNALLED, RocketWindow.RUN_PUBLISHED),
                    1,
                    1,
                    new DriverHarness.Inference(0, Behaviour.COMPLETES, Behaviour.COMPLETES)));
        }

        private static Design design(String... variants) {
            Design design = new Design();
            for (String variant : variants) {
                Variants.of(variant).apply(design);
            }
            return design;
        }
    }

    /**
     * The mutant that signals what it reads in the slot and claims after that: in between the next task is published,
     * and it is that one which is claimed. Its own interrupt then finds the slot empty. Expected. Run it with {@code
     * ./racy stress -t ClaimOrderStress.SignalBeforeClaim$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "signals-fence"},
            variant = "signal-before-claim",
            violation = {"DOUBLE_CLAIM", "LOST_TASK"},
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|LOST_TASK).*", expect = ACCEPTABLE_INTERESTING, desc = "The IRQ thread took the next task out of the slot without signalling it.")
    @Outcome(id = "none",                         expect = ACCEPTABLE,             desc = "The slot went from one task to the next.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class SignalBeforeClaim extends HandOver {
        private static final HarnessPool POOL = pool("signal-before-claim");

        public SignalBeforeClaim() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
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

    /**
     * The patch. Not expected: the slot is empty before the credit is released, and the credit is what the next
     * publish needs. Run it with {@code ./racy stress -t ClaimOrderStress.ClaimBeforeSignal$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "signals-fence"},
            variant = "as-posted",
            violation = {"DOUBLE_CLAIM", "LOST_TASK"},
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = SignalBeforeClaim.class)
    // spotless:off
    @Outcome(id = ".*(DOUBLE_CLAIM|LOST_TASK).*", expect = FORBIDDEN,  desc = "The IRQ thread took the next task out of the slot without signalling it.")
    @Outcome(id = "none",                         expect = ACCEPTABLE, desc = "The slot went from one task to the next.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class ClaimBeforeSignal extends HandOver {
        private static final HarnessPool POOL = pool("as-posted");

        public ClaimBeforeSignal() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
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

    /**
     * The mutant with a publish that exchanges and warns if the slot was not empty: the warning has teeth. Results
     * are the violations and the number of warnings. A warning is expected. Run it with {@code ./racy stress -t
     * ClaimOrderStress.OverwriteWarned$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "xchg",
            variant = "xchg-publish",
            violation = "LOST_TASK",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none, 0",        expect = ACCEPTABLE,             desc = "The slot was empty at each publish.")
    @Outcome(id = ".*, [1-9]",      expect = ACCEPTABLE_INTERESTING, desc = "run_job found a task in the slot.")
    @Outcome(id = "LOST_TASK.*, 0", expect = ACCEPTABLE,             desc = "The mutant lost the next task; no publish found the slot full.")
    // spotless:on
    public static class OverwriteWarned extends HandOver {
        private static final HarnessPool POOL = pool("signal-before-claim", "xchg-publish");

        public OverwriteWarned() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void submit() {
            driver.submitWorkersOnceQueued();
        }

        @Arbiter
        public void arbiter(LJ_Result r) {
            judge(r);
        }
    }

    /**
     * The patch with that publish: no warning is expected, so WRITE_ONCE never overwrites a task either. Run it with
     * {@code ./racy stress -t ClaimOrderStress.NeverOverwritten$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "xchg",
            variant = "xchg-publish",
            violation = "LOST_TASK",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = OverwriteWarned.class)
    // spotless:off
    @Outcome(id = "none, 0",   expect = ACCEPTABLE, desc = "The slot was empty at each publish.")
    @Outcome(id = ".*, [1-9]", expect = FORBIDDEN,  desc = "run_job found a task in the slot.")
    // spotless:on
    public static class NeverOverwritten extends HandOver {
        private static final HarnessPool POOL = pool("xchg-publish");

        public NeverOverwritten() {
            super(POOL);
        }

        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void submit() {
            driver.submitWorkersOnceQueued();
        }

        @Arbiter
        public void arbiter(LJ_Result r) {
            judge(r);
        }
    }

    /**
     * The mutant that claims first, then writes the registers. The thread owns the dead task, is held up past the
     * restart, and stops the next one, which stays in the slot: nobody completes it until its timeout. Expected. Run
     * it with {@code ./racy stress -t ClaimOrderStress.ClaimBeforeRegisters$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "claim-before-registers",
            race = "R2",
            violation = "LOST_TASK",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*LOST_TASK.*",                                                                                                                expect = ACCEPTABLE_INTERESTING, desc = "The next task is stopped, and nobody completes it.")
    @Outcome(id = "none",                                                                                                                         expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((PREMATURE_SIGNAL|USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R1, R2 and R3, of the same late thread.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class ClaimBeforeRegisters extends WokenThread {
        private static final HarnessPool POOL =
                pool("claim-before-registers", RocketWindow.IRQ_CLAIMED, RocketWindow.RUN_GO, LATE_OF_TWO, NEXT);

        public ClaimBeforeRegisters() {
            super(POOL);
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

    /**
     * The patch: the thread that stops the next task also takes it. That is R1, bad enough, but nothing hangs. Not
     * expected. Run it with {@code ./racy stress -t ClaimOrderStress.RegistersBeforeClaim$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "as-posted",
            race = "R2",
            violation = "LOST_TASK",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = ClaimBeforeRegisters.class)
    // spotless:off
    @Outcome(id = ".*LOST_TASK.*",                                                                                                                expect = FORBIDDEN,  desc = "The next task is stopped, and nobody completes it.")
    @Outcome(id = "none",                                                                                                                         expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((PREMATURE_SIGNAL|USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE, desc = "R1, R2 and R3, of the same late thread.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class RegistersBeforeClaim extends WokenThread {
        private static final HarnessPool POOL =
                pool("as-posted", RocketWindow.IRQ_CLAIMED, RocketWindow.RUN_GO, LATE_OF_TWO, NEXT);

        public RegistersBeforeClaim() {
            super(POOL);
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
