// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.kernel.Kernel;

/**
 * {@code struct spsc_queue}: one producer (the submitter, serialised by the driver) and one consumer (the submit
 * workqueue). The kernel orders them by the full barrier of {@code xchg} and by an address dependency. Java has no
 * address dependencies, so the links are released and acquired.
 */
final class JobQueue {
    private final Kernel kernel;
    private final boolean tailBeforeCount;
    private SchedJob head;
    private SchedJob tail;
    private int count;

    JobQueue(Kernel kernel, SchedOrders orders) {
        this.kernel = kernel;
        tailBeforeCount = orders.tailBeforeCount();
    }

    /**
     * {@code spsc_queue_push()}: returns whether the queue was empty. The count is raised first. Otherwise the consumer
     * may take the count for zero and stop looking, while this says that somebody looks already.
     */
    boolean push(SchedJob job) {
        QUEUE_NEXT.set(job, null);
        job.setQueued(true);
        if (tailBeforeCount) {
            boolean first = append(job);
            kernel.preemption.at(SchedWindow.MUTANT_PUSH_LINKED);
            COUNT.getAndAdd(this, 1);
            return first;
        }
        COUNT.getAndAdd(this, 1);
        kernel.preemption.at(SchedWindow.PUSH_COUNTED);
        return append(job);
    }

    private boolean append(SchedJob job) {
        SchedJob last = (SchedJob) TAIL.getAndSet(this, job);
        if (last == null) {
            HEAD.setRelease(this, job);
            return true;
        }
        QUEUE_NEXT.setRelease(last, job);
        return false;
    }

    SchedJob peek() {
        return (SchedJob) HEAD.getAcquire(this);
    }

    /**
     * {@code spsc_queue_pop()}: null if the queue is empty. With two consumers, against the contract, both may take the
     * last job. The slower one then waits for a link that no push will make.
     */
    SchedJob pop() {
        SchedJob job = (SchedJob) HEAD.getAcquire(this);
        if (job == null) {
            return null;
        }
        SchedJob next = (SchedJob) QUEUE_NEXT.getAcquire(job);
        kernel.preemption.at(SchedWindow.POP_NEXT_SEEN);
        HEAD.setOpaque(this, next);
        if (next == null) {
            popLast(job);
        }
        COUNT.getAndAdd(this, -1);
        job.setQueued(false);
        return job;
    }

    private void popLast(SchedJob job) {
        SchedJob last = (SchedJob) TAIL.compareAndExchange(this, job, null);
        if (last == null) {
            kernel.waitsForEver("waits for the next job of a queue that another context has emptied");
        } else if (last != job) {
            // A push has exchanged the tail and has not linked its job yet.
            kernel.preemption.await(() -> (SchedJob) QUEUE_NEXT.getAcquire(job) != null);
            HEAD.setOpaque(this, (SchedJob) QUEUE_NEXT.getAcquire(job));
        }
    }

    int count() {
        return (int) COUNT.getOpaque(this);
    }

    void init() {
        HEAD.set(this, null);
        TAIL.set(this, null);
        COUNT.set(this, 0);
    }

    // VarHandle mechanics
    private static final VarHandle HEAD = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "head", VarHandle.class, JobQueue.class, SchedJob.class);
    private static final VarHandle TAIL = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "tail", VarHandle.class, JobQueue.class, SchedJob.class);
    private static final VarHandle COUNT = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "count", VarHandle.class, JobQueue.class, int.class);
    private static final VarHandle QUEUE_NEXT = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "queueNext", VarHandle.class, SchedJob.class, SchedJob.class);
}
