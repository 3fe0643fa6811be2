// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import racy.fence.DmaFence;
import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.kernel.SpinLock;

/**
 * {@code struct drm_sched_fence}: a job's two fences and its hardware fence. {@code finished} holds a reference to
 * {@code scheduled}, which holds one to {@code parent}. So a context with a reference to {@code finished} may read all
 * three after the job was freed. In the model the memory is the job's. Code that makes the job a new one must know that
 * no such context is left.
 */
public final class SchedFence {
    /** One of the two fences. It knows its job ({@code to_drm_sched_fence()}). */
    static class Part extends DmaFence {
        final SchedFence owner;

        Part(Kernel kernel, SchedFence owner) {
            super(kernel);
            this.owner = owner;
        }
    }

    private final SpinLock lock;
    /** Signalled when the job was given to the hardware. */
    public final DmaFence scheduled;
    /** Signalled when the job is done, with its error. */
    public final DmaFence finished;

    GpuScheduler scheduler;
    /** The hardware fence. Plain: run_job's worker writes it, or stop while that worker is cancelled. */
    DmaFence parent;
    /** Whether arm has published the two fences. */
    private boolean initialised;

    /** The job was scheduled and there is nothing on the hardware to wait for: it was killed, or run_job failed. */
    @Ghost
    private boolean withoutHardware;

    SchedFence(Kernel kernel) {
        lock = new SpinLock(kernel, "s_fence.lock");
        scheduled = new Part(kernel, this) {
            @Override
            protected void release() {
                dropParent();
            }

            @Ghost
            @Override
            protected void nameHeld() {
                super.nameHeld();
                holds(parent);
            }
        };
        // Holds the reference to scheduled that init() took, so a context that has finished may use scheduled.
        finished = new Part(kernel, this) {
            @Override
            protected void release() {
                scheduled.put();
            }

            @Override
            protected DmaFence memory() {
                return scheduled;
            }

            @Ghost
            @Override
            protected void nameHeld() {
                super.nameHeld();
                if (initialised) {
                    holds(scheduled);
                }
            }
        };
    }

    /** {@code drm_sched_fence_alloc()}: not usable until armed. */
    void alloc() {
        initialised = false;
        parent = null;
        scheduler = null;
        noteHardware(true);
    }

    /** Forgets the contents of the memory: as allocated and zeroed. No context may run. */
    void forget() {
        alloc();
        scheduled.forget();
        scheduled.audited();
        finished.forget();
        finished.audited();
    }

    /** {@code drm_sched_fence_init()}. */
    void init(SchedEntity entity, GpuScheduler target) {
        scheduler = target;
        lock.init();
        long seqno = entity.nextSeqno();
        scheduled.init(lock, entity.fenceContext(), seqno);
        finished.init(lock, entity.fenceContext() + 1, seqno);
        scheduled.audited();
        finished.audited();
        initialised = true;
    }

    boolean isInitialised() {
        return initialised;
    }

    /**
     * {@code drm_sched_fence_scheduled()}: keeps the hardware fence, with a reference, and signals {@code scheduled}.
     */
    void scheduled(DmaFence hardware) {
        if (ErrPtr.isErrOrNull(hardware)) {
            noteHardware(false);
        } else {
            parent = hardware.get();
        }
        scheduled.signal();
    }

    @Ghost
    private void noteHardware(boolean has) {
        withoutHardware = !has;
    }

    /** {@code drm_sched_fence_finished()}: if {@code result} is 0, an error that was set earlier stays. */
    void finished(int result) {
        if (result != 0) {
            finished.setError(result);
        }
        finished.signal();
    }

    /** The hardware fence, or null. The class comment says who may read it. */
    public DmaFence parent() {
        return parent;
    }

    void dropParent() {
        if (parent != null) {
            parent.put();
            parent = null;
        }
    }

    /** Whether the job of this {@code finished} fence was given to the hardware. False for a foreign fence. */
    public static boolean isScheduled(DmaFence finished) {
        SchedFence fence = of(finished);
        return fence != null && fence.scheduled.isSignaled();
    }

    /**
     * Ghost: whether {@code fence} is signalled or, if it is the {@code finished} fence of a job, whether that job's
     * hardware fence is, or that job has none. It touches nothing.
     */
    @Ghost
    public static boolean isHardwareDone(DmaFence fence) {
        if (fence.peekSignaled()) {
            return true;
        }
        SchedFence owner = of(fence);
        if (owner == null) {
            return false;
        }
        DmaFence hardware = owner.parent;
        return owner.withoutHardware || hardware != null && hardware.peekSignaled();
    }

    /**
     * Ghost: whether somebody still has a reference to {@code fence}, and what it stands for is not done, as {@link
     * #isHardwareDone} says. The caller holds no reference.
     */
    @Ghost
    public static boolean isPending(DmaFence fence) {
        return fence.references() > 0 && !isHardwareDone(fence);
    }

    /** {@code to_drm_sched_fence()}: the scheduler fence that {@code fence} is part of, or null. */
    static SchedFence of(DmaFence fence) {
        return fence instanceof Part part ? part.owner : null;
    }
}
