// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * {@code alloc_ordered_workqueue()} ({@code kernel/workqueue.c}): items run one at a time, in queue order. Queuing a
 * pending item does nothing. A running item may be queued again. The code that plays the worker calls {@link
 * #runNext()}, from one context only.
 */
public final class OrderedWorkqueue {
    private final String name;
    private final Kernel kernel;
    private final Preemption preemption;
    /** Also guards the timers of the {@link DelayedWork}s of this queue. */
    final SpinLock lock;

    // Guarded by lock.
    private Work head;
    private Work tail;
    private long tickets;
    private long runningTicket;
    private boolean destroyed;

    /** Set under the lock, so that a canceller finds the item either pending or running. Only the worker clears it. */
    private Work running;

    public OrderedWorkqueue(Kernel kernel, String name) {
        this.name = name;
        this.kernel = kernel;
        preemption = kernel.preemption;
        lock = new SpinLock(kernel);
    }

    /** {@code queue_work()}: returns false if the item was pending already or is being cancelled. */
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
        if (destroyed) {
            kernel.violations.report(Violation.USE_AFTER_FREE, work + " queued on a destroyed workqueue");
            return false;
        }
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
            // The item is not pending any more before it runs, so that it can be queued again while it runs.
            work.pending = false;
            runningTicket = work.ticket;
            RUNNING.setOpaque(this, work);
        } finally {
            lock.unlock();
        }
        try {
            work.run();
        } finally {
            // Released, so that a context that waits for the item sees everything that it did.
            RUNNING.setRelease(this, null);
        }
        return true;
    }

    /** Runs items until the queue is empty. Returns how many ran. */
    public int runAll() {
        int count = 0;
        while (runNext()) {
            count++;
        }
        return count;
    }

    /**
     * {@code cancel_work()}, {@code cancel_delayed_work()}: dequeues the item and stops its timer. A running instance
     * is left alone.
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
     * {@code cancel_work_sync()}, {@code cancel_delayed_work_sync()}: dequeues the item if it is pending, and waits
     * until a running instance returns. Until this returns, nobody can queue the item, not even the item itself. The
     * item must not call it.
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
        preemption.await(() -> (Work) RUNNING.getAcquire(this) != work);
        lock.lock();
        work.disabled--;
        lock.unlock();
        return wasPending;
    }

    /** {@code work_grab_pending()}: afterwards the item is not queued, and no timer will queue it. */
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
     * {@code flush_workqueue()}: waits until every item that was queued before the call has run or was cancelled.
     * Called in a context that is not the worker. It does not wait for what is queued later, so an item that queues
     * itself again does not block it for ever.
     */
    public void flush() {
        lock.lock();
        long last = tickets;
        lock.unlock();
        preemption.await(() -> isPast(last));
    }

    private boolean isPast(long ticket) {
        lock.lock();
        try {
            // The queue is in order, so the head is the oldest item that waits.
            return (head == null || head.ticket > ticket)
                    && ((Work) RUNNING.getAcquire(this) == null || runningTicket > ticket);
        } finally {
            lock.unlock();
        }
    }

    /** {@code destroy_workqueue()}: waits until the queue is empty. Nobody may use it afterwards. */
    public void destroy() {
        preemption.await(this::isIdle);
        lock.lock();
        destroyed = true;
        lock.unlock();
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

    /** Re-initialises this in place. No context may run. */
    public void init() {
        while (head != null) {
            Work work = head;
            unlink(null, work);
            work.init();
        }
        lock.init();
        tickets = 0;
        runningTicket = 0;
        destroyed = false;
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
