// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import static org.objectweb.asm.Opcodes.*;

/** Arithmetic on floating-point numbers, conversions and comparisons. */
final class Numbers {
    private Numbers() {}

    /** The value as a field or an array element of this type holds it. */
    static long narrow(char type, long value) {
        return switch (type) {
            case 'Z' -> value & 1;
            case 'B' -> (byte) value;
            case 'C' -> (char) value;
            case 'S' -> (short) value;
            case 'I', 'F' -> (int) value;
            default -> value;
        };
    }

    private static float f(long bits) {
        return Float.intBitsToFloat((int) bits);
    }

    private static double d(long bits) {
        return Double.longBitsToDouble(bits);
    }

    private static void push(Frame f, float value) {
        f.push((long) Float.floatToRawIntBits(value));
    }

    private static void push(Frame f, double value) {
        f.pushWide(Double.doubleToRawLongBits(value));
    }

    static void arithmetic(Frame f, int op) {
        switch (op) {
            case FNEG -> {
                f.sp--;
                push(f, -f(f.p[f.sp]));
            }
            case DNEG -> {
                f.sp -= 2;
                push(f, -d(f.p[f.sp]));
            }
            case FADD, FSUB, FMUL, FDIV, FREM -> {
                f.sp -= 2;
                float x = f(f.p[f.sp]);
                float y = f(f.p[f.sp + 1]);
                push(f, op == FADD ? x + y : op == FSUB ? x - y : op == FMUL ? x * y : op == FDIV ? x / y : x % y);
            }
            default -> {
                f.sp -= 4;
                double x = d(f.p[f.sp]);
                double y = d(f.p[f.sp + 2]);
                push(f, op == DADD ? x + y : op == DSUB ? x - y : op == DMUL ? x * y : op == DDIV ? x / y : x % y);
            }
        }
    }

    static void convert(Frame f, int op) {
        boolean fromWide = op == L2I || op == L2F || op == L2D || op == D2I || op == D2L || op == D2F;
        f.sp -= fromWide ? 2 : 1;
        long v = f.p[f.sp];
        switch (op) {
            case I2L -> f.pushWide((int) v);
            case I2F -> push(f, (float) (int) v);
            case I2D -> push(f, (double) (int) v);
            case L2I -> f.push((long) (int) v);
            case L2F -> push(f, (float) v);
            case L2D -> push(f, (double) v);
            case F2I -> f.push((long) (int) f(v));
            case F2L -> f.pushWide((long) f(v));
            case F2D -> push(f, (double) f(v));
            case D2I -> f.push((long) (int) d(v));
            case D2L -> f.pushWide((long) d(v));
            case D2F -> push(f, (float) d(v));
            case I2B -> f.push((long) (byte) v);
            case I2C -> f.push((long) (char) v);
            default -> f.push((long) (short) v);
        }
    }

    static void compare(Frame f, int op) {
        int result;
        if (op == FCMPL || op == FCMPG) {
            f.sp -= 2;
            float x = f(f.p[f.sp]);
            float y = f(f.p[f.sp + 1]);
            result = x < y ? -1 : x > y ? 1 : x == y ? 0 : op == FCMPG ? 1 : -1;
        } else {
            f.sp -= 4;
            if (op == LCMP) {
                result = Long.compare(f.p[f.sp], f.p[f.sp + 2]);
            } else {
                double x = d(f.p[f.sp]);
                double y = d(f.p[f.sp + 2]);
                result = x < y ? -1 : x > y ? 1 : x == y ? 0 : op == DCMPG ? 1 : -1;
            }
        }
        f.push((long) result);
    }
}
