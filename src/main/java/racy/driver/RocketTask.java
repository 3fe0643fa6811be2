// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.kernel.Kernel;
import racy.npu.NpuProgram;
import racy.sched.SchedJob;

/**
 * What the scheduler schedules. Under the patch {@code struct rocket_task}, with one program; before it the whole
 * inference ({@code struct rocket_job} had the {@code drm_sched_job}), with all of them.
 *
 * <p>Lives in its inference's memory: freed with it, by the last put.
 */
public final class RocketTask extends SchedJob implements JudgedTask {
    private final RocketJob job;
    private final NpuProgram[] programs;
    private final int regcmdCount;
    /** {@code next_task_idx}: guarded by job_lock; pre-patch only. */
    private int nextProgram;

    /** Plain, as in the patch: what publishes it is the question. */
    private RocketFence doneFence;

    private long startedNanos;

    private int claims;
    private RocketFence fenceMemory;

    RocketTask(Kernel kernel, RocketJob job, int regcmdCount, NpuProgram... programs) {
        super(kernel);
        this.job = job;
        this.regcmdCount = regcmdCount;
        this.programs = programs;
    }

    /** {@code task->job}. */
    public RocketJob job() {
        touch("task->job loaded");
        return job;
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

    // --- done_fence ---

    /** {@code task->done_fence}: a plain load. */
    public RocketFence doneFence() {
        touch("task->done_fence loaded");
        return doneFence;
    }

    /** {@code task->done_fence = fence}: a plain store; the task's reference to an older one is dropped. */
    public void setDoneFence(RocketFence fence) {
        if (doneFence != null) {
            doneFence.put();
        }
        doneFence = fence;
    }

    /** The last put drops the reference; the pointer stays in the memory that is freed next. */
    void dropDoneFence() {
        if (doneFence != null) {
            doneFence.put();
        }
    }

    /** Memory for {@code rocket_fence_create()}: the task's own, unless a fence still lives there. */
    RocketFence fenceMemory() {
        if (fenceMemory == null || fenceMemory.references() > 0) {
            fenceMemory = new RocketFence(kernel, this);
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
    @Override
    public boolean isFinishedByHardware() {
        for (NpuProgram program : programs) {
            if (!program.isFinished()) {
                return false;
            }
        }
        return true;
    }

    /** Ghost: it ran on the hardware and did not complete before its timeout. */
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

    /** What the hardware will do with the task's last program; before it is submitted. */
    public void setBehaviour(NpuProgram.Behaviour behaviour) {
        programs[programs.length - 1].setBehaviour(behaviour);
    }

    // --- when it started ---

    /** Released so that whoever sees it sees done_fence. */
    void storeReleaseStartedNanos(long nanos) {
        STARTED_NANOS.setRelease(this, nanos);
    }

    /** When run_job had started it, in the kernel clock's nanoseconds; 0 if it has not. */
    public long loadAcquireStartedNanos() {
        return (long) STARTED_NANOS.getAcquire(this);
    }

    // --- ghost: who owns it ---

    @Override
    public int countClaim() {
        int old;
        do {
            old = (int) CLAIMS.getOpaque(this);
        } while (!CLAIMS.weakCompareAndSetPlain(this, old, old + 1));
        return old;
    }

    /** For reuse in place, with no context running: as allocated and zeroed. */
    void init() {
        reuse();
        nextProgram = 0;
        doneFence = null;
        if (fenceMemory != null) {
            fenceMemory.forget();
        }
        STARTED_NANOS.set(this, 0L);
        CLAIMS.set(this, 0);
        for (NpuProgram program : programs) {
            program.init();
        }
    }

    /** {@code kvfree()} of the array it lives in. */
    void free() {
        free(kernel, "rocket_task");
    }

    // VarHandle mechanics
    private static final VarHandle STARTED_NANOS = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "startedNanos", VarHandle.class, RocketTask.class, long.class);
    private static final VarHandle CLAIMS = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "claims", VarHandle.class, RocketTask.class, int.class);
}
