// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.kernel.Errno;
import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.kernel.Violation;
import racy.sched.SchedEntity;

/**
 * Compares what the driver claims with what the hardware did. This is ghost code: it touches nothing that a driver
 * could notice, and it orders nothing. Each check reads the truth at the moment of the claim or later, so what it
 * reports did happen.
 *
 * The judge knows a unit of work, its inference and its core only through {@link JudgedTask}, {@link JudgedJob} and
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
        if (task.countClaim() > 0) {
            kernel.violations.report(Violation.DOUBLE_CLAIM, "two contexts claimed one task");
        }
    }

    /** GO was written for a task of {@code job}. */
    public void started(JudgedJob job) {
        if (job.hasInputPending()) {
            kernel.violations.report(Violation.EARLY_START, "GO before an input's fence was signalled");
        }
    }

    /** {@code iommu_attach_group()} answered {@code error} to {@code job}. */
    public void attached(JudgedJob job, int error) {
        if (error == -Errno.EBUSY && !job.isGuilty()) {
            kernel.violations.report(Violation.ATTACH_BUSY, "iommu_attach_group() answered -EBUSY");
        }
    }

    /** {@code task}'s done fence was signalled as success just now. */
    public void signalled(JudgedTask task) {
        if (!task.isFinishedByHardware()) {
            kernel.violations.report(Violation.PREMATURE_SIGNAL, "done_fence signalled, hardware not finished");
        }
    }

    /** {@code task}'s finished fence is about to say {@code error}. */
    public void finishing(JudgedTask task, int error) {
        JudgedJob job = task.judgedJob();
        if (error == 0) {
            if (task.isLastOfInference() && job.isEarlierTaskUnfinished()) {
                kernel.violations.report(
                        Violation.SILENT_PARTIAL_SUCCESS, "completion fence says success, a task never ran");
            }
        } else if (error == -Errno.ECANCELED) {
            if (task.isFinishedByHardware()) {
                kernel.violations.report(Violation.COMPLETED_CANCELLED, "hardware finished, fence says -ECANCELED");
            } else if (!job.isGuilty() && !job.isFailedByError()) {
                kernel.violations.report(Violation.INNOCENT_KILLED, "-ECANCELED to an inference that did not hang");
            }
        }
    }

    /**
     * Called when all contexts are idle and no core has a task. A client that still has queued tasks waits for ever.
     */
    public void audit(SchedEntity client) {
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
