// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A number of 128 bits for the state of a program: its threads, and every object that they can reach. It depends on no
 * address and on no order of allocation, so two states that differ in nothing but these have one digest.
 */
final class Digest {
    private final Map<Object, Integer> codes = new IdentityHashMap<>();
    /** Numbers of texts, boxed numbers and the like. Equal ones have one number. */
    private final Map<Object, Integer> values = new HashMap<>();
    /** Those in the state that is being compared, by identity: {@code ==} can tell two equal ones apart. */
    private final Map<Object, Integer> seen = new IdentityHashMap<>();

    private final ArrayDeque<Obj> queue = new ArrayDeque<>();
    private int epoch;
    private int marks;
    private long high;
    private long low;

    StateNumber of(List<GuestThread> threads, List<Obj> roots) {
        epoch++;
        marks = 0;
        high = 0x9E3779B97F4A7C15L;
        low = 0xC2B2AE3D27D4EB4FL;
        queue.clear();
        seen.clear();
        for (Obj root : roots) {
            reference(root);
        }
        for (GuestThread each : threads) {
            thread(each);
        }
        Obj next;
        while ((next = queue.poll()) != null) {
            mix(code(next.klass));
            mix((long) next.monitorOwner << 32 | next.monitorDepth);
            mix(next.hash);
            mix(next.p.length);
            for (long value : next.p) {
                mix(value);
            }
            mix(next.r.length);
            for (Object value : next.r) {
                reference(value);
            }
        }
        return new StateNumber(high, low);
    }

    /** A number for one thread: its calls, and the objects that only it can reach. */
    StateNumber of(GuestThread thread) {
        sharedByName = true;
        try {
            return of(List.of(thread), List.of());
        } finally {
            sharedByName = false;
        }
    }

    /** Whether an object that several threads can reach counts as itself, whatever it holds. */
    private boolean sharedByName;

    private void thread(GuestThread thread) {
        mix(thread.depth);
        mix(thread.wait.ordinal());
        reference(thread.waitsFor);
        mix(thread.heldDepth);
        mix((thread.hasPermit ? 2 : 0) | (thread.interrupted ? 1 : 0));
        reference(thread.uncaught);
        if (!sharedByName) {
            waitingLoop(thread);
        }
        mix(thread.buffer.size());
        for (GuestThread.Store store : thread.buffer) {
            reference(store.object());
            mix(2L * store.slot() + (store.isReference() ? 1 : 0));
            mix(store.primitive());
            reference(store.reference());
        }
        for (int i = 0; i < thread.depth; i++) {
            frame(thread.stack[i]);
        }
    }

    private void waitingLoop(GuestThread thread) {
        mix(thread.isSpinning ? 1 + thread.reads.size() : 0);
        for (GuestThread.Read read : thread.reads) {
            reference(read.object());
            mix(2L * read.slot() + (read.isReference() ? 1 : 0));
            mix(read.primitive());
            reference(read.reference());
        }
        mix(thread.turn.size());
        for (Frame frame : thread.turn) {
            frame(frame);
        }
        mix((thread.wroteOwn ? 2 : 0) | (thread.counts ? 1 : 0));
    }

    private void frame(Frame frame) {
        mix(code(frame.code));
        mix(frame.pc);
        mix(frame.sp);
        for (int n = 0; n < frame.sp; n++) {
            mix(frame.p[n]);
            reference(frame.r[n]);
        }
        reference(frame.monitor);
    }

    private void reference(Object value) {
        if (value == null) {
            mix(0);
        } else if (value instanceof Obj object) {
            if (object.background || sharedByName && object.isShared()) {
                mix(code(object));
                return;
            }
            if (object.epoch != epoch) {
                object.epoch = epoch;
                object.mark = ++marks;
                queue.add(object);
            }
            mix(object.mark);
        } else if (value instanceof Klass) {
            mix(code(value));
        } else {
            hostValue(value);
        }
    }

    private void hostValue(Object value) {
        Integer known = seen.putIfAbsent(value, seen.size() + 1);
        mix(known == null ? -1 : known);
        if (known == null) {
            Object equal = value instanceof HostValue.Unborn unborn ? unborn.className() : value;
            mix(values.computeIfAbsent(equal, any -> values.size() + 1));
        }
    }

    private long code(Object identity) {
        return codes.computeIfAbsent(identity, any -> codes.size() + 1) * 0x9E3779B97F4A7C15L;
    }

    private void mix(long value) {
        high = Long.rotateLeft((high ^ value) * 0xff51afd7ed558ccdL, 31) + low;
        low = Long.rotateLeft((low + value) * 0xc4ceb9fe1a85ec53L, 29) ^ high;
    }
}
