// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Which fields the threads contend for. A thread stops before an access only if it may matter who comes first. That is so
 * if at least two threads access the field, at least one of them writes it, and no lock guards it: a lock that every thread
 * holds when it accesses the field of that object (Savage and others, Eraser, SOSP 1997). An access that a lock guards commutes with
 * everything that others can do meanwhile, so the stop at the lock itself is enough (Lipton, CACM 1975).
 *
 * <p>What is known grows while the threads run. If one field more became contended, earlier runs may have passed it
 * without a stop, so the search begins again.
 */
final class Contention {
    private record Place(long object, int slot) {}

    /** What is known of one place. */
    private static final class Use {
        private long readers;
        private long writers;
        /** The locks that were held at every access. Null before the first. */
        private long[] guards;

        boolean isContended() {
            return guards.length == 0 && writers != 0 && Long.bitCount(readers | writers) > 1;
        }

        void by(int thread, boolean writes, long... held) {
            if (writes) {
                writers |= 1L << thread;
            } else {
                readers |= 1L << thread;
            }
            if (guards == null) {
                guards = held.clone();
                return;
            }
            int kept = 0;
            for (long guard : guards) {
                kept += contains(held, guard) ? 1 : 0;
            }
            if (kept < guards.length) {
                long[] left = new long[kept];
                for (long guard : guards) {
                    if (contains(held, guard)) {
                        left[--kept] = guard;
                    }
                }
                guards = left;
            }
        }

        private static boolean contains(long[] all, long wanted) {
            for (long each : all) {
                if (each == wanted) {
                    return true;
                }
            }
            return false;
        }
    }

    private final Map<Place, Use> uses = new HashMap<>();
    /** For each class, the slots that are contended in some object of it. Elements of arrays count as one slot. */
    private final Map<Klass, BitSet> contended = new HashMap<>();

    private final Map<Klass, BitSet> contendedStatics = new HashMap<>();

    /** Whether a field became contended. Whoever wants to know sets it to false first. */
    boolean hasGrown;

    /** Fields that are contended, of all classes. */
    int size() {
        return contended.values().stream().mapToInt(BitSet::cardinality).sum()
                + contendedStatics.values().stream()
                        .mapToInt(BitSet::cardinality)
                        .sum();
    }

    /**
     * A thread is about to access a shared object.
     *
     * @param name of the object in the {@link Fingerprint}
     * @return whether the field is contended
     */
    boolean note(Obj object, long name, int slot, boolean reference, GuestThread thread, boolean writes) {
        int at = object.klass.isArray() ? 0 : 2 * slot + (reference ? 1 : 0);
        Use use = uses.computeIfAbsent(new Place(name, at), any -> new Use());
        use.by(thread.id, writes, thread.locks);
        boolean isStatic = object == object.klass.statics;
        BitSet slots = (isStatic ? contendedStatics : contended).computeIfAbsent(object.klass, any -> new BitSet());
        if (slots.get(at)) {
            return true;
        }
        if (use.isContended()) {
            slots.set(at);
            hasGrown = true;
            return true;
        }
        return false;
    }
}
