// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.kernel.Errno;
import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.kernel.Violation;
import racy.kernel.Violations;
import racy.sched.SchedEntity;

/**
 * Compares what the driver claims with what the hardware did. This is ghost code: it touches nothing that a driver
 * could notice. On the clean path it orders nothing. What it reads there may be old on a machine with weak memory, so it
 * takes a {@link Violations#secondLook() second look} before it reports. That one reads the truth at the moment of the
 * claim or later, so what it reports did happen.
 *
 * <p>The judge knows a unit of work, its inference and its core only through {@link JudgedTask}, {@link JudgedJob} and
 * {@link JudgedCore}. So it can judge any driver whose classes implement these interfaces.
 */
@Ghost
public final class DriverJudge {
    private final Kernel kernel;

    public DriverJudge(Kernel kernel) {
        this.kernel = kernel;
    }

    /** A context now owns {@code task}. */
    public void claimed(JudgedTask task) {
        kernel.violations.looked(Violation.DOUBLE_CLAIM);
        if (task.countClaim() > 0) {
            kernel.violations.report(Violation.DOUBLE_CLAIM, "two contexts claimed one task");
        }
    }

    /** GO was written for a task of {@code job}. */
    public void started(JudgedJob job) {
        kernel.violations.looked(Violation.EARLY_START);
        if (job.hasInputPending() && Violations.secondLook() && job.hasInputPending()) {
            kernel.violations.report(Violation.EARLY_START, "GO before an input's fence was signalled");
        }
        kernel.violations.looked(Violation.DMA_HAZARD);
        if (job.isOutputBeingRead() && Violations.secondLook() && job.isOutputBeingRead()) {
            kernel.violations.report(Violation.DMA_HAZARD, "GO while an earlier inference reads an output buffer");
        }
    }

    /** {@code iommu_attach_group()} answered {@code error} to {@code job}. */
    public void attached(JudgedJob job, int error) {
        kernel.violations.looked(Violation.ATTACH_BUSY);
        if (error == -Errno.EBUSY && !job.isGuilty() && Violations.secondLook() && !job.isGuilty()) {
            kernel.violations.report(Violation.ATTACH_BUSY, "iommu_attach_group() answered -EBUSY");
        }
    }

    /** {@code task}'s done fence was signalled as success just now. */
    public void signalled(JudgedTask task) {
        kernel.violations.looked(Violation.PREMATURE_SIGNAL);
        if (!task.isFinishedByHardware() && Violations.secondLook() && !task.isFinishedByHardware()) {
            kernel.violations.report(Violation.PREMATURE_SIGNAL, "done_fence signalled, hardware not finished");
        }
    }

    /** A reset is about to restart the scheduler; {@code bad} is the task that it was called with. */
    public void restarting(JudgedTask bad) {
        bad.judgedJob().noteRestart();
    }

    /** {@code run_job} has found that {@code job} is not cancelled. */
    public void passedCheck(JudgedJob job) {
        kernel.violations.looked(Violation.CANCELLED_STARTED);
        if (job.isCancelledBeforeRestart()) {
            kernel.violations.report(Violation.CANCELLED_STARTED, "run_job goes on with a cancelled inference");
        }
    }

    /** The driver is about to look whether {@code task} hangs. What the hardware finishes later, it cannot know. */
    public void looking(JudgedTask task) {
        task.noteLastLook();
    }

    /** {@code task}'s finished fence is about to say {@code error}. */
    public void finishing(JudgedTask task, int error) {
        JudgedJob job = task.judgedJob();
        if (error == 0) {
            kernel.violations.looked(Violation.SILENT_PARTIAL_SUCCESS);
            if (task.isLastOfInference()
                    && job.isEarlierTaskUnfinished()
                    && Violations.secondLook()
                    && job.isEarlierTaskUnfinished()) {
                kernel.violations.report(
                        Violation.SILENT_PARTIAL_SUCCESS, "completion fence says success, a task never ran");
            }
        } else if (error == -Errno.ECANCELED) {
            kernel.violations.looked(Violation.COMPLETED_CANCELLED);
            kernel.violations.looked(Violation.INNOCENT_KILLED);
            if (task.isFinishedByHardware()) {
                reportCancelled(task);
            } else if (isInnocent(job) && Violations.secondLook()) {
                if (task.isFinishedByHardware()) {
                    reportCancelled(task);
                } else if (isInnocent(job)) {
                    kernel.violations.report(Violation.INNOCENT_KILLED, "-ECANCELED to an inference that did not hang");
                }
            }
        }
    }

    private static boolean isInnocent(JudgedJob job) {
        return !job.isGuilty() && !job.isFailedByError();
    }

    /** No driver can know a completion that comes after its last look. */
    private void reportCancelled(JudgedTask task) {
        if (!task.isFinishedSinceLastLook()) {
            kernel.violations.report(Violation.COMPLETED_CANCELLED, "hardware finished, fence says -ECANCELED");
        }
    }

    /**
     * Called when all contexts are idle and no core has a task. A client that still has queued tasks waits for ever.
     */
    public void audit(SchedEntity client) {
        kernel.violations.looked(Violation.DEADLOCK);
        if (client.queued() > 0) {
            kernel.violations.report(Violation.DEADLOCK, "tasks are queued and nobody will run them");
        }
    }

    /** Called when all contexts are idle. */
    public void audit(JudgedTask task) {
        if (task.isOverwrittenUnclaimed()) {
            kernel.violations.report(Violation.SLOT_OVERWRITTEN, "the slot was written over an unclaimed task");
        }
    }

    /** Called when all contexts are idle. Nothing but a timeout will change {@code core} any more. */
    public void audit(JudgedCore core) {
        kernel.violations.looked(Violation.PM_LEAK);
        kernel.violations.looked(Violation.LOST_TASK);
        boolean inFlight = core.isTaskInFlight();
        if (!inFlight && !core.isPowerIdle()) {
            kernel.violations.report(
                    Violation.PM_LEAK, "all is idle, but runtime PM is held or was never told to suspend");
        }
        if (inFlight && !core.isCompletionComing()) {
            kernel.violations.report(Violation.LOST_TASK, "a task is in flight and nothing will complete it");
        }
    }
}
