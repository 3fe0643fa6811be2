// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.fence.DmaFence;
import racy.kernel.IommuGroup;
import racy.kernel.Kernel;
import racy.kernel.Mutex;
import racy.kernel.OrderedWorkqueue;
import racy.kernel.RuntimePm;
import racy.kernel.SpinLock;
import racy.kernel.ThreadedIrq;
import racy.npu.RocketNpu;
import racy.sched.GpuScheduler;

/**
 * {@code struct rocket_core}: one NPU core with its scheduler, interrupt, power and IOMMU.
 *
 * <p>{@code in_flight_task} is empty or holds the task on the hardware. What keeps it: run_job publishes only with the
 * scheduler's one credit in hand, so never over another task; whoever turns it to NULL owns the task. What may be seen:
 * NULL while the task's fence is not signalled yet. An IRQ thread may also see a task that is not the one whose
 * interrupt woke it.
 */
public final class RocketCore {
    private static final int FENCE_CONTEXTS = 1_000_000;
    private static final int RESET_CONTEXT = -1;

    public final int index;
    public final RuntimePm pm;
    public final RocketNpu npu;
    public final IommuGroup iommuGroup;
    public final ThreadedIrq irq;
    public final OrderedWorkqueue submitWq;
    public final OrderedWorkqueue timeoutWq;
    public final GpuScheduler sched;

    private final Kernel kernel;
    final SpinLock fenceLock;
    /** Plain: run_job alone counts. */
    private long emitSeqno;

    /** Pre-patch only. */
    final Mutex jobLock;

    private int resetPending;

    private RocketTask inFlightTask;
    private RocketFence inFlightFence;
    private long inFlightGeneration;
    /** Plain: published by the generation. */
    private Object generationPayload;

    private long lastGeneration;
    private RocketTask irqExpectedTask;
    private long irqExpectedGeneration;

    /** Guards resetFence; hold-tasks-in-reset fix only. */
    private final SpinLock resetLock;

    private DmaFence resetFence;

    /** Plain: the submit workqueue, and reset with it stopped. */
    private RocketDomain boundDomain;

    private DmaFence ownerFence;

    RocketCore(RocketDevice device, int index) {
        kernel = device.kernel();
        this.index = index;
        pm = new RuntimePm(kernel);
        npu = new RocketNpu(kernel, pm);
        iommuGroup = new IommuGroup(kernel, npu);
        irq = new ThreadedIrq(kernel);
        fenceLock = new SpinLock(kernel);
        jobLock = new Mutex(kernel);
        resetLock = new SpinLock(kernel);
        submitWq = new OrderedWorkqueue(kernel, "rocket-submit-" + index);
        timeoutWq = new OrderedWorkqueue(kernel, "rocket-timeout-" + index);
        sched = new GpuScheduler(
                kernel,
                "rocket-" + index,
                device.driver(),
                device.design().sched,
                submitWq,
                timeoutWq,
                device.systemWq());
        irq.request(new ThreadedIrq.Action() {
            @Override
            public boolean isAsserted() {
                return npu.isInterruptAsserted();
            }

            @Override
            public ThreadedIrq.Return hardHandler() {
                return device.driver().hardIrq(RocketCore.this);
            }

            @Override
            public void threadHandler() {
                device.driver().irqThread(RocketCore.this);
            }
        });
        irq.request(new ThreadedIrq.Action() {
            @Override
            public boolean isAsserted() {
                return npu.isIommuInterruptAsserted();
            }

            @Override
            public ThreadedIrq.Return hardHandler() {
                return npu.acknowledgeIommuInterrupt() ? ThreadedIrq.Return.HANDLED : ThreadedIrq.Return.NONE;
            }
        });
    }

    /** {@code dev_warn()}. */
    public void warn(String message) {
        kernel.warn(message);
    }

    long fenceContext() {
        return FENCE_CONTEXTS + index;
    }

    long nextSeqno() {
        return ++emitSeqno;
    }

    // --- in_flight_task ---

    /** {@code READ_ONCE(core->in_flight_task)}: opaque; who goes on to dereference it adds an acquire fence. */
    public RocketTask readOnceInFlightTask() {
        return (RocketTask) IN_FLIGHT_TASK.getOpaque(this);
    }

    /** {@code WRITE_ONCE(core->in_flight_task, task)}. */
    public void writeOnceInFlightTask(RocketTask task) {
        IN_FLIGHT_TASK.setOpaque(this, task);
    }

    /** {@code smp_store_release(&core->in_flight_task, task)}. */
    public void storeReleaseInFlightTask(RocketTask task) {
        IN_FLIGHT_TASK.setRelease(this, task);
    }

    /** {@code xchg(&core->in_flight_task, task)}; the kernel's is a full barrier on both sides, Java's orders less. */
    public RocketTask xchgInFlightTask(RocketTask task) {
        return (RocketTask) IN_FLIGHT_TASK.getAndSet(this, task);
    }

    /** {@code cmpxchg(&core->in_flight_task, expected, task)}: the old value. */
    public RocketTask cmpxchgInFlightTask(RocketTask expected, RocketTask task) {
        return (RocketTask) IN_FLIGHT_TASK.compareAndExchange(this, expected, task);
    }

    /** What the hard IRQ handler found in flight; opaque. */
    public RocketTask readOnceIrqExpectedTask() {
        return (RocketTask) IRQ_EXPECTED_TASK.getOpaque(this);
    }

    public void writeOnceIrqExpectedTask(RocketTask task) {
        IRQ_EXPECTED_TASK.setOpaque(this, task);
    }

    // --- the slot that holds a fence ---

    public void storeReleaseInFlightFence(RocketFence fence) {
        IN_FLIGHT_FENCE.setRelease(this, fence);
    }

    public RocketFence xchgInFlightFence(RocketFence fence) {
        return (RocketFence) IN_FLIGHT_FENCE.getAndSet(this, fence);
    }

    // --- the slot that counts ---

    /** The next generation; never 0, which stands for an empty slot. */
    long nextGeneration() {
        return ++lastGeneration;
    }

    long readOnceInFlightGeneration() {
        return (long) IN_FLIGHT_GENERATION.getOpaque(this);
    }

    /** {@code smp_load_acquire()}: sees the payload of the generation it returns. */
    long acquireInFlightGeneration() {
        return (long) IN_FLIGHT_GENERATION.getAcquire(this);
    }

    long xchgInFlightGeneration(long generation) {
        return (long) IN_FLIGHT_GENERATION.getAndSet(this, generation);
    }

    boolean cmpxchgInFlightGeneration(long expected, long generation) {
        return IN_FLIGHT_GENERATION.compareAndSet(this, expected, generation);
    }

    Object generationPayload() {
        return generationPayload;
    }

    void setGenerationPayload(Object payload) {
        generationPayload = payload;
    }

    long readOnceIrqExpectedGeneration() {
        return (long) IRQ_EXPECTED_GENERATION.getOpaque(this);
    }

    void writeOnceIrqExpectedGeneration(long generation) {
        IRQ_EXPECTED_GENERATION.setOpaque(this, generation);
    }

    /** Ghost: no variant's slot holds anything. */
    boolean isSlotEmpty() {
        return readOnceInFlightTask() == null
                && IN_FLIGHT_FENCE.getOpaque(this) == null
                && readOnceInFlightGeneration() == 0;
    }

    // --- pre-patch ---

    void atomicSetResetPending(int value) {
        RESET_PENDING.setOpaque(this, value);
    }

    boolean atomicReadResetPending() {
        return (int) RESET_PENDING.getOpaque(this) != 0;
    }

    // --- fixes ---

    /** A reset begins: whoever asks from now on waits for its end. */
    void beginReset() {
        DmaFence fence = new DmaFence(kernel);
        fence.init(new SpinLock(kernel), RESET_CONTEXT - index, 1);
        resetLock.lock();
        resetFence = fence;
        resetLock.unlock();
    }

    /** The reset is over. */
    void endReset() {
        resetLock.lock();
        DmaFence fence = resetFence;
        resetFence = null;
        resetLock.unlock();
        fence.signal();
        fence.put();
    }

    /** What signals when the reset under way is over, with a reference; null if none is. */
    DmaFence resetFence() {
        resetLock.lock();
        try {
            return resetFence == null ? null : resetFence.get();
        } finally {
            resetLock.unlock();
        }
    }

    public RocketDomain boundDomain() {
        return boundDomain;
    }

    public void setBoundDomain(RocketDomain owned) {
        boundDomain = owned;
    }

    /** The completion fence of the inference that owns the core, with a reference. */
    DmaFence ownerFence() {
        return ownerFence;
    }

    void setOwnerFence(DmaFence owned) {
        ownerFence = owned;
    }

    /** For reuse in place, with no context running. */
    void init() {
        pm.init();
        npu.init();
        iommuGroup.init();
        irq.init();
        sched.init();
        fenceLock.init();
        jobLock.init();
        resetLock.init();
        emitSeqno = 0;
        lastGeneration = 0;
        generationPayload = null;
        IN_FLIGHT_TASK.set(this, null);
        IN_FLIGHT_FENCE.set(this, null);
        IN_FLIGHT_GENERATION.set(this, 0L);
        IRQ_EXPECTED_TASK.set(this, null);
        IRQ_EXPECTED_GENERATION.set(this, 0L);
        RESET_PENDING.set(this, 0);
        resetFence = null;
        boundDomain = null;
        ownerFence = null;
    }

    // VarHandle mechanics
    private static final VarHandle IN_FLIGHT_TASK;
    private static final VarHandle IN_FLIGHT_FENCE;
    private static final VarHandle IN_FLIGHT_GENERATION;
    private static final VarHandle IRQ_EXPECTED_TASK;
    private static final VarHandle IRQ_EXPECTED_GENERATION;
    private static final VarHandle RESET_PENDING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            IN_FLIGHT_TASK = lookup.findVarHandle(RocketCore.class, "inFlightTask", RocketTask.class);
            IN_FLIGHT_FENCE = lookup.findVarHandle(RocketCore.class, "inFlightFence", RocketFence.class);
            IN_FLIGHT_GENERATION = lookup.findVarHandle(RocketCore.class, "inFlightGeneration", long.class);
            IRQ_EXPECTED_TASK = lookup.findVarHandle(RocketCore.class, "irqExpectedTask", RocketTask.class);
            IRQ_EXPECTED_GENERATION = lookup.findVarHandle(RocketCore.class, "irqExpectedGeneration", long.class);
            RESET_PENDING = lookup.findVarHandle(RocketCore.class, "resetPending", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
