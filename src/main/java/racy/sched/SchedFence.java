// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import racy.fence.DmaFence;
import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.kernel.SpinLock;

/**
 * {@code struct drm_sched_fence}: a job's two fences and its hardware fence. {@code finished} holds {@code scheduled},
 * which holds {@code parent}; so whoever references {@code finished} may look at all three after the job was freed. The
 * memory is the job's here: whoever makes the job a new one must know that nobody does.
 */
public final class SchedFence {
    /** One of the two; knows which job's it is ({@code to_drm_sched_fence()}). */
    static class Part extends DmaFence {
        final SchedFence owner;

        Part(Kernel kernel, SchedFence owner) {
            super(kernel);
            this.owner = owner;
        }
    }

    private final SpinLock lock;
    /** Signalled when the job was handed to the hardware. */
    public final DmaFence scheduled;
    /** Signalled when the job is done, with its error. */
    public final DmaFence finished;

    GpuScheduler scheduler;
    /** The hardware fence; plain: written by run_job's worker, and by stop with that worker cancelled. */
    DmaFence parent;
    /** Whether arm has published the fences. */
    private boolean initialised;

    SchedFence(Kernel kernel) {
        lock = new SpinLock(kernel);
        scheduled = new Part(kernel, this) {
            @Override
            protected void release() {
                dropParent();
            }
        };
        // Holds the reference to the other one that init() took: who has finished may use scheduled.
        finished = new Part(kernel, this) {
            @Override
            protected void release() {
                scheduled.put();
            }
        };
    }

    /** {@code drm_sched_fence_alloc()}: not usable until armed. */
    void alloc() {
        initialised = false;
        parent = null;
        scheduler = null;
    }

    /** Forgets what the memory held, with no context running: as allocated and zeroed. */
    void forget() {
        alloc();
        scheduled.forget();
        finished.forget();
    }

    /** {@code drm_sched_fence_init()}. */
    void init(SchedEntity entity, GpuScheduler target) {
        scheduler = target;
        lock.init();
        long seqno = entity.nextSeqno();
        scheduled.init(lock, entity.fenceContext(), seqno);
        finished.init(lock, entity.fenceContext() + 1, seqno);
        initialised = true;
    }

    boolean isInitialised() {
        return initialised;
    }

    /** {@code drm_sched_fence_scheduled()}: remembers the hardware fence, with a reference, and signals. */
    void scheduled(DmaFence hardware) {
        if (!ErrPtr.isErrOrNull(hardware)) {
            parent = hardware.get();
        }
        scheduled.signal();
    }

    /** {@code drm_sched_fence_finished()}: an error set earlier stays if {@code result} is 0. */
    void finished(int result) {
        if (result != 0) {
            finished.setError(result);
        }
        finished.signal();
    }

    /** The hardware fence, or null; for whoever may look, see the class of the field. */
    public DmaFence parent() {
        return parent;
    }

    void dropParent() {
        if (parent != null) {
            parent.put();
            parent = null;
        }
    }

    /** Whether the job that {@code finished} belongs to was handed to the hardware; false for a foreign fence. */
    public static boolean isScheduled(DmaFence finished) {
        SchedFence fence = of(finished);
        return fence != null && fence.scheduled.isSignaled();
    }

    /**
     * Ghost: whether {@code fence} is signalled or, if it is a job's {@code finished}, the job's hardware fence is. Touches
     * nothing.
     */
    @Ghost
    public static boolean isHardwareDone(DmaFence fence) {
        if (fence.peekSignaled()) {
            return true;
        }
        SchedFence owner = of(fence);
        DmaFence hardware = owner == null ? null : owner.parent;
        return hardware != null && hardware.peekSignaled();
    }

    /** {@code to_drm_sched_fence()}: the scheduler fence that {@code fence} is part of, or null. */
    static SchedFence of(DmaFence fence) {
        return fence instanceof Part part ? part.owner : null;
    }
}
