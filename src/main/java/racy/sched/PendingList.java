// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import racy.kernel.Violation;
import racy.kernel.Violations;

/** {@code sched->pending_list}: a doubly-linked list, with its links in the jobs. The scheduler guards it. */
final class PendingList {
    private final Violations violations;
    private SchedJob first;
    private SchedJob last;

    PendingList(Violations violations) {
        this.violations = violations;
    }

    SchedJob first() {
        return first;
    }

    SchedJob last() {
        return last;
    }

    /** {@code list_add_tail()}. */
    void addLast(SchedJob job) {
        if (isAddedTwice(job)) {
            return;
        }
        job.listed = true;
        job.previous = last;
        job.next = null;
        if (last == null) {
            first = job;
        } else {
            last.next = job;
        }
        last = job;
    }

    /** {@code list_add()}. */
    void addFirst(SchedJob job) {
        if (isAddedTwice(job)) {
            return;
        }
        job.listed = true;
        job.next = first;
        job.previous = null;
        if (first == null) {
            last = job;
        } else {
            first.previous = job;
        }
        first = job;
    }

    /** The links of the kernel's list would run in a circle. Here the job stays where it is. */
    private boolean isAddedTwice(SchedJob job) {
        if (job.listed) {
            violations.report(Violation.LIST_CORRUPTED, "job added to the pending list twice");
        }
        return job.listed;
    }

    /** {@code list_del_init()}: does nothing for a job that is on no list. */
    void remove(SchedJob job) {
        if (!job.listed) {
            return;
        }
        job.listed = false;
        if (job.previous == null) {
            first = job.next;
        } else {
            job.previous.next = job.next;
        }
        if (job.next == null) {
            last = job.previous;
        } else {
            job.next.previous = job.previous;
        }
        job.previous = null;
        job.next = null;
    }

    void init() {
        first = null;
        last = null;
    }
}
