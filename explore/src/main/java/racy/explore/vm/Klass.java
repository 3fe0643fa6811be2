// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** A class, an interface, an array type or a primitive type. In the explored program it is also the {@code Class} object. */
public final class Klass {
    /** The internal name: {@code java/lang/Object}, {@code [I}, or a primitive's descriptor. */
    public final String name;

    final int access;
    final Klass superclass;
    final List<Klass> interfaces;
    /** The type of an array's elements. Null for all else. */
    final Klass component;

    final boolean primitive;
    final String sourceFile;
    final Map<String, Method> methods = new LinkedHashMap<>();
    final Map<String, Field> fields = new LinkedHashMap<>();
    /** All instance fields, inherited ones first. */
    List<Field> layout = List.of();

    int primitiveSlots;
    int referenceSlots;
    /** Holds the static fields. Its first primitive slot is the state of the initialisation. */
    final Obj statics;

    /** Whether its initialiser does not run because it needs the machine. Then its static fields hold nothing. */
    boolean blank;

    private final Map<String, Method> found = new LinkedHashMap<>();

    Klass(
            String name,
            int access,
            Klass superclass,
            List<Klass> interfaces,
            Klass component,
            boolean primitive,
            String sourceFile) {
        this.name = name;
        this.access = access;
        this.superclass = superclass;
        this.interfaces = interfaces;
        this.component = component;
        this.primitive = primitive;
        this.sourceFile = sourceFile;
        statics = new Obj(this, Obj.SHARED);
    }

    private static final Set<String> JDK = Set.of("java", "javax", "jdk", "sun");

    /** The slots of instance fields that do not count when states are compared. Null if all do. */
    private BitSet leftOut;

    /** The field does not count when states are compared. */
    void leaveOut(String fieldName) {
        Field field = fields.get(fieldName);
        if (field == null || field.isStatic()) {
            throw new IllegalArgumentException("no field of an object is " + javaName() + "." + fieldName);
        }
        if (leftOut == null) {
            leftOut = new BitSet();
        }
        leftOut.set(2 * field.slot + (field.reference ? 1 : 0));
    }

    boolean leavesOut(int slot, boolean reference) {
        return leftOut != null && leftOut.get(2 * slot + (reference ? 1 : 0))
                || superclass != null && superclass.leftOut != null && superclass.leavesOut(slot, reference);
    }

    boolean isJdk() {
        int end = name.indexOf('/');
        return end > 0 && JDK.contains(name.substring(0, end));
    }

    boolean isInterface() {
        return (access & Opcodes.ACC_INTERFACE) != 0;
    }

    boolean isArray() {
        return component != null;
    }

    /** The method that a call of {@code name + descriptor} on an instance of exactly this class runs. Null if there is none. */
    Method find(String key) {
        Method known = found.get(key);
        if (known == null && !found.containsKey(key)) {
            known = search(key);
            found.put(key, known);
        }
        return known;
    }

    private Method search(String key) {
        for (Klass klass = this; klass != null; klass = klass.superclass) {
            Method method = klass.methods.get(key);
            if (method != null) {
                return method;
            }
        }
        Method best = null;
        for (Klass klass = this; klass != null; klass = klass.superclass) {
            for (Klass each : klass.interfaces) {
                Method candidate = each.search(key);
                if (candidate != null && isBetter(candidate, best)) {
                    best = candidate;
                }
            }
        }
        return best;
    }

    private static boolean isBetter(Method candidate, Method best) {
        return best == null
                || best.isAbstract() && !candidate.isAbstract()
                || best.isAbstract() == candidate.isAbstract() && candidate.owner.isSubtypeOf(best.owner);
    }

    Field findField(String field) {
        for (Klass klass = this; klass != null; klass = klass.superclass) {
            Field known = klass.fields.get(field);
            if (known != null) {
                return known;
            }
            for (Klass each : klass.interfaces) {
                Field inherited = each.findField(field);
                if (inherited != null) {
                    return inherited;
                }
            }
        }
        return null;
    }

    /** Whether a final field of its objects is in this reference slot. */
    boolean isFinalSlot(int slot) {
        if (finalSlots == null) {
            finalSlots = new BitSet();
            for (Field each : layout) {
                if (each.reference && each.isFinal()) {
                    finalSlots.set(each.slot);
                }
            }
        }
        return finalSlots.get(slot);
    }

    private BitSet finalSlots;

    boolean isSubtypeOf(Klass other) {
        if (this == other || other.name.equals("java/lang/Object")) {
            return !primitive || this == other;
        }
        if (component != null) {
            if (other.component != null) {
                return component == other.component
                        || !component.primitive && !other.component.primitive && component.isSubtypeOf(other.component);
            }
            return other.name.equals("java/lang/Cloneable") || other.name.equals("java/io/Serializable");
        }
        for (Klass klass = this; klass != null; klass = klass.superclass) {
            if (klass == other) {
                return true;
            }
            for (Klass each : klass.interfaces) {
                if (each.isSubtypeOf(other)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The name as Java source has it. */
    public String javaName() {
        return primitive ? Type.getType(name).getClassName() : name.replace('/', '.');
    }

    @Override
    public String toString() {
        return (isInterface() ? "interface " : primitive ? "" : "class ") + javaName();
    }
}
