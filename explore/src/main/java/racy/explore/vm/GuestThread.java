// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** A thread of the explored program: its calls, and what it waits for. */
public final class GuestThread {
    /** Why a thread cannot take its next step yet. */
    enum Wait {
        NOTHING,
        /** For the monitor of {@link #waitsFor}. */
        MONITOR,
        /** For a notification on {@link #waitsFor}, whose monitor it has given up. */
        NOTIFICATION,
        /** For {@code unpark}. */
        PERMIT,
        /** For its own store buffer to be empty. */
        DRAIN,
        /** For the condition {@link #waitsFor}. */
        CONDITION,
        /** The same, with nothing to do until then. */
        IDLE,
        /** For a change of what it has read in the last turn of a waiting loop: {@link #reads}. */
        CHANGE
    }

    /** A store in the buffer: to a primitive slot, or to a reference slot. */
    record Store(Obj object, int slot, boolean isReference, long primitive, Object reference) {}

    /** The value of a condition, and all that it has read of what others can change. */
    record Evaluation(Obj condition, boolean holds, List<Read> reads) {
        boolean isStillTrue() {
            for (int i = 0; i < reads.size(); i++) {
                Read read = reads.get(i);
                boolean same = read.isReference
                        ? read.object.r[read.slot] == read.reference
                        : read.object.p[read.slot] == read.primitive;
                if (!same) {
                    return false;
                }
            }
            return true;
        }
    }

    /** What a load saw. */
    record Read(Obj object, int slot, boolean isReference, long primitive, Object reference) {}

    public final int id;
    public final String name;
    /** Its {@code Thread} object. */
    Obj object;

    Frame[] stack = new Frame[8];
    int depth;
    Wait wait = Wait.NOTHING;
    Obj waitsFor;
    /** How often it held the monitor that it gave up to wait. */
    int heldDepth;

    /** Its stores that have not reached the memory, oldest first. Only TSO has such. */
    final ArrayDeque<Store> buffer = new ArrayDeque<>();

    /**
     * Whether it has called {@code onSpinWait()} or {@code yield()} and has done nothing but load since. Then the loads
     * since the last such call are in {@link #reads}.
     */
    boolean isSpinning;

    List<Read> reads = List.of();

    /** Its calls when the last turn of the waiting loop began. */
    List<Frame> turn = List.of();
    /** Whether the last turn changed an object that only this thread uses. */
    boolean wroteOwn;
    /** Whether the waiting loop counts its turns, so that it may give up. */
    boolean counts;

    /** Before what it stands, if it has not ended and waits for nothing. */
    Pending next;
    /** The names of the locks that it has told of, see {@link Choice#locked}. Never changed in place. */
    long[] locks = {};

    boolean hasPermit;
    boolean interrupted;
    /** Whether its calls have a number in a {@link Fingerprint}. */
    boolean hasPrint;

    /** What came of {@link #waitsFor} when it was evaluated last. Null if that may not be used again. */
    Evaluation evaluation;

    long printHigh;
    long printLow;
    /** The exception that ended it. Null if none did. */
    Obj uncaught;
    /** What the last call left: the result of its only method. */
    long resultP;

    Object resultR;

    GuestThread(int id, String name) {
        this.id = id;
        this.name = name;
    }

    /** A copy that can go on by itself. */
    GuestThread copy() {
        GuestThread copy = still();
        copy.hasPrint = false;
        copy.stack = Arrays.copyOf(stack, stack.length);
        for (int i = 0; i < depth; i++) {
            copy.stack[i] = stack[i].copy();
        }
        return copy;
    }

    /** A copy that shares the calls. It can be looked at, but not go on. */
    GuestThread still() {
        GuestThread still = new GuestThread(id, name);
        still.object = object;
        still.stack = stack;
        still.depth = depth;
        still.wait = wait;
        still.waitsFor = waitsFor;
        still.heldDepth = heldDepth;
        still.locks = locks;
        still.hasPermit = hasPermit;
        still.interrupted = interrupted;
        still.uncaught = uncaught;
        still.resultP = resultP;
        still.resultR = resultR;
        still.buffer.addAll(buffer);
        still.isSpinning = isSpinning;
        still.reads = reads;
        still.turn = turn;
        still.wroteOwn = wroteOwn;
        still.counts = counts;
        still.next = next;
        still.hasPrint = hasPrint;
        still.printHigh = printHigh;
        still.printLow = printLow;
        return still;
    }

    Frame top() {
        return stack[depth - 1];
    }

    void push(Frame frame) {
        if (depth == stack.length) {
            stack = Arrays.copyOf(stack, 2 * depth);
        }
        stack[depth++] = frame;
    }

    Frame pop() {
        Frame top = stack[--depth];
        stack[depth] = null;
        return top;
    }

    /** Its newest store to this slot that is still in the buffer. Null if there is none. */
    Store buffered(Obj target, int slot, boolean isReference) {
        for (Iterator<Store> newestFirst = buffer.descendingIterator(); newestFirst.hasNext(); ) {
            Store store = newestFirst.next();
            if (store.object == target && store.slot == slot && store.isReference == isReference) {
                return store;
            }
        }
        return null;
    }

    /** It has done something besides loading. */
    void progresses() {
        isSpinning = false;
        reads = List.of();
        turn = List.of();
        wroteOwn = false;
        counts = false;
    }

    /** A turn of a waiting loop begins. */
    void turns() {
        isSpinning = true;
        reads = List.of();
        wroteOwn = false;
        counts = false;
        List<Frame> now = new ArrayList<>(depth);
        for (int i = 0; i < depth; i++) {
            now.add(stack[i].copy());
        }
        turn = now;
    }

    /** What a turn of a waiting loop has changed in the thread itself. */
    enum Turned {
        /** Nothing that is used again: the next turn does the same if it reads the same. */
        NOTHING,
        /** Counters that do no more than end the loop. */
        COUNTERS,
        /** Something that later turns or the code after the loop may use. */
        MORE
    }

    Turned turned() {
        if (wroteOwn || turn.size() != depth) {
            return Turned.MORE;
        }
        boolean counted = false;
        for (int i = 0; i < depth; i++) {
            Frame then = turn.get(i);
            Frame now = stack[i];
            if (then.code != now.code || then.pc != now.pc || then.sp != now.sp) {
                return Turned.MORE;
            }
            for (int n = 0; n < now.sp; n++) {
                if (then.p[n] == now.p[n] && then.r[n] == now.r[n]
                        || n < now.code.locals && !now.code.loops().isLive(now.pc, n)) {
                    continue;
                }
                Code callee = i + 1 < depth ? stack[i + 1].code : null;
                Loops.Role role = n >= now.code.locals
                        ? Loops.Role.OTHER
                        : now.code.loops().role(now.pc, n, callee);
                if (role == Loops.Role.OTHER) {
                    return Turned.MORE;
                }
                counted |= role == Loops.Role.ENDS;
            }
        }
        return counted ? Turned.COUNTERS : Turned.NOTHING;
    }

    /**
     * A turn that reads one place twice may see it change. Then both values count as read, and the next turn is no
     * repetition.
     */
    void hasRead(Read read) {
        if (!reads.contains(read)) {
            List<Read> more = new ArrayList<>(reads);
            more.add(read);
            reads = more;
        }
    }

    boolean watches(Obj target, int slot, boolean isReference) {
        return reads.stream()
                .anyMatch(old -> old.object == target && old.slot == slot && old.isReference == isReference);
    }

    public boolean isEnded() {
        return depth == 0;
    }
}
