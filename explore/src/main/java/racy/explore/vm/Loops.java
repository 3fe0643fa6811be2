// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import static org.objectweb.asm.Opcodes.*;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the local variables of a method are to a loop in it. A waiting loop often counts its turns, so that it can give up.
 * Such a counter decides when the loop ends, and nothing else: then it does not matter in which turn a change is seen.
 */
final class Loops {
    private final Code code;
    private final List<int[]> successors = new ArrayList<>();
    /** For each instruction the locals whose value is still used when it begins. That a counter counts is no use. */
    private final BitSet[] live;

    private final Map<Integer, BitSet> innermost = new HashMap<>();

    Loops(Code code) {
        this.code = code;
        for (int pc = 0; pc < code.op.length; pc++) {
            successors.add(successorsOf(pc));
        }
        live = liveness();
    }

    boolean isLive(int pc, int local) {
        return live[pc].get(local);
    }

    /** What a local does in a loop. */
    enum Role {
        /** Nothing that anybody can tell. */
        NONE,
        /** It ends the loop at some time, and does nothing else. */
        ENDS,
        OTHER
    }

    /**
     * The role of the local in the innermost loop around {@code pc}.
     *
     * @param callee what was called just before {@code pc}; null if nothing was
     */
    Role role(int pc, int local, Code callee) {
        BitSet loop = innermost.computeIfAbsent(pc, this::loopAround);
        Role role = Role.NONE;
        for (int at = loop.nextSetBit(0); at >= 0; at = loop.nextSetBit(at + 1)) {
            for (int next : successors.get(at)) {
                if (!loop.get(next) && isLive(next, local)) {
                    return Role.OTHER;
                }
            }
            boolean toPause = callee != null && at == pc - 2 && callee.loops().onlyPauses();
            if (used(at) == local && !toPause) {
                if (!onlyEnds(loop, at, local)) {
                    return Role.OTHER;
                }
                role = Role.ENDS;
            }
        }
        return loop.isEmpty() ? Role.OTHER : role;
    }

    /** Whether the method does nothing but choose how to pause. */
    private boolean onlyPauses() {
        for (int pc = 0; pc < code.op.length; pc++) {
            switch (code.op[pc]) {
                case ILOAD, Code.PUSH_INT, GOTO, RETURN -> {}
                case IFEQ,
                        IFNE,
                        IFLT,
                        IFGE,
                        IFGT,
                        IFLE,
                        IF_ICMPEQ,
                        IF_ICMPNE,
                        IF_ICMPLT,
                        IF_ICMPGE,
                        IF_ICMPGT,
                        IF_ICMPLE -> {}
                case INVOKESTATIC -> {
                    Code.Call call = (Code.Call) code.k[pc];
                    if (!call.owner.equals("java/lang/Thread")
                            || !call.key.equals("onSpinWait()V") && !call.key.equals("yield()V")) {
                        return false;
                    }
                }
                default -> {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether the value that is loaded here is only compared, and the comparison only decides whether the loop goes on. */
    private boolean onlyEnds(BitSet loop, int from, int local) {
        for (int at = from; at < code.op.length; at++) {
            switch (code.op[at]) {
                case ILOAD, ALOAD, Code.PUSH_INT, GETFIELD, GETSTATIC, ARRAYLENGTH, IINC -> {
                    if (at > from && used(at) == local) {
                        return false;
                    }
                }
                case IFEQ,
                        IFNE,
                        IFLT,
                        IFGE,
                        IFGT,
                        IFLE,
                        IF_ICMPEQ,
                        IF_ICMPNE,
                        IF_ICMPLT,
                        IF_ICMPGE,
                        IF_ICMPGT,
                        IF_ICMPLE -> {
                    return loop.get(code.a[at]) != loop.get(at + 1);
                }
                default -> {
                    return false;
                }
            }
        }
        return false;
    }

    /** The instructions of the innermost loop around {@code pc}. Empty if there is none. */
    private BitSet loopAround(int pc) {
        BitSet all = new BitSet();
        all.set(0, code.op.length);
        BitSet loop = circle(pc, all);
        while (true) {
            BitSet without = (BitSet) loop.clone();
            for (int at = 0; at < code.op.length; at++) {
                if (!loop.get(at)) {
                    for (int next : successors.get(at)) {
                        without.clear(next);
                    }
                }
            }
            without.clear(0);
            BitSet inner = without.get(pc) ? circle(pc, without) : new BitSet();
            if (inner.isEmpty() || inner.equals(loop)) {
                return loop;
            }
            loop = inner;
        }
    }

    /** The instructions that {@code pc} leads to and that lead back to it, all within {@code among}. */
    private BitSet circle(int pc, BitSet among) {
        BitSet circle = new BitSet();
        BitSet after = reach(pc, among);
        for (int at = after.nextSetBit(0); at >= 0; at = after.nextSetBit(at + 1)) {
            if (at == pc || reach(at, among).get(pc)) {
                circle.set(at);
            }
        }
        return circle;
    }

    private BitSet reach(int from, BitSet among) {
        BitSet reached = new BitSet();
        Deque<Integer> queue = new ArrayDeque<>(List.of(from));
        while (!queue.isEmpty()) {
            for (int next : successors.get(queue.remove())) {
                if (among.get(next) && !reached.get(next)) {
                    reached.set(next);
                    queue.add(next);
                }
            }
        }
        return reached;
    }

    private int[] successorsOf(int pc) {
        List<Integer> next = new ArrayList<>();
        switch (code.op[pc]) {
            case IRETURN, LRETURN, FRETURN, DRETURN, ARETURN, RETURN, ATHROW -> {}
            case GOTO -> next.add(code.a[pc]);
            case TABLESWITCH, LOOKUPSWITCH -> {
                Code.Switch table = (Code.Switch) code.k[pc];
                next.addAll(table.targets().values());
                next.add(table.otherwise());
            }
            case IFEQ,
                    IFNE,
                    IFLT,
                    IFGE,
                    IFGT,
                    IFLE,
                    IF_ICMPEQ,
                    IF_ICMPNE,
                    IF_ICMPLT,
                    IF_ICMPGE,
                    IF_ICMPGT,
                    IF_ICMPLE,
                    IF_ACMPEQ,
                    IF_ACMPNE,
                    IFNULL,
                    IFNONNULL -> {
                next.add(code.a[pc]);
                next.add(pc + 1);
            }
            default -> next.add(pc + 1);
        }
        for (Code.Handler each : code.handlers) {
            if (pc >= each.start() && pc < each.end()) {
                next.add(each.target());
            }
        }
        return next.stream().mapToInt(Integer::intValue).toArray();
    }

    private BitSet[] liveness() {
        BitSet[] before = new BitSet[code.op.length];
        for (int pc = 0; pc < before.length; pc++) {
            before[pc] = new BitSet();
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int pc = before.length - 1; pc >= 0; pc--) {
                BitSet now = new BitSet();
                for (int next : successors.get(pc)) {
                    now.or(before[next]);
                }
                switch (code.op[pc]) {
                    case ISTORE, FSTORE, ASTORE, LSTORE, DSTORE -> now.clear(code.a[pc]);
                    default -> {}
                }
                if (used(pc) >= 0) {
                    now.set(used(pc));
                }
                if (!now.equals(before[pc])) {
                    before[pc] = now;
                    changed = true;
                }
            }
        }
        return before;
    }

    /** The local that the instruction loads. -1 if it loads none. */
    private int used(int pc) {
        return switch (code.op[pc]) {
            case ILOAD, FLOAD, ALOAD, LLOAD, DLOAD -> code.a[pc];
            default -> -1;
        };
    }
}
