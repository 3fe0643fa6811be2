// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** A method's instructions in arrays: the opcode, up to two numbers and an object for each. Jumps are indexes into them. */
final class Code {
    /** Pushes {@link #a}. */
    static final int PUSH_INT = 256;
    /** Pushes the {@code Long} in {@link #k} into two slots. */
    static final int PUSH_WIDE = 257;
    /** Pushes the reference in {@link #k}. */
    static final int PUSH_REFERENCE = 258;
    /** Pushes the class that the {@link TypeRef} in {@link #k} names. */
    static final int PUSH_CLASS = 259;
    /** Pushes the value of the {@link Dynamic} in {@link #k}. */
    static final int PUSH_DYNAMIC = 260;

    final Method method;
    final int locals;
    final int slots;
    final int[] op;
    final int[] a;
    final int[] b;
    final Object[] k;
    final int[] line;
    final List<Handler> handlers = new ArrayList<>();

    /** A handler of exceptions. {@code type} is null if it takes all. */
    record Handler(int start, int end, int target, TypeRef type) {}

    /** The targets of a switch, by key. */
    record Switch(Map<Integer, Integer> targets, int otherwise) {}

    /** A class by name. */
    static final class TypeRef {
        final String name;
        Klass klass;

        TypeRef(String name) {
            this.name = name;
        }
    }

    /** A field by name. */
    static final class FieldRef {
        final String owner;
        final String name;
        Field field;

        FieldRef(String owner, String name) {
            this.owner = owner;
            this.name = name;
        }
    }

    /** A method by name, as a call names it. */
    static final class Call {
        final int opcode;
        final String owner;
        final String name;
        final String descriptor;
        final String key;
        final int argumentSlots;
        Method method;
        Intrinsic intrinsic;
        /** What an intrinsic has found out about this call. */
        Object cached;

        Call(int opcode, String owner, String name, String descriptor) {
            this.opcode = opcode;
            this.owner = owner;
            this.name = name;
            this.descriptor = descriptor;
            key = name + descriptor;
            argumentSlots =
                    (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - (opcode == Opcodes.INVOKESTATIC ? 1 : 0);
        }
    }

    /** A constant or a call site that a bootstrap method makes. */
    static final class Dynamic {
        final String name;
        final String descriptor;
        final org.objectweb.asm.Handle bootstrap;
        final Object[] arguments;
        Object resolved;

        Dynamic(String name, String descriptor, org.objectweb.asm.Handle bootstrap, Object... arguments) {
            this.name = name;
            this.descriptor = descriptor;
            this.bootstrap = bootstrap;
            this.arguments = arguments;
        }
    }

    private Loops loops;

    /** What the local variables are to the loops. */
    Loops loops() {
        if (loops == null) {
            loops = new Loops(this);
        }
        return loops;
    }

    private Code(Method method, int locals, int slots, int count) {
        this.method = method;
        this.locals = locals;
        this.slots = slots;
        op = new int[count];
        a = new int[count];
        b = new int[count];
        k = new Object[count];
        line = new int[count];
    }

    static Code of(Method method, MethodNode node) {
        Map<LabelNode, Integer> labels = new HashMap<>();
        int count = 0;
        for (AbstractInsnNode each : node.instructions) {
            if (each instanceof LabelNode label) {
                labels.put(label, count);
            } else if (each.getOpcode() >= 0) {
                count++;
            }
        }
        Code code = new Code(method, node.maxLocals, node.maxLocals + node.maxStack + 2, count);
        int index = 0;
        int line = 0;
        for (AbstractInsnNode each : node.instructions) {
            if (each instanceof LineNumberNode number) {
                line = number.line;
            } else if (each.getOpcode() >= 0) {
                code.line[index] = line;
                code.translate(index++, each, labels);
            }
        }
        for (TryCatchBlockNode block : node.tryCatchBlocks) {
            code.handlers.add(new Handler(
                    labels.get(block.start),
                    labels.get(block.end),
                    labels.get(block.handler),
                    block.type == null ? null : new TypeRef(block.type)));
        }
        return code;
    }

    /** Code that does nothing but call an instance method with references. */
    static Code callOf(Method target) {
        MethodNode node = new MethodNode(
                Opcodes.ACC_STATIC,
                "call",
                "(L" + target.owner.name + ";" + target.descriptor.substring(1),
                null,
                null);
        for (int i = 0; i < target.argumentSlots; i++) {
            node.instructions.add(new VarInsnNode(Opcodes.ALOAD, i));
        }
        node.instructions.add(new MethodInsnNode(
                Opcodes.INVOKESPECIAL, target.owner.name, target.name, target.descriptor, target.owner.isInterface()));
        node.instructions.add(new InsnNode(Type.getReturnType(target.descriptor).getOpcode(Opcodes.IRETURN)));
        node.maxLocals = target.argumentSlots;
        node.maxStack = target.argumentSlots + 2;
        return of(new Method(target.owner, node), node);
    }

    private void translate(int i, AbstractInsnNode node, Map<LabelNode, Integer> labels) {
        op[i] = node.getOpcode();
        if (node instanceof VarInsnNode var) {
            a[i] = var.var;
        } else if (node instanceof IntInsnNode number) {
            a[i] = number.operand;
            if (op[i] != Opcodes.NEWARRAY) {
                op[i] = PUSH_INT;
            }
        } else if (node instanceof IincInsnNode increment) {
            a[i] = increment.var;
            b[i] = increment.incr;
        } else if (node instanceof JumpInsnNode jump) {
            a[i] = labels.get(jump.label);
        } else if (node instanceof TypeInsnNode type) {
            k[i] = new TypeRef(type.desc);
        } else if (node instanceof FieldInsnNode field) {
            k[i] = new FieldRef(field.owner, field.name);
        } else if (node instanceof MethodInsnNode call) {
            k[i] = new Call(op[i], call.owner, call.name, call.desc);
        } else if (node instanceof InvokeDynamicInsnNode dynamic) {
            k[i] = new Dynamic(dynamic.name, dynamic.desc, dynamic.bsm, dynamic.bsmArgs);
        } else if (node instanceof LdcInsnNode constant) {
            constant(i, constant.cst);
        } else if (node instanceof TableSwitchInsnNode table) {
            Map<Integer, Integer> targets = new HashMap<>();
            for (int n = 0; n < table.labels.size(); n++) {
                targets.put(table.min + n, labels.get(table.labels.get(n)));
            }
            k[i] = new Switch(targets, labels.get(table.dflt));
        } else if (node instanceof LookupSwitchInsnNode lookup) {
            Map<Integer, Integer> targets = new HashMap<>();
            for (int n = 0; n < lookup.labels.size(); n++) {
                targets.put(lookup.keys.get(n), labels.get(lookup.labels.get(n)));
            }
            k[i] = new Switch(targets, labels.get(lookup.dflt));
        } else if (node instanceof MultiANewArrayInsnNode array) {
            k[i] = new TypeRef(array.desc);
            a[i] = array.dims;
        } else if (op[i] >= Opcodes.ICONST_M1 && op[i] <= Opcodes.ICONST_5) {
            a[i] = op[i] - Opcodes.ICONST_0;
            op[i] = PUSH_INT;
        }
    }

    private void constant(int i, Object value) {
        if (value instanceof Integer number) {
            op[i] = PUSH_INT;
            a[i] = number;
        } else if (value instanceof Float number) {
            op[i] = PUSH_INT;
            a[i] = Float.floatToRawIntBits(number);
        } else if (value instanceof Long number) {
            op[i] = PUSH_WIDE;
            k[i] = number;
        } else if (value instanceof Double number) {
            op[i] = PUSH_WIDE;
            k[i] = Double.doubleToRawLongBits(number);
        } else if (value instanceof String text) {
            op[i] = PUSH_REFERENCE;
            k[i] = text.intern();
        } else if (value instanceof Type type && type.getSort() != Type.METHOD) {
            op[i] = PUSH_CLASS;
            k[i] = new TypeRef(type.getSort() == Type.ARRAY ? type.getDescriptor() : type.getInternalName());
        } else if (value instanceof ConstantDynamic dynamic) {
            op[i] = PUSH_DYNAMIC;
            Object[] arguments = new Object[dynamic.getBootstrapMethodArgumentCount()];
            for (int n = 0; n < arguments.length; n++) {
                arguments[n] = dynamic.getBootstrapMethodArgument(n);
            }
            k[i] = new Dynamic(dynamic.getName(), dynamic.getDescriptor(), dynamic.getBootstrapMethod(), arguments);
        } else {
            throw new OutOfModelException(
                    "a constant of type " + value.getClass().getSimpleName() + " in " + method);
        }
    }
}
