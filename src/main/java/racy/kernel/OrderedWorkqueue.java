// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * {@code alloc_ordered_workqueue()} ({@code kernel/workqueue.c}): items run one at a time, in queue order. Queuing a
 * pending item is a no-op; a running item may be queued again. Whoever plays the worker calls {@link #runNext()};
 * only one context does.
 */
public final class OrderedWorkqueue {
    private final String name;
    private final Preemption preemption;
    private final SpinLock lock;

    // Guarded by lock.
    private Work head;
    private Work tail;

    /** Set under the lock so that a canceller finds the item either pending or running; cleared by the worker alone. */
    private Work running;

    public OrderedWorkqueue(Kernel kernel, String name) {
        this.name = name;
        preemption = kernel.preemption;
        lock = new SpinLock(kernel);
    }

    /** {@code queue_work()}. Returns false if the item was pending already, or is being cancelled. */
    public boolean queue(Work work) {
        lock.lock();
        try {
            if (work.pending || work.disabled > 0) {
                return false;
            }
            work.pending = true;
            work.next = null;
            if (tail == null) {
                head = work;
            } else {
                tail.next = work;
            }
            tail = work;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The worker's step: takes the first item and runs it in the calling context.
     *
     * @return false if nothing was queued
     */
    public boolean runNext() {
        Work work;
        lock.lock();
        try {
            work = head;
            if (work == null) {
                return false;
            }
            unlink(null, work);
            // Not pending any more before it runs, so that it can be queued again while it does.
            work.pending = false;
            RUNNING.setOpaque(this, work);
        } finally {
            lock.unlock();
        }
        try {
            work.run();
        } finally {
            // Whoever waits for the item sees all that it did.
            RUNNING.setRelease(this, null);
        }
        return true;
    }

    /** Runs items until the queue is empty; returns how many ran. */
    public int runAll() {
        int count = 0;
        while (runNext()) {
            count++;
        }
        return count;
    }

    /**
     * {@code cancel_work_sync()}: dequeues the item if it is pending and waits until a running instance returns. An item
     * that queues itself again meanwhile is refused; one queued by somebody else after this returns is not.
     *
     * @return true if the item was pending
     */
    public boolean cancelSync(Work work) {
        boolean wasPending;
        lock.lock();
        try {
            wasPending = dequeue(work);
            work.disabled++;
        } finally {
            lock.unlock();
        }
        int round = 0;
        while ((Work) RUNNING.getAcquire(this) == work) {
            preemption.cpuRelax(round++);
        }
        lock.lock();
        work.disabled--;
        lock.unlock();
        return wasPending;
    }

    /**
     * {@code cancel_work()}: dequeues the item if it is pending; a running instance is left alone.
     *
     * @return true if the item was pending
     */
    public boolean cancel(Work work) {
        lock.lock();
        try {
            return dequeue(work);
        } finally {
            lock.unlock();
        }
    }

    private boolean dequeue(Work work) {
        if (!work.pending) {
            return false;
        }
        Work before = null;
        for (Work item = head; item != work; item = item.next) {
            before = item;
        }
        unlink(before, work);
        work.pending = false;
        return true;
    }

    /** {@code flush_workqueue()}: waits, in a context that is not the worker, until nothing is queued or running. */
    public void flush() {
        int round = 0;
        while (!isIdle()) {
            preemption.cpuRelax(round++);
        }
    }

    public boolean isPending(Work work) {
        lock.lock();
        try {
            return work.pending;
        } finally {
            lock.unlock();
        }
    }

    public boolean isIdle() {
        lock.lock();
        try {
            return head == null && (Work) RUNNING.getAcquire(this) == null;
        } finally {
            lock.unlock();
        }
    }

    /** For reuse in place, with no context running. */
    public void init() {
        while (head != null) {
            Work work = head;
            unlink(null, work);
            work.init();
        }
        RUNNING.set(this, null);
    }

    private void unlink(Work before, Work work) {
        if (before == null) {
            head = work.next;
        } else {
            before.next = work.next;
        }
        if (tail == work) {
            tail = before;
        }
        work.next = null;
    }

    @Override
    public String toString() {
        return name;
    }

    // VarHandle mechanics
    private static final VarHandle RUNNING;

    static {
        try {
            RUNNING = MethodHandles.lookup().findVarHandle(OrderedWorkqueue.class, "running", Work.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
