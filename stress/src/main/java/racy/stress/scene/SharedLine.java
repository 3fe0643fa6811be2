// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.scene;

import racy.driver.RocketWindow;
import racy.npu.NpuProgram.Behaviour;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/**
 * There is no reset and no timeout. An inference has two tasks. The first has completed, and its hard handler has
 * masked the interrupt and woken the thread. The raw status stays up until the thread clears it. An interrupt of the
 * IOMMU before that wakes the thread once more.
 */
public abstract class SharedLine extends VariantSample {
    private static final Inference TWO_TASKS = new Inference(0, Behaviour.COMPLETES, Behaviour.COMPLETES);
    private static final Setup AT_ONCE = setup(1, TWO_TASKS);
    private static final Setup HELD_UP =
            setup(RocketWindow.HARD_IRQ_STATUS_READ, RocketWindow.RUN_PUBLISHED, 1, TWO_TASKS);

    private static final Setup THREAD_HELD_UP =
            setup(RocketWindow.IRQ_HW_STOPPED, RocketWindow.HARD_IRQ_STATUS_READ, 1, TWO_TASKS);

    protected SharedLine() {
        this(AT_ONCE);
    }

    private SharedLine(Setup setup) {
        super(setup);
        driver.push(0);
        driver.submitWorkers();
        driver.npu();
        driver.hardIrq();
    }

    /**
     * The IRQ thread runs. The submit workqueue starts the second task. The thread runs again if it was woken
     * meanwhile.
     */
    protected final void runThreadTwice() {
        driver.irqThread();
        driver.submitWorkers();
        driver.irqThreadOnceWoken();
    }

    /** The same, with a hard handler that is delayed after it has read the status and before it reacts to it. */
    public abstract static class HeldHandler extends SharedLine {
        protected HeldHandler() {
            super(HELD_UP);
        }
    }

    /** The same, with an IRQ thread that is delayed before it clears the status, until a hard handler has read it. */
    public abstract static class HeldThread extends SharedLine {
        protected HeldThread() {
            super(THREAD_HELD_UP);
        }
    }
}
