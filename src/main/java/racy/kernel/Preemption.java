// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.util.concurrent.locks.LockSupport;

/**
 * Decides what happens where a context may be preempted and where it must wait. This class does the ordinary thing:
 * nothing at a window, and spin, then yield, while waiting. A script or a simulation overrides it; in a JVM that has
 * loaded no subclass the compilers inline the empty method away.
 */
public class Preemption {
    /** Spins before the first yield. With two cores the one waited for may need this one. */
    private static final int SPINS = 64;

    /** The context passes {@code window}. */
    public void at(Window window) {}

    /** The context waits for another one; {@code round} counts from zero within one wait. */
    public void cpuRelax(int round) {
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
