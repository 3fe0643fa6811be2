// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.npu.NpuProgram;
import racy.sched.SchedJob;

/**
 * What the scheduler schedules. Under the patch it is {@code struct rocket_task}, with one program. Before the patch it
 * is the whole inference, with all its programs: there {@code struct rocket_job} had the {@code drm_sched_job}.
 *
 * <p>A task lives in the memory of its inference. The last put frees both.
 */
public final class RocketTask extends SchedJob implements JudgedTask {
    private final RocketJob job;
    private final NpuProgram[] programs;
    private final int regcmdCount;
    /** {@code next_task_idx}: guarded by job_lock; pre-patch only. */
    private int nextProgram;

    /** Plain, as in the patch. The review asks what publishes it. */
    private RocketFence doneFence;

    private long startedNanos;

    @Ghost
    private int claims;

    /** The driver looked whether it hangs, and it was not finished. */
    @Ghost
    private boolean unfinishedAtLastLook;

    @Ghost
    private boolean overwritten;

    private RocketFence fenceMemory;

    /** Null unless the driver has a queue of its own. */
    private DriverQueue.Leaves leaves;

    RocketTask(Kernel kernel, RocketJob job, int regcmdCount, NpuProgram... programs) {
        super(kernel);
        this.job = job;
        this.regcmdCount = regcmdCount;
        this.programs = programs;
    }

    /** {@code task->job}. */
    public RocketJob job() {
        RocketJob loaded = job;
        touch("task->job loaded");
        return loaded;
    }

    /** Ghost. */
    @Override
    public RocketJob judgedJob() {
        return job;
    }

    @Override
    public boolean isLastOfInference() {
        return this == job.lastTask();
    }

    int regcmdCount() {
        return regcmdCount;
    }

    /** Its callback that takes it off the driver's own queue; made when first needed. */
    DriverQueue.Leaves leavesQueue() {
        if (leaves == null) {
            leaves = new DriverQueue.Leaves();
        }
        return leaves;
    }

    /** A trace point reads the task. */
    void trace() {
        touch("task read by a trace point");
    }

    /** Whether the last put of its done fence frees the fence with {@code kfree()}. */
    boolean freesFenceAtOnce() {
        return job.freesFenceAtOnce();
    }

    // --- done_fence ---

    /** {@code task->done_fence}: a plain load. */
    public RocketFence doneFence() {
        RocketFence loaded = doneFence;
        touch("task->done_fence loaded");
        return loaded;
    }

    /** {@code task->done_fence = fence}: a plain store. The task drops its reference to an older fence. */
    public void setDoneFence(RocketFence fence) {
        if (doneFence != null) {
            doneFence.put();
        }
        doneFence = fence;
    }

    /** The last put drops the reference. The pointer stays in the memory, which is freed next. */
    void dropDoneFence() {
        if (doneFence != null) {
            doneFence.put();
        }
    }

    /** Memory for {@code rocket_fence_create()}: the task's own, unless an older fence is still alive there. */
    RocketFence fenceMemory() {
        if (fenceMemory == null || fenceMemory.references() > 0) {
            fenceMemory = new RocketFence(kernel, this);
            fenceMemory.audited();
        }
        return fenceMemory;
    }

    // --- programs ---

    NpuProgram program(int index) {
        return programs[index];
    }

    NpuProgram nextProgram() {
        return programs[nextProgram++];
    }

    boolean hasNextProgram() {
        return nextProgram < programs.length;
    }

    /** Ghost. */
    @Ghost
    @Override
    public boolean isFinishedByHardware() {
        for (NpuProgram program : programs) {
            if (!program.isFinished()) {
                return false;
            }
        }
        return true;
    }

    @Ghost
    @Override
    public void noteLastLook() {
        boolean visible = true;
        for (NpuProgram program : programs) {
            visible &= program.isCompletionVisible();
        }
        unfinishedAtLastLook = !visible;
    }

    @Ghost
    @Override
    public boolean isFinishedSinceLastLook() {
        return unfinishedAtLastLook && isFinishedByHardware();
    }

    /** Ghost: it ran on the hardware and did not complete before its timeout. */
    @Ghost
    public boolean isGuilty() {
        long timeoutNanos = job.timeoutNanos();
        long now = kernel.clock.nanos();
        for (NpuProgram program : programs) {
            if (program.isGuilty(timeoutNanos, now)) {
                return true;
            }
        }
        return false;
    }

    /** Sets what the hardware will do with the task's last program. Called before the task is submitted. */
    public void setBehaviour(NpuProgram.Behaviour behaviour) {
        programs[programs.length - 1].setBehaviour(behaviour);
    }

    // --- when it started ---

    /** Released, so that a context that sees it also sees done_fence. */
    void storeReleaseStartedNanos(long nanos) {
        STARTED_NANOS.setRelease(this, nanos);
    }

    /** When {@code run_job} started it, in nanoseconds of the kernel clock. 0 if it did not. */
    public long loadAcquireStartedNanos() {
        return (long) STARTED_NANOS.getAcquire(this);
    }

    // --- ghost: who owns it ---

    @Ghost
    @Override
    public int countClaim() {
        int old;
        do {
            old = (int) CLAIMS.getOpaque(this);
        } while (!CLAIMS.weakCompareAndSetPlain(this, old, old + 1));
        return old;
    }

    /** The slot that holds it is about to be written. */
    @Ghost
    void slotWritten() {
        overwritten = true;
    }

    @Ghost
    @Override
    public boolean isOverwrittenUnclaimed() {
        return overwritten && (int) CLAIMS.getOpaque(this) == 0;
    }

    // --- ghost: what it holds ---

    @Ghost
    @Override
    protected void nameHeld() {
        super.nameHeld();
        holds(doneFence);
        if (isAwaited()) {
            holds(job);
        }
    }

    /** Re-initialises the task in place, as allocated and zeroed. No context may run. */
    void init() {
        allocated(kernel);
        forget();
        overwritten = false;
        nextProgram = 0;
        doneFence = null;
        if (fenceMemory != null) {
            fenceMemory.forget();
            fenceMemory.audited();
        }
        STARTED_NANOS.set(this, 0L);
        CLAIMS.set(this, 0);
        unfinishedAtLastLook = false;
        for (NpuProgram program : programs) {
            program.init();
        }
    }

    /** {@code kvfree()} of the array it lives in. */
    void free() {
        judgeFreed();
        free(kernel, "rocket_task");
    }

    // VarHandle mechanics
    private static final VarHandle STARTED_NANOS = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "startedNanos", VarHandle.class, RocketTask.class, long.class);
    private static final VarHandle CLAIMS = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "claims", VarHandle.class, RocketTask.class, int.class);
}
