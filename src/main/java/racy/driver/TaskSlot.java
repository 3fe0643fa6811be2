// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.kernel.Window;

/**
 * {@code core->in_flight_task}, as posted: WRITE_ONCE publishes the task, and xchg claims it. Variants override the
 * publish, the IRQ thread's claim or reset's claim.
 *
 * The slot is empty or holds the task on the hardware. The scheduler has one credit and {@code run_job} publishes only
 * with that credit, so it never overwrites a task. The context that sets the slot to NULL owns the task. Others may see
 * NULL before the task's fence is signalled. An IRQ thread may also see a task whose interrupt is not the one that woke
 * it.
 */
public class TaskSlot implements InFlightSlot<RocketTask> {
    protected final Kernel kernel;
    private RocketTask inFlightTask;

    public TaskSlot(Kernel kernel) {
        this.kernel = kernel;
    }

    /** The slot of {@code core}, for a driver that knows that its slots hold tasks. */
    public static TaskSlot of(RocketCore core) {
        return (TaskSlot) core.slot;
    }

    @Override
    public final InFlightPayload<RocketTask> payload() {
        return InFlightPayload.TASK;
    }

    @Override
    public void publish(RocketTask task) {
        writeOnceInFlightTask(task);
    }

    @Override
    public RocketTask claimInIrq() {
        return xchgInFlightTask(null);
    }

    @Override
    public RocketTask claimInReset() {
        return xchgInFlightTask(null);
    }

    @Override
    public final boolean isEmpty() {
        return readOnceInFlightTask() == null;
    }

    @Override
    public void init() {
        IN_FLIGHT_TASK.set(this, null);
    }

    /** {@code READ_ONCE(core->in_flight_task)}: opaque. A caller that dereferences the task adds an acquire fence. */
    public final RocketTask readOnceInFlightTask() {
        return (RocketTask) IN_FLIGHT_TASK.getOpaque(this);
    }

    /** {@code WRITE_ONCE(core->in_flight_task, task)}. */
    public final void writeOnceInFlightTask(RocketTask task) {
        slotWritten(readOnceInFlightTask());
        IN_FLIGHT_TASK.setOpaque(this, task);
    }

    /** For mutants: a claim in two steps, READ_ONCE, then WRITE_ONCE(NULL), with the window {@code read} between them. */
    protected final RocketTask readThenWriteInFlightTask(Window read) {
        RocketTask task = readOnceInFlightTask();
        // The kernel orders the dereference by its address dependency.
        VarHandle.acquireFence();
        kernel.preemption.at(read);
        if (task != null) {
            writeOnceInFlightTask(null);
        }
        return task;
    }

    /** {@code smp_store_release(&core->in_flight_task, task)}. */
    public final void storeReleaseInFlightTask(RocketTask task) {
        slotWritten(readOnceInFlightTask());
        IN_FLIGHT_TASK.setRelease(this, task);
    }

    /** {@code xchg(&core->in_flight_task, task)}. The kernel's is a full barrier on both sides; Java's orders less. */
    public final RocketTask xchgInFlightTask(RocketTask task) {
        RocketTask old = (RocketTask) IN_FLIGHT_TASK.getAndSet(this, task);
        if (task != null) {
            slotWritten(old);
        }
        return old;
    }

    /** {@code cmpxchg(&core->in_flight_task, expected, task)}: returns the old value. */
    public final RocketTask cmpxchgInFlightTask(RocketTask expected, RocketTask task) {
        return (RocketTask) IN_FLIGHT_TASK.compareAndExchange(this, expected, task);
    }

    /**
     * The slot is written, and {@code old} is in it. A claimer may take {@code old} in between. So the judge looks later
     * whether somebody has.
     */
    @Ghost
    private static void slotWritten(RocketTask old) {
        if (old != null) {
            old.slotWritten();
        }
    }

    // VarHandle mechanics
    private static final VarHandle IN_FLIGHT_TASK = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "inFlightTask", VarHandle.class, TaskSlot.class, RocketTask.class);
}
