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
import racy.kernel.IrqWindow;
import racy.kernel.PowerWindow;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Probe;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/**
 * What does a suspend of the NPU hit? When the last PM count is dropped, the autosuspend timer starts. When the delay is
 * over, {@code pm_wq} switches the core off, and what was on the chip is lost. In these tests the delay passes at once.
 * A slow machine, or an administrator who sets the delay to zero, does the same. All of it happens under sequential
 * consistency, so the same is expected on x86-64 and ARM64.
 *
 * <p>Run all tests with {@code ./racy stress -t PowerStress},
 * one test with {@code ./racy stress -t PowerStress.BetweenAsPosted$}.
 */
@Probe(question = "pm-put", violation = "MMIO_UNPOWERED", level = DRIVER)
public final class PowerStress {
    private static final String STATE_LOST = ".*STATE_LOST.*";
    private static final String LOSES =
            "The core suspends between two tasks, and the second one misses the first one's state.";
    private static final String UNPOWERED = ".*MMIO_UNPOWERED.*";
    private static final String TOUCHES = "The registers of a core are touched that is switched off.";
    private static final String PM_LEAK = ".*PM_LEAK.*";
    private static final String STAYS_ON = "Nobody uses the core, and nothing will suspend it.";

    private PowerStress() {}

    /** An inference has two tasks. The first has completed, and its hard handler has woken the IRQ thread. */
    @Probe(
            question = {"pm-put", "last-task"},
            violation = "STATE_LOST")
    public abstract static class BetweenTasks extends VariantSample {
        private static final Setup TWO_TASKS = setup(1, new Inference(0, Behaviour.COMPLETES, Behaviour.COMPLETES));

        BetweenTasks() {
            super(TWO_TASKS);
            driver.push(0);
            driver.submitWorkers();
            driver.npu();
            driver.hardIrq();
        }
    }

    /** The only task is done, and the core is still powered. The hard handlers of the shared line are slow. */
    @Probe(question = {"pm-put", "serialised"})
    public abstract static class IdleCore extends VariantSample {
        private static final Setup ONE_TASK =
                setup(IrqWindow.TAKEN, PowerWindow.SUSPENDING, 1, new Inference(0, Behaviour.COMPLETES));

        IdleCore() {
            super(ONE_TASK);
            driver.push(0);
            driver.submitWorkers();
            driver.complete(1);
            driver.submitWorkers();
        }
    }

    /**
     * The only task has completed, and its hard handler has woken the IRQ thread. The thread is delayed before it clears
     * the status, until another hard handler has read it.
     */
    @Probe(question = {"pm-put", "serialised"})
    public abstract static class WokenTwice extends VariantSample {
        private static final Setup ONE_TASK = setup(
                RocketWindow.IRQ_HW_STOPPED,
                RocketWindow.HARD_IRQ_STATUS_READ,
                1,
                new Inference(0, Behaviour.COMPLETES));

        WokenTwice() {
            super(ONE_TASK);
            driver.push(0);
            driver.submitWorkers();
            driver.npu();
            driver.hardIrq();
        }

        /** The thread runs once more if it was woken again, and that is late. */
        final void runThreadAndRunItLateAgain() {
            driver.irqThread();
            driver.submitWorkers();
            driver.irqThreadOnceSuspended();
        }
    }

    /** The only task has completed. Its IRQ thread is delayed before the signal. */
    @Probe(violation = "PM_LEAK")
    public abstract static class BeforeSignal extends VariantSample {
        private static final Setup ONE_TASK =
                setup(RocketWindow.IRQ_BEFORE_SIGNAL, PowerWindow.SUSPENDING, 1, new Inference(0, Behaviour.COMPLETES));

        BeforeSignal() {
            super(ONE_TASK);
            driver.push(0);
            driver.submitWorkers();
            driver.npu();
            driver.hardIrq();
        }
    }

    /** The only task hangs, and its timeout has expired. */
    @Probe(race = "R17", violation = "PM_LEAK")
    public abstract static class HungTask extends VariantSample {
        private static final Setup ONE_TASK = setup(1, new Inference(0, Behaviour.HANGS));

        HungTask() {
            super(ONE_TASK);
            driver.push(0);
            driver.submitWorkers();
            driver.letTimeoutExpire();
        }
    }

    @Outcome(id = STATE_LOST, expect = ACCEPTABLE_INTERESTING, desc = LOSES)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface StateLost {}

    @Outcome(id = STATE_LOST, expect = FORBIDDEN, desc = LOSES)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    interface StateKept {}

    /** The patch drops the count after each task. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(StateLost.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class BetweenAsPosted extends BetweenTasks {
        @Actor
        public void irq() {
            driver.irqThread();
            driver.suspendOnceIdle();
        }

        @Actor
        public void submit() {
            driver.submitWorkersOnceSuspended();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The inference holds a count of its own. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(StateKept.class)
    @Probe(variant = "inference-holds-power", expect = SAFE, twin = BetweenAsPosted.class)
    public static class BetweenHoldsPower extends BetweenTasks {
        @Actor
        public void irq() {
            driver.irqThread();
            driver.suspendOnceIdle();
        }

        @Actor
        public void submit() {
            driver.submitWorkersOnceSuspended();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(StateKept.class)
    @Probe(variant = "v2", expect = SAFE, twin = BetweenAsPosted.class)
    public static class BetweenRecommendedV2 extends BetweenTasks {
        @Actor
        public void irq() {
            driver.irqThread();
            driver.suspendOnceIdle();
        }

        @Actor
        public void submit() {
            driver.submitWorkersOnceSuspended();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    @Outcome(id = UNPOWERED, expect = ACCEPTABLE_INTERESTING, desc = TOUCHES)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface Unpowered {}

    @Outcome(id = UNPOWERED, expect = FORBIDDEN, desc = TOUCHES)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    interface Powered {}

    /** The hard handler reads the status of a core that was switched off after the CPU had taken the interrupt. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(Unpowered.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class LineAsPosted extends IdleCore {
        @Actor
        public void line() {
            driver.iommuInterrupts();
        }

        @Actor
        public void suspend() {
            driver.suspendOnceIdle();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The handler leaves the registers alone unless the core is in use. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(Powered.class)
    @Probe(variant = "irq-checks-power", expect = SAFE, twin = LineAsPosted.class)
    public static class LineChecksPower extends IdleCore {
        @Actor
        public void line() {
            driver.iommuInterrupts();
        }

        @Actor
        public void suspend() {
            driver.suspendOnceIdle();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(Powered.class)
    @Probe(variant = "v2", expect = SAFE, twin = LineAsPosted.class)
    public static class LineRecommendedV2 extends IdleCore {
        @Actor
        public void line() {
            driver.iommuInterrupts();
        }

        @Actor
        public void suspend() {
            driver.suspendOnceIdle();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The IOMMU's interrupt wakes the thread a second time, and the core is off when it runs. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(Unpowered.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class ThreadAsPosted extends WokenTwice {
        @Actor
        public void irq() {
            runThreadAndRunItLateAgain();
        }

        @Actor
        public void line() {
            driver.iommuInterruptsOnceThreadRuns();
            driver.suspendOnceIdle();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** With the masked status there is no second run. Not expected. */
    @JCStressTest
    @State
    @Outcome(id = UNPOWERED, expect = FORBIDDEN, desc = TOUCHES)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(
            id = "PM_LEAK",
            expect = ACCEPTABLE,
            desc = "The suspend was refused between the put and the signal: BusyAsPosted looks for that.")
    @Probe(variant = "masked-status", expect = SAFE, twin = ThreadAsPosted.class)
    public static class ThreadMaskedStatus extends WokenTwice {
        @Actor
        public void irq() {
            runThreadAndRunItLateAgain();
        }

        @Actor
        public void line() {
            driver.iommuInterruptsOnceThreadRuns();
            driver.suspendOnceIdle();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(Powered.class)
    @Probe(variant = "v2", expect = SAFE, twin = ThreadAsPosted.class)
    public static class ThreadRecommendedV2 extends WokenTwice {
        @Actor
        public void irq() {
            runThreadAndRunItLateAgain();
        }

        @Actor
        public void line() {
            driver.iommuInterruptsOnceThreadRuns();
            driver.suspendOnceIdle();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    @Outcome(id = PM_LEAK, expect = ACCEPTABLE_INTERESTING, desc = STAYS_ON)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface StaysOn {}

    @Outcome(id = PM_LEAK, expect = FORBIDDEN, desc = STAYS_ON)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    interface GoesOff {}

    /** The patch: {@code pm_runtime_put_noidle()} starts no timer (R17). Expected in every schedule. */
    @JCStressTest
    @State
    @JCStressMeta(StaysOn.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class NoidleAsPosted extends HungTask {
        @Actor
        public void reset() {
            driver.timeout();
            driver.suspendOnceIdle();
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The reset drops its count with autosuspend. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(GoesOff.class)
    @Probe(variant = "reset-put-autosuspend", expect = SAFE, twin = NoidleAsPosted.class)
    public static class NoidlePutAutosuspend extends HungTask {
        @Actor
        public void reset() {
            driver.timeout();
            driver.suspendOnceIdle();
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(GoesOff.class)
    @Probe(variant = "v2", expect = SAFE, twin = NoidleAsPosted.class)
    public static class NoidleRecommendedV2 extends HungTask {
        @Actor
        public void reset() {
            driver.timeout();
            driver.suspendOnceIdle();
        }

        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The patch drops the count before it signals. The suspend is refused, and nobody asks for it again. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(StaysOn.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class BusyAsPosted extends BeforeSignal {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void suspend() {
            driver.suspendOnceUnused();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The inference drops its count after its last task was signalled. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(GoesOff.class)
    @Probe(variant = "inference-holds-power", expect = SAFE, twin = BusyAsPosted.class)
    public static class BusyHoldsPower extends BeforeSignal {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void suspend() {
            driver.suspendOnceUnused();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The count alone decides, so no suspend is refused. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(GoesOff.class)
    @Probe(variant = "suspend-by-usage", expect = SAFE, twin = BusyAsPosted.class)
    public static class BusySuspendsByUsage extends BeforeSignal {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void suspend() {
            driver.suspendOnceUnused();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(GoesOff.class)
    @Probe(variant = "v2", expect = SAFE, twin = BusyAsPosted.class)
    public static class BusyRecommendedV2 extends BeforeSignal {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void suspend() {
            driver.suspendOnceUnused();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
