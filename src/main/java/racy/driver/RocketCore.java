// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.fence.DmaFence;
import racy.kernel.DelayedWork;
import racy.kernel.Errno;
import racy.kernel.Ghost;
import racy.kernel.IommuDomain;
import racy.kernel.IommuGroup;
import racy.kernel.Kernel;
import racy.kernel.KernelObject;
import racy.kernel.Mutex;
import racy.kernel.OrderedWorkqueue;
import racy.kernel.PendingOrder;
import racy.kernel.RuntimePm;
import racy.kernel.SpinLock;
import racy.kernel.ThreadedIrq;
import racy.npu.RocketNpu;
import racy.sched.GpuScheduler;

/**
 * {@code struct rocket_core}: one NPU core with its scheduler, interrupt, power and IOMMU.
 */
public final class RocketCore implements JudgedCore {
    private static final int FENCE_CONTEXTS = 1_000_000;
    private static final int RESET_CONTEXT = -1;

    public final int index;
    public final RuntimePm pm;
    public final RocketNpu npu;
    public final IommuGroup iommuGroup;
    public final ThreadedIrq irq;
    /** The core's action on {@link #irq}. A test may request it on another line too. */
    public final ThreadedIrq.Action irqAction;

    public final OrderedWorkqueue submitWq;
    public final OrderedWorkqueue timeoutWq;
    public final GpuScheduler sched;
    /** The task on the hardware. */
    public final InFlightSlot<?> slot;

    /** Has the task in flight checked again. Only the fix that leaves a just started task alone sets it. */
    final DelayedWork recheck;

    private final Kernel kernel;
    private final boolean suspendsByUsage;
    final SpinLock fenceLock;
    /** Plain. Only {@code run_job} counts it up. */
    private long emitSeqno;

    /** Pre-patch only. */
    final Mutex jobLock;

    private int resetPending;

    /** {@code null} unless the driver keeps a queue of its own: a design of other drivers. */
    final DriverQueue queue;

    /** Guards resetFence. Only the fix that holds tasks in a reset uses it. */
    private final SpinLock resetLock;

    private DmaFence resetFence;

    /** Plain: used by the submit workqueue, and by reset while that workqueue is stopped. */
    private RocketDomain boundDomain;

    private DmaFence ownerFence;

    /** An inference that attached its domain here will detach it. */
    @Ghost
    private boolean hasDetacher;

    RocketCore(RocketDevice device, int index) {
        kernel = device.kernel();
        this.index = index;
        npu = new RocketNpu(kernel);
        iommuGroup = new IommuGroup(kernel, npu);
        suspendsByUsage = device.design().suspendsByUsage;
        pm = new RuntimePm(kernel, device.design().autosuspendNanos, new PowerCallbacks());
        irq = new ThreadedIrq(kernel);
        slot = device.design().slot.apply(kernel);
        fenceLock = new SpinLock(kernel, "fence_lock");
        jobLock = new Mutex(kernel, "job_lock");
        queue = device.design().driverQueue.apply(kernel, fenceLock);
        resetLock = new SpinLock(kernel, "reset_lock");
        PendingOrder pending = device.design().sched.orders().pending();
        submitWq = new OrderedWorkqueue(kernel, "rocket-submit-" + index, pending);
        timeoutWq = new OrderedWorkqueue(kernel, "rocket-timeout-" + index, pending);
        sched = new GpuScheduler(
                kernel,
                "rocket-" + index,
                device.driver(),
                device.design().sched,
                submitWq,
                timeoutWq,
                device.systemWq());
        recheck = new DelayedWork(kernel, timeoutWq, "rocket_recheck", sched::fault);
        irqAction = new ThreadedIrq.Action() {
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
        };
        // The IOMMU is the core's supplier, so its driver has requested the line first.
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
        irq.request(irqAction);
    }

    /** {@code rocket_pm_ops}. */
    private final class PowerCallbacks implements RuntimePm.Callbacks {
        /** {@code rocket_device_runtime_suspend()}: refuses while {@code rocket_job_is_idle()} says no. */
        @Override
        public int suspend() {
            if (!suspendsByUsage && sched.creditCount() > 0) {
                return -Errno.EBUSY;
            }
            npu.powerOff();
            return 0;
        }

        /** {@code rocket_device_runtime_resume()}. */
        @Override
        public void resume() {
            npu.powerOn(iommuGroup);
        }
    }

    /**
     * The suspend timer expires if it is due, and {@code pm_wq} carries out the suspend that is queued. Returns whether
     * there was something to do.
     */
    public boolean autosuspend() {
        return pm.fireDueTimer() | pm.runWork();
    }

    /** Lets the timers of the timeout workqueue expire whose time has come. Returns whether one did. */
    public boolean fireDueTimers() {
        return sched.timeoutWork().fireIfDue() | recheck.fireIfDue();
    }

    /** How long it is until the next of these timers expires, in nanoseconds. {@link DelayedWork#NEVER} if none runs. */
    public long nextTimeout() {
        return Math.min(sched.timeoutWork().left(), recheck.left());
    }

    /**
     * {@code rocket_core_fini()}, and the end of {@code remove}, which frees the interrupt. The hardware is left as it is.
     */
    void fini(Design design) {
        if (design.cancelsOnRemove) {
            sched.disableTimeout();
            irq.disable();
        }
        sched.fini();
        timeoutWq.cancelSync(recheck);
        timeoutWq.destroy();
        design.attachment.remove(this);
        if (ownerFence != null) {
            ownerFence.put();
            ownerFence = null;
        }
        if (!design.cancelsOnRemove) {
            irq.disable();
        }
    }

    long fenceContext() {
        return FENCE_CONTEXTS + index;
    }

    long nextSeqno() {
        return ++emitSeqno;
    }

    // --- ghost ---

    @Override
    public boolean isTaskInFlight() {
        return !slot.isEmpty() || sched.creditCount() > 0;
    }

    @Override
    public boolean isPowerIdle() {
        return pm.isIdle();
    }

    @Override
    public boolean isCompletionComing() {
        return npu.running() != null || irq.isAsserted() || irq.isThreadWoken();
    }

    @Ghost
    void nameDetacher() {
        hasDetacher = true;
    }

    /** Called when all contexts are idle, before the objects name what they hold. */
    @Ghost
    void forgetDetacher() {
        hasDetacher = false;
    }

    /** Called when all contexts are idle: the references that the core owns. */
    @Ghost
    void nameHeld() {
        KernelObject.holds(boundDomain);
        KernelObject.holds(resetFence);
        KernelObject.holds(ownerFence);
        KernelObject.holds(slot.heldFence());
    }

    /**
     * Called when all contexts are idle. A domain stays attached while a task is in flight, or if the design keeps it
     * bound. Otherwise an inference that is alive must detach it.
     */
    @Ghost
    boolean isDomainLeaked() {
        return iommuGroup.domain() != IommuDomain.DEFAULT && boundDomain == null && !hasDetacher && !isTaskInFlight();
    }

    // --- pre-patch ---

    void atomicSetResetPending(int value) {
        RESET_PENDING.setOpaque(this, value);
    }

    boolean atomicReadResetPending() {
        return (int) RESET_PENDING.getOpaque(this) != 0;
    }

    // --- fixes ---

    /** A reset begins. Every task that asks from now on waits for its end. */
    void beginReset() {
        DmaFence fence = new DmaFence(kernel);
        fence.init(new SpinLock(kernel), RESET_CONTEXT - index, 1);
        fence.audited();
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

    /** The fence that signals when the reset in progress is over, with a reference. Null if there is no reset. */
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

    /** Re-initialises this in place. No context may run. */
    void init() {
        pm.init();
        npu.init();
        iommuGroup.init();
        irq.init();
        sched.init();
        recheck.init();
        fenceLock.init();
        jobLock.init();
        resetLock.init();
        if (queue != null) {
            queue.init();
        }
        emitSeqno = 0;
        slot.init();
        RESET_PENDING.set(this, 0);
        resetFence = null;
        boundDomain = null;
        ownerFence = null;
    }

    // VarHandle mechanics
    private static final VarHandle RESET_PENDING = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "resetPending", VarHandle.class, RocketCore.class, int.class);
}
