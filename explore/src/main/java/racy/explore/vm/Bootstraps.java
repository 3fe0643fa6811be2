// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** What the JDK's bootstrap methods make: lambdas, texts joined by {@code +}, the methods of records, VarHandles. */
final class Bootstraps {
    private static final String LAMBDA = "java/lang/invoke/LambdaMetafactory";
    private static final String CONCATENATION = "java/lang/invoke/StringConcatFactory";
    private static final String RECORD = "java/lang/runtime/ObjectMethods";
    private static final String CONSTANTS = "java/lang/invoke/ConstantBootstraps";

    private Bootstraps() {}

    // --- constants ---

    static void constant(Interpreter vm, Frame f, Code.Dynamic dynamic) {
        if (dynamic.resolved == null) {
            dynamic.resolved = resolve(vm, dynamic);
        }
        f.push(dynamic.resolved);
    }

    private static Object resolve(Interpreter vm, Code.Dynamic dynamic) {
        if (dynamic.bootstrap.getOwner().equals(CONSTANTS)) {
            switch (dynamic.bootstrap.getName()) {
                case "fieldVarHandle", "staticFieldVarHandle" -> {
                    return fieldHandle(vm.classes.of((Type) dynamic.arguments[0]), dynamic.name);
                }
                case "arrayVarHandle" -> {
                    return new HostValue.Handle(null, vm.classes.of((Type) dynamic.arguments[0]));
                }
                default -> {}
            }
        }
        throw new OutOfModelException("a constant made by "
                + dynamic.bootstrap.getOwner().replace('/', '.') + "." + dynamic.bootstrap.getName());
    }

    static HostValue.Handle fieldHandle(Klass owner, String name) {
        Field field = owner.findField(name);
        if (field == null) {
            throw new OutOfModelException("a VarHandle of " + owner.javaName() + "." + name + ", which is no field");
        }
        return new HostValue.Handle(field, null);
    }

    // --- call sites ---

    static void callSite(Interpreter vm, Frame f, Code.Dynamic dynamic) {
        switch (dynamic.bootstrap.getOwner()) {
            case LAMBDA -> lambda(vm, f, dynamic);
            case CONCATENATION -> concatenate(vm, f, dynamic);
            case RECORD -> record(vm, f, dynamic);
            default ->
                throw new OutOfModelException(
                        "a call site made by " + dynamic.bootstrap.getOwner().replace('/', '.'));
        }
    }

    private static void concatenate(Interpreter vm, Frame f, Code.Dynamic dynamic) {
        Type[] types = Type.getArgumentTypes(dynamic.descriptor);
        int base = f.sp - Type.getArgumentsAndReturnSizes(dynamic.descriptor) / 4 + 1;
        String recipe = dynamic.bootstrap.getName().equals("makeConcat")
                ? "\1".repeat(types.length)
                : (String) dynamic.arguments[0];
        StringBuilder text = new StringBuilder();
        int next = 0;
        int slot = base;
        int constant = 1;
        for (int i = 0; i < recipe.length(); i++) {
            char c = recipe.charAt(i);
            if (c == '\1') {
                Type type = types[next++];
                boolean reference = type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY;
                text.append(reference ? Intrinsics.text(vm, f.r[slot]) : Access.boxed(type, f.p[slot]));
                slot += type.getSize();
            } else if (c == '\2') {
                text.append(dynamic.arguments[constant++]);
            } else {
                text.append(c);
            }
        }
        for (int i = base; i < f.sp; i++) {
            f.r[i] = null;
        }
        f.sp = base;
        f.push((Object) text.toString());
    }

    private static void record(Interpreter vm, Frame f, Code.Dynamic dynamic) {
        Klass klass = vm.classes.of((Type) dynamic.arguments[0]);
        List<Field> fields = new ArrayList<>();
        for (int i = 2; i < dynamic.arguments.length; i++) {
            fields.add(klass.fields.get(((Handle) dynamic.arguments[i]).getName()));
        }
        switch (dynamic.name) {
            case "toString" -> {
                Obj self = (Obj) f.r[f.sp - 1];
                StringBuilder text = new StringBuilder();
                for (Field each : fields) {
                    text.append(text.length() == 0 ? "" : ", ")
                            .append(each.name)
                            .append('=');
                    text.append(
                            each.reference
                                    ? Intrinsics.text(vm, self.r[each.slot])
                                    : Access.boxed(Type.getType(each.descriptor), self.p[each.slot]));
                }
                String simple =
                        klass.name.substring(Math.max(klass.name.lastIndexOf('/'), klass.name.lastIndexOf('$')) + 1);
                f.sp--;
                f.push((Object) (simple + "[" + text + "]"));
            }
            case "equals" -> {
                Obj self = (Obj) f.r[f.sp - 2];
                Object other = f.r[f.sp - 1];
                boolean equal = other instanceof Obj object && object.klass == klass;
                for (Field each : fields) {
                    equal = equal
                            && (each.reference
                                    ? Intrinsics.equal(vm, self.r[each.slot], ((Obj) other).r[each.slot])
                                    : self.p[each.slot] == ((Obj) other).p[each.slot]);
                }
                f.sp -= 2;
                f.push(equal ? 1L : 0L);
            }
            default -> {
                Obj self = (Obj) f.r[f.sp - 1];
                int hash = 0;
                for (Field each : fields) {
                    int one = each.reference
                            ? Intrinsics.hash(vm, self.r[each.slot])
                            : Access.boxed(Type.getType(each.descriptor), self.p[each.slot])
                                    .hashCode();
                    hash = 31 * hash + one;
                }
                f.sp--;
                f.push((long) hash);
            }
        }
    }

    // --- lambdas ---

    private static void lambda(Interpreter vm, Frame f, Code.Dynamic dynamic) {
        if (dynamic.resolved == null) {
            dynamic.resolved = vm.classes.define(lambdaClass(vm, f.code.method.owner, dynamic));
        }
        Klass klass = (Klass) dynamic.resolved;
        Obj made = vm.allocate(klass);
        int slot = f.sp - Type.getArgumentsAndReturnSizes(dynamic.descriptor) / 4 + 1;
        int base = slot;
        for (Field each : klass.layout) {
            if (each.reference) {
                made.r[each.slot] = f.r[slot];
            } else {
                made.p[each.slot] = f.p[slot];
            }
            slot += each.isWide() ? 2 : 1;
        }
        for (int i = base; i < f.sp; i++) {
            f.r[i] = null;
        }
        f.sp = base;
        f.push((Object) made);
    }

    private static ClassNode lambdaClass(Interpreter vm, Klass host, Code.Dynamic dynamic) {
        Type[] captured = Type.getArgumentTypes(dynamic.descriptor);
        ClassNode node = new ClassNode();
        node.version = Opcodes.V17;
        node.access = Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC;
        node.name = host.name + "$$Lambda$" + vm.nextLambda();
        node.superName = "java/lang/Object";
        node.interfaces.add(Type.getReturnType(dynamic.descriptor).getInternalName());
        node.sourceFile = host.sourceFile;
        for (int i = 0; i < captured.length; i++) {
            node.fields.add(new FieldNode(
                    Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL, "c" + i, captured[i].getDescriptor(), null, null));
        }
        Type erased = (Type) dynamic.arguments[0];
        Handle target = (Handle) dynamic.arguments[1];
        Type instantiated = (Type) dynamic.arguments[2];
        node.methods.add(body(node, dynamic.name, erased, target, instantiated, captured));
        if (dynamic.bootstrap.getName().equals("altMetafactory")) {
            alternatives(node, dynamic, target, instantiated, captured);
        }
        return node;
    }

    private static void alternatives(
            ClassNode node, Code.Dynamic dynamic, Handle target, Type instantiated, Type... captured) {
        int flags = (Integer) dynamic.arguments[3];
        int at = 4;
        if ((flags & 1) != 0) {
            node.interfaces.add("java/io/Serializable");
        }
        if ((flags & 2) != 0) {
            int markers = (Integer) dynamic.arguments[at++];
            for (int i = 0; i < markers; i++) {
                node.interfaces.add(((Type) dynamic.arguments[at++]).getInternalName());
            }
        }
        if ((flags & 4) != 0) {
            int bridges = (Integer) dynamic.arguments[at++];
            for (int i = 0; i < bridges; i++) {
                Type bridge = (Type) dynamic.arguments[at++];
                node.methods.add(body(node, dynamic.name, bridge, target, instantiated, captured));
            }
        }
    }

    private static MethodNode body(
            ClassNode node, String name, Type erased, Handle target, Type instantiated, Type... captured) {
        MethodNode method = new MethodNode(Opcodes.ACC_PUBLIC, name, erased.getDescriptor(), null, null);
        boolean constructor = target.getTag() == Opcodes.H_NEWINVOKESPECIAL;
        boolean isStatic = target.getTag() == Opcodes.H_INVOKESTATIC;
        List<Type> wanted = new ArrayList<>();
        if (!constructor && !isStatic) {
            wanted.add(Type.getObjectType(target.getOwner()));
        }
        wanted.addAll(List.of(Type.getArgumentTypes(target.getDesc())));
        int stack = 4;
        if (constructor) {
            method.instructions.add(new TypeInsnNode(Opcodes.NEW, target.getOwner()));
            method.instructions.add(new InsnNode(Opcodes.DUP));
        }
        int index = 0;
        for (int i = 0; i < captured.length; i++) {
            method.instructions.add(new VarInsnNode(Opcodes.ALOAD, 0));
            method.instructions.add(
                    new FieldInsnNode(Opcodes.GETFIELD, node.name, "c" + i, captured[i].getDescriptor()));
            convert(method, captured[i], wanted.get(index++));
            stack += captured[i].getSize() + 1;
        }
        Type[] given = erased.getArgumentTypes();
        Type[] narrowed = instantiated.getArgumentTypes();
        int slot = 1;
        for (int i = 0; i < given.length; i++) {
            method.instructions.add(new VarInsnNode(given[i].getOpcode(Opcodes.ILOAD), slot));
            slot += given[i].getSize();
            convert(method, given[i], narrowed[i]);
            convert(method, narrowed[i], wanted.get(index++));
            stack += 3;
        }
        int opcode = switch (target.getTag()) {
            case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
            case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
            case Opcodes.H_INVOKEVIRTUAL -> Opcodes.INVOKEVIRTUAL;
            default -> Opcodes.INVOKESPECIAL;
        };
        method.instructions.add(new MethodInsnNode(
                opcode, target.getOwner(), target.getName(), target.getDesc(), target.isInterface()));
        Type made = constructor ? Type.getObjectType(target.getOwner()) : Type.getReturnType(target.getDesc());
        Type returned = erased.getReturnType();
        if (returned.getSort() == Type.VOID) {
            if (made.getSize() > 0) {
                method.instructions.add(new InsnNode(made.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP));
            }
            method.instructions.add(new InsnNode(Opcodes.RETURN));
        } else {
            convert(method, made, instantiated.getReturnType());
            convert(method, instantiated.getReturnType(), returned);
            method.instructions.add(new InsnNode(returned.getOpcode(Opcodes.IRETURN)));
        }
        method.maxLocals = slot;
        method.maxStack = stack + 4;
        return method;
    }

    private static boolean isReference(Type type) {
        return type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY;
    }

    private static void convert(MethodNode method, Type from, Type to) {
        if (from.equals(to)) {
            return;
        }
        if (isReference(from) && isReference(to)) {
            if (!to.getInternalName().equals("java/lang/Object")) {
                method.instructions.add(new TypeInsnNode(Opcodes.CHECKCAST, to.getInternalName()));
            }
        } else if (isReference(to)) {
            String box = boxOf(from);
            method.instructions.add(new MethodInsnNode(
                    Opcodes.INVOKESTATIC, box, "valueOf", "(" + from.getDescriptor() + ")L" + box + ";", false));
        } else if (isReference(from)) {
            String box = from.getInternalName().equals("java/lang/Object") ? boxOf(to) : from.getInternalName();
            method.instructions.add(new TypeInsnNode(Opcodes.CHECKCAST, box));
            method.instructions.add(new MethodInsnNode(
                    Opcodes.INVOKEVIRTUAL, box, to.getClassName() + "Value", "()" + to.getDescriptor(), false));
        } else if (to.getSort() == Type.LONG && from.getSort() <= Type.INT) {
            method.instructions.add(new InsnNode(Opcodes.I2L));
        } else if (to.getSort() > Type.INT) {
            throw new OutOfModelException("a lambda that turns " + from + " into " + to);
        }
    }

    private static String boxOf(Type type) {
        return switch (type.getSort()) {
            case Type.BOOLEAN -> "java/lang/Boolean";
            case Type.CHAR -> "java/lang/Character";
            case Type.BYTE -> "java/lang/Byte";
            case Type.SHORT -> "java/lang/Short";
            case Type.INT -> "java/lang/Integer";
            case Type.LONG -> "java/lang/Long";
            case Type.FLOAT -> "java/lang/Float";
            default -> "java/lang/Double";
        };
    }
}
