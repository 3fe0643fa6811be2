// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/** The memory of the explored program. Every change is noted, so that it can be taken back. */
final class Heap {
    private Object[] holder = new Object[256];
    private int[] index = new int[256];
    private long[] oldP = new long[256];
    private Object[] oldR = new Object[256];
    // The fingerprint before the change.
    private long[] high = new long[256];
    private long[] low = new long[256];
    final Fingerprint fingerprint = new Fingerprint();
    /** How many objects each thread has shared. */
    private long[] shared = new long[64];

    private int size;

    // What was changed besides a slot.
    private static final int OWNER = -1;
    private static final int MONITOR = -2;
    private static final int HASH = -3;
    private static final int FROZEN = -4;

    private int hashes;
    /** Whether an object changed that only one thread uses. Whoever wants to know sets it to false first. */
    boolean wroteOwn;
    /** Whether a final field was found to be written too late since anybody asked. */
    boolean escaped;

    /** A moment to which {@link #rollBack} can go back. */
    int now() {
        return size;
    }

    /** Takes back every change since {@code moment}, the latest first. */
    void rollBack(int moment) {
        if (size > moment) {
            fingerprint.high = high[moment];
            fingerprint.low = low[moment];
        }
        while (size > moment) {
            size--;
            Object changed = holder[size];
            int i = index[size];
            if (changed instanceof Obj object) {
                if (i == OWNER) {
                    object.owner = (int) oldP[size];
                    object.name = 0;
                } else if (i == MONITOR) {
                    object.monitorOwner = (int) (oldP[size] >> 32);
                    object.monitorDepth = (int) oldP[size];
                } else if (i == HASH) {
                    object.hash = 0;
                    hashes--;
                } else if (i == FROZEN) {
                    object.isFrozen = (oldP[size] & 1) != 0;
                    object.isHalfFrozen = (oldP[size] & 2) != 0;
                }
            } else if (changed instanceof long[] primitives) {
                primitives[i] = oldP[size];
            } else {
                ((Object[]) changed)[i] = oldR[size];
            }
            holder[size] = null;
            oldR[size] = null;
        }
    }

    private void note(Object changed, int i, long primitive, Object reference) {
        if (size == holder.length) {
            holder = Arrays.copyOf(holder, 2 * size);
            index = Arrays.copyOf(index, 2 * size);
            oldP = Arrays.copyOf(oldP, 2 * size);
            oldR = Arrays.copyOf(oldR, 2 * size);
            high = Arrays.copyOf(high, 2 * size);
            low = Arrays.copyOf(low, 2 * size);
        }
        holder[size] = changed;
        index[size] = i;
        oldP[size] = primitive;
        oldR[size] = reference;
        high[size] = fingerprint.high;
        low[size++] = fingerprint.low;
    }

    /** Objects that were thought to stand still and did not. */
    final Set<Obj> moved = new LinkedHashSet<>();

    private void touch(Obj object) {
        wroteOwn |= !object.isShared();
        if (object.background) {
            object.background = false;
            moved.add(object);
        }
    }

    void set(Obj object, int slot, long value) {
        touch(object);
        note(object.p, slot, object.p[slot], null);
        if (fingerprint.isKept && object.isShared()) {
            fingerprint.change(object, slot, object.p[slot], value);
        }
        object.p[slot] = value;
        if (ownWrites != null && object.owner >= 0) {
            ownWrites.accept(new Place(object, slot, false), value);
        }
    }

    void set(Obj object, int slot, Object value) {
        touch(object);
        if (object.isShared()) {
            share(value);
        }
        note(object.r, slot, 0, object.r[slot]);
        if (fingerprint.isKept && object.isShared()) {
            fingerprint.change(object, slot, object.r[slot], value);
        }
        object.r[slot] = value;
        if (ownWrites != null && object.owner >= 0) {
            ownWrites.accept(new Place(object, slot, true), value);
        }
    }

    /** Puts back what a place holds in the eyes of the thread that runs next. It is no write. */
    void show(Place place, Object value) {
        if (place.isReference()) {
            note(place.object().r, place.slot(), 0, place.object().r[place.slot()]);
            place.object().r[place.slot()] = value;
        } else {
            note(place.object().p, place.slot(), place.object().p[place.slot()], null);
            place.object().p[place.slot()] = (Long) value;
        }
    }

    /** Is told of each write to an object that only one thread can reach. Null while nobody wants to know. */
    BiConsumer<Place, Object> ownWrites;

    /** Is told of each object that others can reach from here on. Null while nobody wants to know. */
    Consumer<Obj> sharing;

    /** From here on any thread may reach the object, and all that it refers to. */
    void share(Object value) {
        if (!(value instanceof Obj first)) {
            return;
        }
        if (first.owner >= 0) {
            Set<Obj> shared = reachable(first, (object, slot) -> ((Obj) object.r[slot]).owner >= 0);
            for (Obj each : shared) {
                note(each, OWNER, each.owner, null);
                if (fingerprint.isKept) {
                    name(each);
                }
                each.owner = Obj.SHARED;
            }
            if (fingerprint.isKept) {
                shared.forEach(fingerprint::share);
            }
            if (sharing != null) {
                shared.forEach(sharing);
                freeze(
                        shared,
                        reachable(
                                first,
                                (object, slot) ->
                                        !object.klass.isFinalSlot(slot) && shared.contains((Obj) object.r[slot])));
            }
        } else if (first.isFrozen) {
            halfFreeze(first);
        }
    }

    /** The object, and what it refers to by those slots that pass. */
    private static Set<Obj> reachable(Obj first, BiPredicate<Obj, Integer> passes) {
        Set<Obj> reached = new LinkedHashSet<>();
        Deque<Obj> queue = new ArrayDeque<>();
        queue.add(first);
        while (!queue.isEmpty()) {
            Obj object = queue.remove();
            if (reached.add(object)) {
                for (int slot = 0; slot < object.r.length; slot++) {
                    if (object.r[slot] instanceof Obj next && passes.test(object, slot)) {
                        queue.add(next);
                    }
                }
            }
        }
        return reached;
    }

    /**
     * What is reached only through a final field is seen at least as it was when the constructor ended (JLS 17.5.1).
     *
     * @param open what is reached without one
     */
    private void freeze(Set<Obj> shared, Set<Obj> open) {
        for (Obj each : shared) {
            boolean frozen = !open.contains(each);
            if (frozen) {
                note(each, FROZEN, flags(each), null);
                each.isFrozen = true;
            }
            for (int slot = 0; slot < each.r.length; slot++) {
                boolean isFinal = each.klass.isFinalSlot(slot);
                if (each.r[slot] instanceof Obj next
                        && (open.contains(next) ? frozen || isFinal : next.isFrozen && !frozen && !isFinal)) {
                    halfFreeze(next);
                }
            }
        }
    }

    private void halfFreeze(Obj object) {
        if (!object.isHalfFrozen) {
            note(object, FROZEN, flags(object), null);
            object.isHalfFrozen = true;
        }
    }

    private static long flags(Obj object) {
        return (object.isFrozen ? 1 : 0) | (object.isHalfFrozen ? 2 : 0);
    }

    private void name(Obj object) {
        note(shared, object.owner, shared[object.owner], null);
        object.name = Fingerprint.nameOf(object.owner, ++shared[object.owner]);
    }

    /** The first object that is asked for its identity hash code has 1, the next has 2. */
    int identityHash(Obj object) {
        if (object.hash == 0) {
            note(object, HASH, 0, null);
            object.hash = ++hashes;
            if (fingerprint.isKept && object.isShared()) {
                fingerprint.hashed(object);
            }
        }
        return object.hash;
    }

    /** Elements of an array change. If it was copied in one step, that step should have been several. */
    void changes(Obj array, Interpreter vm) {
        if (array.isShared() && vm.isExploring()) {
            array.isChanged = true;
            if (array.copiedAtOnce) {
                vm.coarse(COPY);
            }
        }
    }

    /** Several slots of the object are read in one step. */
    void readsAtOnce(Obj object, Interpreter vm) {
        if (object.isShared() && vm.isExploring()) {
            object.copiedAtOnce = true;
            if (object.isChanged || !object.klass.isArray()) {
                vm.coarse(COPY);
            }
        }
    }

    static final String COPY = "a copy of an object or an array that another thread may change";

    void setMonitor(Obj object, int owner, int depth) {
        touch(object);
        note(object, MONITOR, ((long) object.monitorOwner << 32) | depthOf(object), null);
        if (fingerprint.isKept && object.isShared()) {
            fingerprint.changeMonitor(object, owner, depth);
        }
        object.monitorOwner = owner;
        object.monitorDepth = depth;
    }

    private static long depthOf(Obj object) {
        return object.monitorDepth & 0xffffffffL;
    }
}
