// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import org.objectweb.asm.Type;

/** A value of the explored program that the interpreter makes itself: a handle, a look-up. */
interface HostValue {
    /** The internal name of the class that the explored program sees. */
    String className();

    /** {@code MethodHandles.Lookup}. What it may access is not checked. */
    enum Lookup implements HostValue {
        LOOKUP;

        @Override
        public String className() {
            return "java/lang/invoke/MethodHandles$Lookup";
        }
    }

    /** A text that differs from machine to machine. The program may keep it, but what it says is not known. */
    record UnknownText(String what) implements HostValue {
        @Override
        public String className() {
            return "java/lang/String";
        }
    }

    /** {@code jdk.internal.misc.Unsafe}. */
    enum TheUnsafe implements HostValue {
        UNSAFE;

        @Override
        public String className() {
            return "jdk/internal/misc/Unsafe";
        }
    }

    /** An annotation of a class of the explored program. */
    record Annotation(java.lang.annotation.Annotation of) implements HostValue {
        @Override
        public String className() {
            return of.annotationType().getName().replace('.', '/');
        }
    }

    /** A field updater: its field. */
    record Updater(Field field, String className) implements HostValue {}

    /** A {@code VarHandle}: of a field, or of the elements of arrays of type {@code array}. */
    record Handle(Field field, Klass array) implements HostValue {
        @Override
        public String className() {
            return "java/lang/invoke/VarHandle";
        }

        /** The type of the field or of the elements. */
        Type variable() {
            return field != null ? field.type() : Type.getType(ClassTable.descriptor(array.component));
        }
    }

    /** What {@code new} of a class that lives outside pushes until its constructor runs. */
    final class Unborn implements HostValue {
        private final String className;

        Unborn(String className) {
            this.className = className;
        }

        @Override
        public String className() {
            return className;
        }
    }
}
