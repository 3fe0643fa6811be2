// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A number of 128 bits for a state, which is kept up to date while the state changes. {@link Digest} walks through all
 * objects each time; this costs only what a step has changed.
 *
 * <p>The number is a sum with one part for each slot of each object that several threads can reach (incremental hashing,
 * Bellare and Micciancio, EUROCRYPT 1997), and one part for each thread. An object gets its name when it is first shared:
 * the thread that made it, and how many objects that thread had shared before. So a name depends on the steps of one thread
 * alone, and steps of different threads that commute lead to one number. Equal names and equal slots mean isomorphic
 * states. The reverse does not hold: what cannot be reached any more still counts. So a state may be visited more than once, and never
 * is one left out.
 */
final class Fingerprint {
    private static final long FIRST = 0x9E3779B97F4A7C15L;
    private static final long SECOND = 0xC2B2AE3D27D4EB4FL;
    /** Added to the slot if it holds a reference. */
    private static final int REFERENCE = 1 << 24;

    private static final int KLASS = -1;
    private static final int MONITOR = -2;
    private static final int HASH = -3;

    /** Whether anybody wants the number. */
    boolean isKept;

    long high;
    long low;

    /** Names of objects that were shared before the threads ran. */
    private long names;
    /** Numbers of texts, boxed numbers and the like. Equal ones have one number. */
    private final Map<Object, Long> values = new HashMap<>();

    private final ArrayDeque<Obj> queue = new ArrayDeque<>();
    private int epoch;
    private int marks;

    // --- the heap ---

    /** A slot of a shared object changes. */
    void change(Obj object, int slot, long old, long value) {
        if (!object.klass.leavesOut(slot, false)) {
            add(object, slot, -1, old);
            add(object, slot, 1, value);
        }
    }

    /** A slot of a shared object changes. What it refers to afterwards is shared. */
    void change(Obj object, int slot, Object old, Object value) {
        if (!object.klass.leavesOut(slot, true)) {
            add(object, slot + REFERENCE, -1, number(old));
            add(object, slot + REFERENCE, 1, number(value));
        }
    }

    void changeMonitor(Obj object, int owner, int depth) {
        add(object, MONITOR, -1, (long) object.monitorOwner << 32 | object.monitorDepth);
        add(object, MONITOR, 1, (long) owner << 32 | depth);
    }

    void hashed(Obj object) {
        add(object, HASH, 1, object.hash);
    }

    /** The object is shared from now on, and has its name, and so has whatever it refers to. */
    void share(Obj object) {
        add(object, KLASS, 1, number(object.klass));
        for (int i = 0; i < object.p.length; i++) {
            change(object, i, 0, object.p[i]);
        }
        for (int i = 0; i < object.r.length; i++) {
            change(object, i, null, object.r[i]);
        }
        if (object.monitorOwner != 0) {
            add(object, MONITOR, 1, (long) object.monitorOwner << 32 | object.monitorDepth);
        }
        if (object.hash != 0) {
            hashed(object);
        }
    }

    /** The name of the {@code count}th object that the thread shares. */
    static long nameOf(int thread, long count) {
        return mix(FIRST * (thread + 1L) + SECOND * count);
    }

    private void add(Obj object, int slot, int sign, long value) {
        if (value != 0) {
            long place = mix(name(object) + slot * FIRST);
            high += sign * mix(place ^ value * SECOND);
            low += sign * mix(place + Long.rotateLeft(value * FIRST, 32) + SECOND);
        }
    }

    long name(Obj object) {
        if (object.name == 0) {
            object.name = nameOf(-2, ++names);
        }
        return object.name;
    }

    private long number(Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof Obj object) {
            return name(object);
        }
        Object equal = value instanceof HostValue.Unborn unborn ? unborn.className() : value;
        return values.computeIfAbsent(equal, any -> mix(values.size() + SECOND));
    }

    // --- the threads ---

    /** The number of the state. */
    StateNumber of(List<GuestThread> threads) {
        long h = high;
        long l = low;
        for (int i = 0; i < threads.size(); i++) {
            GuestThread each = threads.get(i);
            if (!each.hasPrint) {
                print(each);
            }
            long state = (each.wait.ordinal() * 4L + (each.hasPermit ? 2 : 0) + (each.interrupted ? 1 : 0)) * 64
                    + each.heldDepth;
            if (each.wait == GuestThread.Wait.MONITOR || each.wait == GuestThread.Wait.NOTIFICATION) {
                state += mix(name(each.waitsFor));
            }
            h += mix(each.printHigh + (i + 1) * FIRST ^ state * SECOND);
            l += mix(each.printLow + (i + 1) * SECOND ^ state * FIRST);
        }
        return new StateNumber(h, l);
    }

    /** The calls of the thread, and the objects that only it can reach. */
    private void print(GuestThread thread) {
        epoch--;
        marks = 0;
        stackHigh = thread.depth;
        stackLow = thread.uncaught == null ? 0 : number(thread.uncaught.klass);
        for (int i = 0; i < thread.depth; i++) {
            Frame frame = thread.stack[i];
            stack(number(frame.code));
            stack((long) frame.pc << 32 | frame.sp);
            for (int n = 0; n < frame.sp; n++) {
                if (n >= frame.code.locals || frame.code.loops().isLive(frame.pc, n)) {
                    stack(frame.p[n]);
                    stackReference(frame.r[n]);
                } else {
                    stack(1);
                }
            }
            stackReference(frame.monitor);
        }
        Obj next;
        while ((next = queue.poll()) != null) {
            stack(number(next.klass));
            stack(next.p.length);
            for (long value : next.p) {
                stack(value);
            }
            for (Object value : next.r) {
                stackReference(value);
            }
        }
        thread.printHigh = stackHigh;
        thread.printLow = stackLow;
        thread.hasPrint = true;
    }

    private long stackHigh;
    private long stackLow;

    private void stack(long value) {
        stackHigh = Long.rotateLeft((stackHigh ^ value) * 0xff51afd7ed558ccdL, 31) + stackLow;
        stackLow = Long.rotateLeft((stackLow + value) * 0xc4ceb9fe1a85ec53L, 29) ^ stackHigh;
    }

    private void stackReference(Object value) {
        if (value instanceof Obj object && !object.isShared()) {
            if (object.epoch != epoch) {
                object.epoch = epoch;
                object.mark = ++marks;
                queue.add(object);
            }
            stack(object.mark);
        } else {
            stack(number(value));
        }
    }

    private static long mix(long value) {
        long x = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        x = (x ^ x >>> 27) * 0x94d049bb133111ebL;
        return x ^ x >>> 31;
    }
}
