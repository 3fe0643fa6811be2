// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import org.objectweb.asm.Type;

/** {@code StringBuilder} and {@code StringBuffer}: the text so far stands in the object's first reference slot. */
final class TextBuilders {
    private TextBuilders() {}

    static boolean call(Interpreter vm, Frame f, int base, Method method) {
        Obj builder = (Obj) f.r[base];
        if (builder == null) {
            throw vm.nullPointer();
        }
        if (builder.owner < 0 && vm.isExploring()) {
            throw new OutOfModelException("a " + builder.klass.javaName() + " that several threads can reach");
        }
        String before = builder.r[0] == null ? "" : (String) builder.r[0];
        Type[] types = Type.getArgumentTypes(method.descriptor);
        switch (method.name) {
            case "<init>" -> {
                boolean text = types.length == 1 && types[0].getSort() == Type.OBJECT;
                String initial = text ? Intrinsics.text(vm, f.r[base + 1]) : "";
                return finish(vm, f, base, builder, initial, false);
            }
            case "append" -> {
                if (types.length != 1 || types[0].getSort() == Type.ARRAY) {
                    throw new OutOfModelException("StringBuilder.append" + method.descriptor);
                }
                boolean reference = types[0].getSort() == Type.OBJECT;
                Object value = reference ? Intrinsics.text(vm, f.r[base + 1]) : Access.boxed(types[0], f.p[base + 1]);
                return finish(vm, f, base, builder, before + value, true);
            }
            case "toString" -> {
                f.sp = base;
                f.push((Object) before);
                return true;
            }
            case "length" -> {
                f.sp = base;
                f.push((long) before.length());
                return true;
            }
            case "setLength" -> {
                String cut = before.substring(0, (int) f.p[base + 1]);
                return finish(vm, f, base, builder, cut, false);
            }
            default -> throw new OutOfModelException("StringBuilder." + method.name);
        }
    }

    private static boolean finish(Interpreter vm, Frame f, int base, Obj builder, String text, boolean push) {
        vm.heap.set(builder, 0, (Object) text);
        for (int i = base; i < f.sp; i++) {
            f.r[i] = null;
        }
        f.sp = base;
        if (push) {
            f.push((Object) builder);
        }
        return true;
    }
}
