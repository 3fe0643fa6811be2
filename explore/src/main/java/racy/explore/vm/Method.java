// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodNode;

/** A method. Its code is translated when it is first called. */
final class Method {
    final Klass owner;
    final String name;
    final String descriptor;
    final int access;
    final int argumentSlots;
    final char returns;
    /** What runs instead of the method's code. Null if its code runs. */
    Intrinsic intrinsic;
    /** What to mind when the method is called. Null if nothing. */
    Caution caution;

    private final MethodNode node;
    private Code code;

    Method(Klass owner, MethodNode node) {
        this.owner = owner;
        this.node = node;
        name = node.name;
        descriptor = node.desc;
        access = node.access;
        argumentSlots = (Type.getArgumentsAndReturnSizes(descriptor) >> 2) - (isStatic() ? 1 : 0);
        returns = Type.getReturnType(descriptor).getDescriptor().charAt(0);
    }

    Code code() {
        if (code == null) {
            code = Code.of(this, node);
        }
        return code;
    }

    String key() {
        return name + descriptor;
    }

    boolean isStatic() {
        return (access & Opcodes.ACC_STATIC) != 0;
    }

    boolean isPublic() {
        return (access & Opcodes.ACC_PUBLIC) != 0;
    }

    boolean isAbstract() {
        return (access & Opcodes.ACC_ABSTRACT) != 0;
    }

    boolean isNative() {
        return (access & Opcodes.ACC_NATIVE) != 0;
    }

    boolean isSynchronized() {
        return (access & Opcodes.ACC_SYNCHRONIZED) != 0;
    }

    @Override
    public String toString() {
        return owner.javaName() + "." + name;
    }
}
