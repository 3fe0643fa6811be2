// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

/**
 * Before what a thread stands.
 *
 * @param place where; null if that does not matter
 * @param mode of a load or a read-modify-write; null for all else
 */
public record Pending(Kind kind, Place place, Mode mode) {
    /** What the thread will do. */
    public enum Kind {
        LOAD,
        STORE,
        /** A read-modify-write, which may turn out to be no more than a load. */
        UPDATE,
        /** Taking a monitor, or giving or taking the permit that {@code park} waits for. */
        SYNCHRONIZATION,
        /** Something else that other threads can tell. */
        SIGNAL
    }

    static final Pending SIGNAL = new Pending(Kind.SIGNAL, null, null);

    static Pending synchronizes(Place place) {
        return new Pending(Kind.SYNCHRONIZATION, place, null);
    }
}
