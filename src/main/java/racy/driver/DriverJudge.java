// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.kernel.Errno;
import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.kernel.Violation;

/**
 * Compares what the driver claims with what the hardware did. Ghost code: it touches nothing that a driver could
 * notice and orders nothing. Each check looks at the truth at or after the moment of the claim it judges, so that what
 * it reports did happen.
 */
@Ghost
final class DriverJudge {
    private final Kernel kernel;

    DriverJudge(Kernel kernel) {
        this.kernel = kernel;
    }

    /** A context owns {@code task}. */
    void claimed(RocketTask task) {
        if (task.countClaim() > 0) {
            kernel.violations.report(Violation.DOUBLE_CLAIM, "two contexts claimed one task");
        }
    }

    /** GO was written for a task of {@code job}. */
    void started(RocketJob job) {
        if (job.hasInputPending()) {
            kernel.violations.report(Violation.EARLY_START, "GO before an input's fence was signalled");
        }
    }

    /** {@code iommu_attach_group()} answered {@code error} to {@code job}. */
    void attached(RocketJob job, int error) {
        if (error == -Errno.EBUSY && !job.isGuilty()) {
            kernel.violations.report(Violation.ATTACH_BUSY, "iommu_attach_group() answered -EBUSY");
        }
    }

    /** {@code task}'s done fence was signalled as success just now. */
    void signalled(RocketTask task) {
        if (!task.isFinishedByHardware()) {
            kernel.violations.report(Violation.PREMATURE_SIGNAL, "done_fence signalled, hardware not finished");
        }
    }

    /** {@code task}'s finished fence is about to say {@code error}. */
    void finishing(RocketTask task, int error) {
        RocketJob job = task.jobUnchecked();
        if (error == 0) {
            if (task == job.lastTask() && isAnyEarlierTaskUnfinished(job)) {
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

    private static boolean isAnyEarlierTaskUnfinished(RocketJob job) {
        for (int i = 0; i < job.taskCount() - 1; i++) {
            if (!job.task(i).isFinishedByHardware()) {
                return true;
            }
        }
        return false;
    }

    /** All contexts are idle and no core has a task: a client that has some queued waits for ever. */
    void audit(RocketFile file) {
        if (file.entity().queued() > 0) {
            kernel.violations.report(Violation.DEADLOCK, "tasks are queued and nobody will run them");
        }
    }

    /** A task is on the core, or lost there. */
    static boolean inFlight(RocketCore core) {
        return !core.isSlotEmpty() || core.sched.creditCount() > 0;
    }

    /** All contexts are idle: nobody will do anything about {@code core} any more, short of a timeout. */
    void audit(RocketCore core) {
        boolean inFlight = inFlight(core);
        if (!inFlight && !core.pm.isIdle()) {
            kernel.violations.report(Violation.PM_LEAK, "runtime PM held, or never told to suspend, when all is idle");
        }
        boolean nobodyComes = core.npu.running() == null && !core.irq.isAsserted() && !core.irq.isThreadWoken();
        if (inFlight && nobodyComes) {
            kernel.violations.report(Violation.LOST_TASK, "a task is in flight and nothing will complete it");
        }
    }
}
