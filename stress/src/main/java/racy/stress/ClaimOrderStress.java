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
import static racy.stress.scene.Outcomes.R1_R2_R3;

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
import racy.review.Probe;
import racy.stress.harness.DelayedAtWindow;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;
import racy.stress.scene.HeldAfterClaim;

/**
 * Does the order of the IRQ thread's steps matter: registers, claim, signal? The signal releases the scheduler's
 * credit, and with the credit the next task is published into the slot. So the claim must empty the slot before the
 * signal, and then no task is overwritten. The claim comes after the register writes. So a thread that is too late also
 * claims the task that it has stopped, and that task does not stay in the slot.
 *
 * <p>All of it happens under sequential consistency, so the same is expected on x86-64 and ARM64.
 *
 * <p>Run all tests with {@code ./racy stress -t ClaimOrderStress},
 * one test with {@code ./racy stress -t ClaimOrderStress.SignalBeforeClaim$}.
 */
@Probe(
        question = {"xchg", "signals-fence"},
        violation = "LOST_TASK",
        level = DRIVER)
public final class ClaimOrderStress {
    private static final String TOOK_NEXT = "The IRQ thread took the next task out of the slot without signalling it.";

    private static final String WIPED = "The IRQ thread wiped the next task out of the slot.";

    private ClaimOrderStress() {}

    /**
     * An inference of two tasks. The first has completed and its IRQ thread is woken; the submit workqueue is idle. The
     * thread is delayed after the signal if it has not claimed by then.
     */
    public abstract static class HandOver extends VariantSample {
        static final Inference TWO_TASKS = new Inference(0, Behaviour.COMPLETES, Behaviour.COMPLETES);
        private static final Setup HELD_UP = variant -> new DriverHarness(variant.design(), delayed(), 1, 1, TWO_TASKS);

        HandOver() {
            this(HELD_UP);
        }

        HandOver(Setup setup) {
            super(setup);
            driver.push(0);
            driver.submitWorkers();
            driver.npu();
            driver.hardIrq();
        }

        static DelayedAtWindow delayed() {
            return new DelayedAtWindow(RocketWindow.IRQ_SIGNALLED, RocketWindow.RUN_PUBLISHED);
        }
    }

    /**
     * The mutant that signals the task it reads in the slot and claims afterwards. In between, the next task is
     * published, and the thread claims that one. The next task's own interrupt then finds the slot empty. Expected.
     */
    @JCStressTest
    @State
    @Probe(
            variant = "signal-before-claim",
            violation = {"DOUBLE_CLAIM", "LOST_TASK"},
            expect = SEEDED)
    @Outcome(id = ".*(DOUBLE_CLAIM|LOST_TASK).*", expect = ACCEPTABLE_INTERESTING, desc = TOOK_NEXT)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The slot went from one task to the next.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class SignalBeforeClaim extends HandOver {
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
     * The patch. Not expected: the next publish needs the credit, and the slot is empty when the credit is released.
     */
    @JCStressTest
    @State
    @Probe(
            variant = "as-posted",
            violation = {"DOUBLE_CLAIM", "LOST_TASK"},
            expect = SAFE,
            twin = SignalBeforeClaim.class)
    @Outcome(id = ".*(DOUBLE_CLAIM|LOST_TASK).*", expect = FORBIDDEN, desc = TOOK_NEXT)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The slot went from one task to the next.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class ClaimBeforeSignal extends HandOver {
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
     * The mutant that signals the task that it reads in the slot and then clears the slot. In between, the next task is
     * published, and the thread wipes it. Expected.
     */
    @JCStressTest
    @State
    @Probe(variant = "clear-after-signal", violation = "SLOT_OVERWRITTEN", expect = SEEDED)
    @Outcome(id = ".*SLOT_OVERWRITTEN.*", expect = ACCEPTABLE_INTERESTING, desc = WIPED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The slot went from one task to the next.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class ClearAfterSignal extends HandOver {
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

    /** The patch: the slot is empty before the signal. Not expected. */
    @JCStressTest
    @State
    @Probe(variant = "as-posted", violation = "SLOT_OVERWRITTEN", expect = SAFE, twin = ClearAfterSignal.class)
    @Outcome(id = ".*SLOT_OVERWRITTEN.*", expect = FORBIDDEN, desc = WIPED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The slot went from one task to the next.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class ClearBeforeSignal extends HandOver {
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
     * The mutant, with a publish that exchanges and warns if the slot was not empty. It shows that the warning has
     * teeth. The results are the violations and the number of warnings. A warning is expected.
     */
    @JCStressTest
    @State
    @Probe(question = "xchg", variant = "xchg-publish", expect = SEEDED)
    @Outcome(id = "none, 0", expect = ACCEPTABLE, desc = "The slot was empty at each publish.")
    @Outcome(id = ".*, [1-9]", expect = ACCEPTABLE_INTERESTING, desc = "run_job found a task in the slot.")
    @Outcome(
            id = "LOST_TASK.*, 0",
            expect = ACCEPTABLE,
            desc = "The mutant lost the next task; no publish found the slot full.")
    public static class OverwriteWarned extends HandOver {
        private static final Setup SIGNALS_FIRST = variant -> {
            Design design = Variants.of("signal-before-claim").design();
            variant.apply(design);
            return new DriverHarness(design, delayed(), 1, 1, TWO_TASKS);
        };

        public OverwriteWarned() {
            super(SIGNALS_FIRST);
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

    /** The patch with that publish. No warning is expected, so WRITE_ONCE never overwrites a task either. */
    @JCStressTest
    @State
    @Probe(question = "xchg", variant = "xchg-publish", expect = SAFE, twin = OverwriteWarned.class)
    @Outcome(id = "none, 0", expect = ACCEPTABLE, desc = "The slot was empty at each publish.")
    @Outcome(id = ".*, [1-9]", expect = FORBIDDEN, desc = "run_job found a task in the slot.")
    public static class NeverOverwritten extends HandOver {
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
     * The mutant that claims first and then writes the registers. The thread owns the dead task and is delayed until
     * after the restart. Then it stops the next task, which stays in the slot. Nothing completes that task before its
     * timeout. Expected.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "claim-before-registers",
            race = "R2",
            expect = SEEDED)
    @Outcome(
            id = ".*LOST_TASK.*",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The next task is stopped, and nobody completes it.")
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = R1_R2_R3, expect = ACCEPTABLE, desc = "R1, R2 and R3, of the same late thread.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class ClaimBeforeRegisters extends HeldAfterClaim {
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

    /** The patch: the thread that stops the next task also claims it (R1), so nothing hangs. Not expected. */
    @JCStressTest
    @State
    @Probe(
            question = {"core-lock", "serialised"},
            variant = "as-posted",
            race = "R2",
            expect = SAFE,
            twin = ClaimBeforeRegisters.class)
    @Outcome(id = ".*LOST_TASK.*", expect = FORBIDDEN, desc = "The next task is stopped, and nobody completes it.")
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = R1_R2_R3, expect = ACCEPTABLE, desc = "R1, R2 and R3, of the same late thread.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class RegistersBeforeClaim extends HeldAfterClaim {
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
