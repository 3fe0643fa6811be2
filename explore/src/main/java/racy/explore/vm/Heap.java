// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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
    }

    /** From here on any thread may reach the object, and all that it refers to. */
    void share(Object value) {
        if (value instanceof Obj first && first.owner >= 0) {
            Deque<Obj> queue = new ArrayDeque<>();
            queue.add(first);
            List<Obj> found = new ArrayList<>();
            while (!queue.isEmpty()) {
                Obj object = queue.remove();
                if (object.owner >= 0) {
                    note(object, OWNER, object.owner, null);
                    if (fingerprint.isKept) {
                        name(object);
                        found.add(object);
                    }
                    object.owner = Obj.SHARED;
                    for (Object each : object.r) {
                        if (each instanceof Obj next) {
                            queue.add(next);
                        }
                    }
                }
            }
            found.forEach(fingerprint::share);
        }
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
