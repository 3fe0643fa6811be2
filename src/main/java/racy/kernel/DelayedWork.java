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
    private long deadline;

    public DelayedWork(Kernel kernel, OrderedWorkqueue queue, String name, Runnable function) {
        super(name, function);
        this.kernel = kernel;
        this.queue = queue;
    }

    /** {@code mod_delayed_work()}: expires {@code delay} nanoseconds from now, whatever it was set to. */
    public void modify(long delay) {
        long at = kernel.clock.nanos() + delay;
        DEADLINE.setVolatile(this, at == UNARMED ? 1 : at);
    }

    /** {@code cancel_delayed_work()}: stops the timer; an item that is queued or runs already is left alone. */
    public void cancel() {
        DEADLINE.setVolatile(this, UNARMED);
    }

    public boolean isArmed() {
        return (long) DEADLINE.getVolatile(this) != UNARMED;
    }

    /** Lets the timer expire now if it is armed; returns whether it was. */
    public boolean fire() {
        if ((long) DEADLINE.getAndSet(this, UNARMED) == UNARMED) {
            return false;
        }
        queue.queue(this);
        return true;
    }

    /** Lets the timer expire if its time has come. */
    public boolean fireIfDue() {
        long at = (long) DEADLINE.getVolatile(this);
        if (at == UNARMED || kernel.clock.nanos() - at < 0 || !DEADLINE.compareAndSet(this, at, UNARMED)) {
            return false;
        }
        queue.queue(this);
        return true;
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
