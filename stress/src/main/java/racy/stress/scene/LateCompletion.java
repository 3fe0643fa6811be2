// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.scene;

import racy.kernel.Window;
import racy.npu.NpuProgram.Behaviour;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/**
 * The scene of most races with reset: the first inference's task runs for so long that its timeout has expired, and now
 * it completes. The IRQ thread and the timeout workqueue run together.
 */
public abstract class LateCompletion extends VariantSample {
    private static final Inference ONE_TASK = new Inference(0, Behaviour.LATE);
    private static final Inference TWO_TASKS = new Inference(0, Behaviour.LATE, Behaviour.COMPLETES);
    private static final Inference NEXT = new Inference(1, Behaviour.COMPLETES);

    /** One inference, whose only task is late. */
    protected static final Setup ALONE = setup(2, ONE_TASK);

    /** Another client's inference waits behind one whose only task is late. */
    protected static final Setup NEXT_BEHIND_ONE_TASK = setup(2, ONE_TASK, NEXT);

    /**
     * Another client's inference waits behind one of two tasks, of which the first is late. As posted, such a one is
     * freed before the next client attaches, since the task that is still queued gives the free work its turn; else R5
     * keeps the next client's task from being published.
     */
    protected static final Setup NEXT_BEHIND_TWO_TASKS = setup(2, TWO_TASKS, NEXT);

    protected LateCompletion() {
        this(NEXT_BEHIND_TWO_TASKS);
    }

    protected LateCompletion(Setup setup) {
        super(setup);
        driver.pushAll();
        driver.submitWorkers();
        driver.letTimeoutExpire();
        driver.npu();
    }

    /**
     * Another client's inference waits, and a context is held up at one window until another one has passed a second.
     */
    protected static Setup nextBehindTwoTasks(Window where, Window until) {
        return setup(where, until, 2, TWO_TASKS, NEXT);
    }

    /** As the other, behind an inference whose only task is late. */
    protected static Setup nextBehindOneTask(Window where, Window until) {
        return setup(where, until, 2, ONE_TASK, NEXT);
    }

    /** Nobody waits behind the late task, and a context is held up. */
    protected static Setup alone(Window where, Window until) {
        return setup(where, until, 2, ONE_TASK);
    }

    /** The timeout workqueue: timeout, reset, restart; then the submit workqueue runs. */
    protected final void timeoutAndRestart() {
        driver.timeout();
        driver.submitWorkers();
    }

    /**
     * The IOMMU raises the shared line while the dead task's status is up, and the IRQ thread that it wakes is late.
     */
    protected final void iommuInterruptsAndLateThread() {
        driver.iommuInterrupts();
        driver.lateIrqThread();
    }
}
