// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** A field, and the slot in which objects of its class hold it. */
final class Field {
    final Klass owner;
    final String name;
    final String descriptor;
    final int access;
    final boolean reference;
    /** Into {@link Obj#r} if it is a reference, else into {@link Obj#p}. */
    final int slot;

    final Object constant;

    private Type type;

    /** Whether a thread writes this final field of an object that others can reach already. Then it is like any other. */
    boolean escapes;

    Field(Klass owner, String name, String descriptor, int access, int slot, Object constant) {
        this.owner = owner;
        this.name = name;
        this.descriptor = descriptor;
        this.access = access;
        this.slot = slot;
        this.constant = constant;
        reference = descriptor.charAt(0) == 'L' || descriptor.charAt(0) == '[';
    }

    boolean isStatic() {
        return (access & Opcodes.ACC_STATIC) != 0;
    }

    boolean isFinal() {
        return (access & Opcodes.ACC_FINAL) != 0;
    }

    /** Its type, for handles. */
    Type type() {
        if (type == null) {
            type = Type.getType(descriptor);
        }
        return type;
    }

    Mode mode() {
        return (access & Opcodes.ACC_VOLATILE) != 0 ? Mode.VOLATILE : Mode.PLAIN;
    }

    boolean isWide() {
        return descriptor.equals("J") || descriptor.equals("D");
    }

    @Override
    public String toString() {
        return owner.javaName() + "." + name;
    }
}
