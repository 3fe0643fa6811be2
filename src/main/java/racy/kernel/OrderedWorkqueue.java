// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
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
    /** Also guards the timers of the {@link DelayedWork}s of this queue. */
    final SpinLock lock;

    // Guarded by lock.
    private Work head;
    private Work tail;
    private long tickets;
    private long runningTicket;

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
            return queueLocked(work);
        } finally {
            lock.unlock();
        }
    }

    /** {@code __queue_work()}. */
    boolean queueLocked(Work work) {
        if (work.pending || work.disabled > 0) {
            return false;
        }
        work.pending = true;
        work.ticket = ++tickets;
        work.next = null;
        if (tail == null) {
            head = work;
        } else {
            tail.next = work;
        }
        tail = work;
        return true;
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
            runningTicket = work.ticket;
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
     * {@code cancel_work()}, {@code cancel_delayed_work()}: dequeues the item and stops its timer; a running instance is
     * left alone.
     *
     * @return true if the item was pending
     */
    public boolean cancel(Work work) {
        lock.lock();
        try {
            return grabLocked(work);
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@code cancel_work_sync()}, {@code cancel_delayed_work_sync()}: dequeues the item if it is pending and waits until
     * a running instance returns. Whoever queues the item before this returns, itself included, is refused. Never call it
     * from the item.
     *
     * @return true if the item was pending
     */
    public boolean cancelSync(Work work) {
        boolean wasPending;
        lock.lock();
        try {
            wasPending = grabLocked(work);
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

    /** {@code work_grab_pending()}: the item is neither queued nor waited for by a timer any more. */
    boolean grabLocked(Work work) {
        boolean timed = work.disarm();
        if (!work.pending) {
            return timed;
        }
        Work before = null;
        for (Work item = head; item != work; item = item.next) {
            before = item;
        }
        unlink(before, work);
        work.pending = false;
        return true;
    }

    /**
     * {@code flush_workqueue()}: waits, in a context that is not the worker, until all that was queued before the call
     * has run or was cancelled. Does not wait for what is queued later, so an item that queues itself again is no trap.
     */
    public void flush() {
        lock.lock();
        long last = tickets;
        lock.unlock();
        int round = 0;
        while (!isPast(last)) {
            preemption.cpuRelax(round++);
        }
    }

    private boolean isPast(long ticket) {
        lock.lock();
        try {
            // In queue order: the head is the oldest that waits.
            return (head == null || head.ticket > ticket)
                    && ((Work) RUNNING.getAcquire(this) == null || runningTicket > ticket);
        } finally {
            lock.unlock();
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
    private static final VarHandle RUNNING = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "running", VarHandle.class, OrderedWorkqueue.class, Work.class);
}
