// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/**
 * {@code struct delayed_work}: a timer that queues a work item. As in the kernel, the item is pending from the moment
 * at which the timer is set. If the timer has expired and the item has not begun, modify and cancel also take the item
 * off the queue. {@code drm_sched_stop()} relies on that.
 *
 * <p>The code that plays the timer calls {@link #fireIfDue()}, or {@link #fire()} to let it expire now.
 */
public final class DelayedWork extends Work {
    /** The timer does not run. */
    public static final long NEVER = Long.MAX_VALUE;

    private final Kernel kernel;
    private final OrderedWorkqueue queue;

    // Guarded by the lock of the queue.
    private boolean armed;
    private long deadline;

    public DelayedWork(Kernel kernel, OrderedWorkqueue queue, String name, Runnable function) {
        super(name, function);
        this.kernel = kernel;
        this.queue = queue;
    }

    /**
     * {@code mod_delayed_work()}: queues the item {@code delay} nanoseconds from now, or at once if the delay is zero.
     * It replaces an earlier setting, even if the item is queued already.
     *
     * @return true if it was pending
     */
    public boolean modify(long delay) {
        queue.lockToGrab(this);
        try {
            boolean wasPending = queue.grabLocked(this);
            if (delay == 0) {
                queue.queueLocked(this);
            } else if (disabled == 0) {
                armed = true;
                deadline = kernel.clock.nanos() + delay;
            }
            return wasPending;
        } finally {
            queue.unlock();
        }
    }

    /**
     * {@code cancel_delayed_work()}: stops the timer and takes the item off the queue. An instance that runs already is
     * left alone.
     *
     * @return true if it was pending
     */
    public boolean cancel() {
        return queue.cancel(this);
    }

    /** Whether the timer runs. */
    public boolean isArmed() {
        queue.lock();
        try {
            return armed;
        } finally {
            queue.unlock();
        }
    }

    /** How long it is until the timer expires, in nanoseconds; not positive if that is due. {@link #NEVER} if it does not run. */
    public long left() {
        queue.lock();
        try {
            return armed ? deadline - kernel.clock.nanos() : NEVER;
        } finally {
            queue.unlock();
        }
    }

    /** Lets the timer expire now if it is armed. Returns whether it was. */
    public boolean fire() {
        queue.lock();
        try {
            return disarm() && queue.queueLocked(this);
        } finally {
            queue.unlock();
        }
    }

    /** Lets the timer expire if its time has come. Returns whether it did. */
    public boolean fireIfDue() {
        queue.lock();
        try {
            return armed && kernel.clock.nanos() - deadline >= 0 && disarm() && queue.queueLocked(this);
        } finally {
            queue.unlock();
        }
    }

    @Override
    boolean disarm() {
        boolean was = armed;
        armed = false;
        return was;
    }

    @Override
    public void init() {
        super.init();
        armed = false;
        deadline = 0;
    }
}
