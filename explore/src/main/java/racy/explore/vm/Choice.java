// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.util.function.BooleanSupplier;

/**
 * What a program of roles calls to say where it may be preempted and what it waits for. The interpreter carries the calls
 * out. In a {@link Machine} with {@link Machine#stopAtPoints() coarse steps} a thread stops here and nowhere else.
 */
public final class Choice {
    /** What an {@link Event} says that tells of a {@link #point}. It has the point's place. */
    public static final String POINT = "point";

    /** What an {@link Event} says that tells of a {@link #note}. Its place is what happened, its value the detail. */
    public static final String NOTE = "note";

    private Choice() {}

    /**
     * The calling thread may be preempted here.
     *
     * @param place tells a reader where that is
     */
    public static void point(Object place) {
        throw new UnsupportedOperationException("only an interpreted program can be preempted here: " + place);
    }

    /** The calling thread has taken the lock. */
    public static void locked(Object lock) {
        throw new UnsupportedOperationException("only an interpreted program can tell of " + lock);
    }

    /** The calling thread is about to release the lock. */
    public static void unlocked(Object lock) {
        throw new UnsupportedOperationException("only an interpreted program can tell of " + lock);
    }

    /** Tells whoever listens what happened. No choice. */
    public static void note(String what, String detail) {
        throw new UnsupportedOperationException("only an interpreted program can note " + what + ": " + detail);
    }

    /**
     * The calling thread goes on when {@code condition} holds. The condition changes nothing that is kept. If it cannot
     * tell because it would have to wait itself, it does not hold.
     */
    public static void await(BooleanSupplier condition) {
        throw new UnsupportedOperationException("only an interpreted program can wait here for " + condition);
    }

    /** The same for a thread that has nothing to do until {@code condition} holds. */
    public static void idle(BooleanSupplier condition) {
        throw new UnsupportedOperationException("only an interpreted program can be idle here until " + condition);
    }
}
