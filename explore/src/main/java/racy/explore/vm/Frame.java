// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.util.Arrays;

/** One call: local variables, then the operand stack. A slot holds a primitive in {@link #p} or a reference in {@link #r}. */
final class Frame {
    final Code code;
    final long[] p;
    final Object[] r;
    int pc;
    /** The first free slot. */
    int sp;
    /** The class that this call initialises. Null for any other call. */
    Klass initialises;
    /** The object whose monitor the call holds because its method is synchronized. */
    Obj monitor;

    Frame(Code code) {
        this.code = code;
        p = new long[code.slots];
        r = new Object[code.slots];
        sp = code.locals;
    }

    private Frame(Frame other) {
        code = other.code;
        p = Arrays.copyOf(other.p, other.p.length);
        r = Arrays.copyOf(other.r, other.r.length);
        pc = other.pc;
        sp = other.sp;
        initialises = other.initialises;
        monitor = other.monitor;
    }

    Frame copy() {
        return new Frame(this);
    }

    void push(long value) {
        p[sp] = value;
        r[sp++] = null;
    }

    /** A long or a double, which takes two slots. */
    void pushWide(long value) {
        p[sp] = value;
        r[sp++] = null;
        p[sp] = 0;
        r[sp++] = null;
    }

    void push(Object value) {
        p[sp] = 0;
        r[sp++] = value;
    }
}
