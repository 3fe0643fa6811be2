// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * {@code alloc_ordered_workqueue()} ({@code kernel/workqueue.c}): items run one at a time, in queue order. Queuing a
 * pending item does nothing. A running item may be queued again. The code that plays the worker calls {@link
 * #runNext()}, from one context only.
 *
 * <p>As in the kernel, the pending bit is set outside the lock. A context that finds it set returns without the lock.
 * Only the barriers around the bit order that context before the run that follows.
 */
public final class OrderedWorkqueue implements Awaited {
    private final String name;
    private final Kernel kernel;
    private final Preemption preemption;
    private final PendingOrder order;
    /** {@code pool->lock}. It also guards the timers of the {@link DelayedWork}s of this queue. */
    private final SpinLock lock;

    // Guarded by lock.
    private Work head;
    private Work tail;
    private long tickets;
    private long runningTicket;
    private boolean destroyed;

    /** Set under the lock, so that a canceller finds the item either pending or running. Only the worker clears it. */
    private Work running;

    /** The id of its thread while an item runs; else 0. */
    @Ghost
    private long worker;

    public OrderedWorkqueue(Kernel kernel, String name) {
        this(kernel, name, PendingOrder.CLEARED_THEN_BARRIER);
    }

    public OrderedWorkqueue(Kernel kernel, String name, PendingOrder order) {
        this.kernel = kernel;
        this.name = name;
        this.order = order;
        preemption = kernel.preemption;
        lock = new SpinLock(kernel, name + " pool.lock");
    }

    /** {@code queue_work()}: returns false if the item was pending already or is being cancelled. */
    public boolean queue(Work work) {
        if (work.testAndSetPending()) {
            return false;
        }
        preemption.at(WorkWindow.WORK_PENDING_SET);
        lock();
        try {
            return link(work);
        } finally {
            unlock();
        }
    }

    /** {@code queue_work()} by a caller that holds the lock. */
    boolean queueLocked(Work work) {
        return !work.testAndSetPending() && link(work);
    }

    /** {@code __queue_work()}, unless the item is disabled ({@code clear_pending_if_disabled()}). */
    private boolean link(Work work) {
        if (destroyed) {
            kernel.violations.report(Violation.USE_AFTER_FREE, work + " queued on a destroyed workqueue");
            work.clearPending();
            return false;
        }
        if (work.disabled > 0) {
            work.clearPending();
            return false;
        }
        work.ticket = ++tickets;
        work.next = null;
        work.linked = true;
        if (tail == null) {
            head = work;
        } else {
            tail.next = work;
        }
        tail = work;
        return true;
    }

    void lock() {
        lock.lockIrqsave();
    }

    void unlock() {
        lock.unlockIrqrestore();
    }

    /**
     * The worker's step ({@code process_one_work()}): takes the first item and runs it in the calling context.
     *
     * @return false if nothing was queued
     */
    public boolean runNext() {
        Work work;
        lock();
        try {
            work = head;
            if (work == null) {
                return false;
            }
            unlink(null, work);
            runningTicket = work.ticket;
            RUNNING.setOpaque(this, work);
            // The item is not pending any more before it runs, so that it can be queued again while it runs.
            if (order == PendingOrder.CLEARED_THEN_BARRIER) {
                work.clearPending();
            } else if (order == PendingOrder.CLEARED_WITHOUT_BARRIER) {
                work.clearPendingWithoutBarrier();
            }
        } finally {
            unlock();
        }
        workedBy(Thread.currentThread().getId());
        try {
            work.run();
        } finally {
            if (order == PendingOrder.CLEARED_AFTER_RUN) {
                preemption.at(WorkWindow.MUTANT_WORK_RAN);
                work.clearPending();
            }
            workedBy(0);
            // Released, so that a context that waits for the item sees everything that it did.
            RUNNING.setRelease(this, null);
        }
        return true;
    }

    @Ghost
    private void workedBy(long thread) {
        worker = thread;
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
        lockToGrab(work);
        try {
            return grabLocked(work);
        } finally {
            unlock();
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
        boolean wasPending = disableSync(work);
        lock();
        work.disabled--;
        unlock();
        return wasPending;
    }

    /**
     * {@code disable_work_sync()}, {@code disable_delayed_work_sync()}: the same as {@link #cancelSync}, and afterwards
     * nobody can queue the item either.
     *
     * @return true if the item was pending
     */
    public boolean disableSync(Work work) {
        boolean wasPending;
        lockToGrab(work);
        try {
            wasPending = grabLocked(work);
            work.disabled++;
        } finally {
            unlock();
        }
        kernel.await(this, () -> (Work) RUNNING.getAcquire(this) != work);
        return wasPending;
    }

    /**
     * Takes the lock at a moment when nobody is about to link the item. As {@code work_grab_pending()} does, it tries
     * again until then.
     */
    void lockToGrab(Work work) {
        lock();
        while (isAboutToBeLinked(work)) {
            unlock();
            preemption.await(() -> {
                lock();
                try {
                    return !isAboutToBeLinked(work);
                } finally {
                    unlock();
                }
            });
            lock();
        }
    }

    private boolean isAboutToBeLinked(Work work) {
        return work.isPending() && !work.linked && (Work) RUNNING.getOpaque(this) != work;
    }

    /** After {@link #lockToGrab}: afterwards the item is not queued, and no timer will queue it. */
    boolean grabLocked(Work work) {
        boolean timed = work.disarm();
        if (!work.linked) {
            return timed;
        }
        Work before = null;
        for (Work item = head; item != work; item = item.next) {
            before = item;
        }
        unlink(before, work);
        work.clearPending();
        return true;
    }

    /**
     * {@code flush_workqueue()}: waits until every item that was queued before the call has run or was cancelled.
     * Called in a context that is not the worker. It does not wait for what is queued later, so an item that queues
     * itself again does not block it for ever.
     */
    public void flush() {
        lock();
        long last = tickets;
        unlock();
        // Not kernel.await(), because the condition takes the lock: the worker may wait for it meanwhile.
        preemption.await(() -> isPast(last));
    }

    private boolean isPast(long ticket) {
        lock();
        try {
            // The queue is in order, so the head is the oldest item that waits.
            return (head == null || head.ticket > ticket)
                    && ((Work) RUNNING.getAcquire(this) == null || runningTicket > ticket);
        } finally {
            unlock();
        }
    }

    /** {@code destroy_workqueue()}: waits until the queue is empty. Nobody may use it afterwards. */
    public void destroy() {
        preemption.await(this::isIdle);
        lock.lock();
        destroyed = true;
        lock.unlock();
    }

    /** {@code work_pending()}. */
    public boolean isPending(Work work) {
        return work.isPending();
    }

    public boolean isIdle() {
        lock();
        try {
            return head == null && (Work) RUNNING.getAcquire(this) == null;
        } finally {
            unlock();
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
        worker = 0;
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
        work.linked = false;
    }

    @Override
    public String words() {
        Work work = (Work) RUNNING.getOpaque(this);
        return work == null ? name : "work " + work + " of " + name;
    }

    @Override
    public String heldBy() {
        return "run by";
    }

    @Override
    @Ghost
    public long holder() {
        return worker;
    }

    @Override
    public String toString() {
        return name;
    }

    // VarHandle mechanics
    private static final VarHandle RUNNING = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "running", VarHandle.class, OrderedWorkqueue.class, Work.class);
}
