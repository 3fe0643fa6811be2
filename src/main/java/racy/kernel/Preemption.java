// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Decides what happens where a context may be preempted and where it must wait. This class does the ordinary thing:
 * nothing at a window, and spin, then yield, while waiting. A script or a simulation overrides it; in a JVM that has
 * loaded no subclass the compilers inline the empty method away.
 *
 * <p>A context waits in one of two ways. {@link #await} names the condition it waits for: the context cannot move until
 * another one has made the condition true. {@link #park} names none: the context sleeps until it is woken, so a wake-up
 * that is lost shows.
 */
public class Preemption {
    /** Spins before the first yield. With two cores the one waited for may need this one. */
    private static final int SPINS = 64;

    /** The context passes {@code window}. */
    public void at(Window window) {}

    /**
     * The context waits until {@code condition} holds. It is asked in the waiting context, as often as need be, and
     * changes nothing; so it may have become false again when the context goes on.
     */
    public void await(BooleanSupplier condition) {
        for (int round = 0; !condition.getAsBoolean(); round++) {
            cpuRelax(round);
        }
    }

    /**
     * The context is held up until {@code condition} holds; if that takes too long it goes on without. Nothing takes too
     * long here: whoever bounds the wait overrides this.
     *
     * @return whether the condition holds
     */
    public boolean tryAwait(BooleanSupplier condition) {
        await(condition);
        return true;
    }

    /** What {@link #await} does between two looks; {@code round} counts from zero within one wait. */
    protected void cpuRelax(int round) {
        if (round < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** The context sleeps until {@link #unpark}, or for at most {@code nanos}; it may wake without cause. */
    public void park(Object blocker, long nanos) {
        LockSupport.parkNanos(blocker, nanos);
    }

    /** Wakes a context that sleeps, or makes its next sleep return at once. */
    public void unpark(Thread context) {
        LockSupport.unpark(context);
    }
}
