// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

/** {@code sched->pending_list}: a doubly-linked list, with its links in the jobs. The scheduler guards it. */
final class PendingList {
    private SchedJob first;
    private SchedJob last;

    SchedJob first() {
        return first;
    }

    SchedJob last() {
        return last;
    }

    /** {@code list_add_tail()}. */
    void addLast(SchedJob job) {
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
