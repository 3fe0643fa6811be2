// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.kernel.Ghost;
import racy.kernel.Violation;
import racy.kernel.Violations;

/** {@code sched->pending_list}: a doubly-linked list, with its links in the jobs. The scheduler guards it. */
final class PendingList {
    private final Violations violations;
    private SchedJob first;
    private SchedJob last;

    /** A context is changing the links. */
    @Ghost
    private boolean changing;

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
        beginChange();
        if (isNew(job)) {
            linkLast(job);
        }
        endChange();
    }

    private void linkLast(SchedJob job) {
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
        beginChange();
        if (isNew(job)) {
            linkFirst(job);
        }
        endChange();
    }

    private void linkFirst(SchedJob job) {
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

    /** If it is not, the links of the kernel's list would run in a circle. Here the job stays where it is. */
    private boolean isNew(SchedJob job) {
        if (job.listed) {
            violations.report(Violation.LIST_CORRUPTED, "job added to the pending list twice");
        }
        return !job.listed;
    }

    /** {@code list_del_init()}: does nothing for a job that is on no list. */
    void remove(SchedJob job) {
        beginChange();
        if (job.listed) {
            unlink(job);
        }
        endChange();
    }

    private void unlink(SchedJob job) {
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
        CHANGING.setOpaque(this, false);
    }

    // --- ghost ---

    /** Two contexts in here at once corrupt the links. Nothing but the lock orders one behind the other. */
    @Ghost
    private void beginChange() {
        if ((boolean) CHANGING.getOpaque(this)) {
            violations.report(Violation.LIST_CORRUPTED, "two contexts change the pending list at once");
        }
        CHANGING.setOpaque(this, true);
    }

    @Ghost
    private void endChange() {
        CHANGING.setOpaque(this, false);
    }

    // VarHandle mechanics
    private static final VarHandle CHANGING = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "changing", VarHandle.class, PendingList.class, boolean.class);
}
