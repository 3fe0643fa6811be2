// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * {@code struct delayed_work}: a timer that queues a work item. Whoever plays the timer calls {@link #fireIfDue()}, or
 * {@link #fire()} to have it expire now.
 */
public final class DelayedWork extends Work {
    private static final long UNARMED = 0;

    private final Kernel kernel;
    private final OrderedWorkqueue queue;
    /** The timer and the item are one: who stops the timer finds it running, or the item queued. */
    private final SpinLock lock;

    private long deadline;

    public DelayedWork(Kernel kernel, OrderedWorkqueue queue, String name, Runnable function) {
        super(name, function);
        this.kernel = kernel;
        this.queue = queue;
        lock = new SpinLock(kernel);
    }

    /**
     * {@code mod_delayed_work()}: expires {@code delay} nanoseconds from now, whatever it was set to, also if it has
     * expired and the item does not run yet.
     */
    public void modify(long delay) {
        long at = kernel.clock.nanos() + delay;
        set(at == UNARMED ? 1 : at);
    }

    /**
     * {@code cancel_delayed_work()}: stops the timer, or dequeues the item if it has expired. One that runs is left
     * alone.
     */
    public void cancel() {
        set(UNARMED);
    }

    private void set(long at) {
        lock.lock();
        DEADLINE.setVolatile(this, at);
        queue.cancel(this);
        lock.unlock();
    }

    public boolean isArmed() {
        return (long) DEADLINE.getVolatile(this) != UNARMED;
    }

    /** Lets the timer expire now if it is armed; returns whether it was. */
    public boolean fire() {
        lock.lock();
        try {
            if ((long) DEADLINE.getAndSet(this, UNARMED) == UNARMED) {
                return false;
            }
            queue.queue(this);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the timer expire if its time has come. */
    public boolean fireIfDue() {
        long at = (long) DEADLINE.getVolatile(this);
        if (at == UNARMED || kernel.clock.nanos() - at < 0) {
            return false;
        }
        lock.lock();
        try {
            if (!DEADLINE.compareAndSet(this, at, UNARMED)) {
                return false;
            }
            queue.queue(this);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void init() {
        super.init();
        DEADLINE.set(this, UNARMED);
    }

    // VarHandle mechanics
    private static final VarHandle DEADLINE;

    static {
        try {
            DEADLINE = MethodHandles.lookup().findVarHandle(DelayedWork.class, "deadline", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
