// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static racy.review.Level.CLASS;
import static racy.review.Level.IDEA;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.kernel.Kernel;
import racy.kernel.OrderedWorkqueue;
import racy.kernel.Work;
import racy.review.Probe;

/** The two fields of {@link CancelledStress}. Reset sets the first one and then exchanges the second one. */
@Probe(question = "atomics", variant = "", violation = "LOST_TASK", level = IDEA)
public abstract class CancelledFields {
    static final Object TASK = new Object();

    int cancelled;
    Object slot;

    final int xchg() {
        return SLOT.getAndSet(this, null) == null ? 0 : 1;
    }

    /** What {@code run_job} does with the two fields on a real ordered workqueue: read the flag, then publish. */
    @Probe(level = CLASS)
    public abstract static class OnWorkqueue extends CancelledFields {
        final OrderedWorkqueue submitWq = new OrderedWorkqueue(new Kernel(), "submit");
        final Work runJobWork = new Work("run_job_work", this::runJob);
        int published;

        OnWorkqueue() {
            submitWq.queue(runJobWork);
        }

        private void runJob() {
            if ((int) CANCELLED.getOpaque(this) == 0) {
                published++;
                SLOT.setOpaque(this, TASK);
            }
        }
    }

    // VarHandle mechanics
    static final VarHandle CANCELLED = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "cancelled", VarHandle.class, CancelledFields.class, int.class);
    static final VarHandle SLOT = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "slot", VarHandle.class, CancelledFields.class, Object.class);
}
