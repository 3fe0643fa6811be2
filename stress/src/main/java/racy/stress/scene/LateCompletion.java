// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.scene;

import racy.kernel.Window;
import racy.npu.NpuProgram.Behaviour;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/**
 * The scene of most races with reset. The first inference's task has run for so long that its timeout has expired, and
 * now it completes. The IRQ thread and the timeout workqueue run together.
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
     * Another client's inference waits behind an inference of two tasks, of which the first is late. As posted, that
     * inference is freed before the next client attaches, because its queued task lets free work run in between.
     * Otherwise R5 prevents the publish of the next client's task.
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
     * Another client's inference waits. A context is delayed at one window until another one has passed a second
     * window.
     */
    protected static Setup nextBehindTwoTasks(Window where, Window until) {
        return setup(where, until, 2, TWO_TASKS, NEXT);
    }

    /** The same as {@link #nextBehindTwoTasks}, behind an inference whose only task is late. */
    protected static Setup nextBehindOneTask(Window where, Window until) {
        return setup(where, until, 2, ONE_TASK, NEXT);
    }

    /** No client waits behind the late task, and a context is delayed. */
    protected static Setup alone(Window where, Window until) {
        return setup(where, until, 2, ONE_TASK);
    }

    /** The timeout workqueue runs timeout, reset and restart. Then the submit workqueue runs. */
    protected final void timeoutAndRestart() {
        driver.timeout();
        driver.submitWorkers();
    }

    /**
     * The IOMMU raises the shared line while the dead task's status is up. The IRQ thread that it wakes is late.
     */
    protected final void iommuInterruptsAndLateThread() {
        driver.iommuInterrupts();
        driver.lateIrqThread();
    }
}
