// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.util.Set;
import org.objectweb.asm.Type;

/** Calls of classes whose objects never change. The explored program uses the objects of the machine that explores. */
final class HostCalls {
    static final Set<String> CLASSES = Set.of(
            "java/lang/String",
            "java/lang/Integer",
            "java/lang/Long",
            "java/lang/Short",
            "java/lang/Byte",
            "java/lang/Character",
            "java/lang/Boolean",
            "java/lang/Float",
            "java/lang/Double",
            "java/lang/Math",
            "java/lang/StrictMath");

    private HostCalls() {}

    static boolean isHost(Object reference) {
        return !(reference instanceof Klass) && !(reference instanceof HostValue) && !(reference instanceof Obj);
    }

    private static MethodType type(String descriptor) {
        return MethodType.fromMethodDescriptorString(descriptor, HostCalls.class.getClassLoader());
    }

    /** A call on a receiver that lives outside. */
    static boolean call(Interpreter vm, Frame f, int base, Code.Call call) {
        Object receiver = f.r[base];
        if (call.key.equals("equals(Ljava/lang/Object;)Z") && f.r[base + 1] instanceof Obj) {
            f.sp = base;
            f.push(0L);
            return true;
        }
        if (call.name.equals("getClass")) {
            f.sp = base;
            f.push((Object) vm.klassOf(receiver));
            return true;
        }
        try {
            MethodType type = type(call.descriptor);
            Object[] arguments = arguments(vm, f, base + 1, type, call);
            java.lang.reflect.Method method = receiver.getClass().getMethod(call.name, type.parameterArray());
            return finish(vm, f, base, method, receiver, arguments, call.descriptor);
        } catch (NoSuchMethodException | TypeNotPresentException e) {
            throw new OutOfModelException(receiver.getClass().getName() + "." + call.name + call.descriptor);
        }
    }

    /** A static call, or a constructor, of a class that lives outside. */
    static boolean callStatic(Interpreter vm, Frame f, int base, Method method) {
        try {
            MethodType type = type(method.descriptor);
            Class<?> owner = Class.forName(method.owner.javaName());
            if (method.name.equals("<init>")) {
                Object[] arguments = arguments(vm, f, base + 1, type, null);
                Object made = finishNew(vm, owner.getConstructor(type.parameterArray()), arguments);
                Object unborn = f.r[base];
                f.sp = base;
                for (int i = 0; i < f.r.length; i++) {
                    if (f.r[i] == unborn) {
                        f.r[i] = i < base ? made : null;
                    }
                }
                return true;
            }
            Object[] arguments = arguments(vm, f, base, type, null);
            java.lang.reflect.Method target = owner.getMethod(method.name, type.parameterArray());
            return finish(vm, f, base, target, null, arguments, method.descriptor);
        } catch (ReflectiveOperationException | TypeNotPresentException e) {
            throw new OutOfModelException(method + method.descriptor);
        }
    }

    private static Object[] arguments(Interpreter vm, Frame f, int base, MethodType type, Code.Call call) {
        Object[] arguments = new Object[type.parameterCount()];
        int slot = base;
        for (int i = 0; i < arguments.length; i++) {
            Class<?> wanted = type.parameterType(i);
            arguments[i] = wanted.isPrimitive() ? box(wanted, f.p[slot]) : toHost(vm, f.r[slot], wanted);
            slot += wanted == long.class || wanted == double.class ? 2 : 1;
        }
        return arguments;
    }

    static Object box(Class<?> type, long value) {
        if (type == int.class) {
            return (int) value;
        } else if (type == long.class) {
            return value;
        } else if (type == boolean.class) {
            return value != 0;
        } else if (type == char.class) {
            return (char) value;
        } else if (type == byte.class) {
            return (byte) value;
        } else if (type == short.class) {
            return (short) value;
        } else if (type == float.class) {
            return Float.intBitsToFloat((int) value);
        }
        return Double.longBitsToDouble(value);
    }

    private static Object toHost(Interpreter vm, Object value, Class<?> wanted) {
        if (!(value instanceof Obj object)) {
            if (value instanceof Klass || value instanceof HostValue) {
                throw new OutOfModelException("a " + vm.klassOf(value).javaName() + " handed to the JDK");
            }
            return value;
        }
        if (object.klass.isArray() && object.klass.component.primitive && wanted.isArray()) {
            vm.assertReadable(object);
            Object array = Array.newInstance(wanted.getComponentType(), object.p.length);
            for (int i = 0; i < object.p.length; i++) {
                Array.set(array, i, box(wanted.getComponentType(), object.p[i]));
            }
            return array;
        }
        if (object.klass.isArray() && wanted == Object[].class) {
            vm.assertReadable(object);
            Object[] array = new Object[object.r.length];
            for (int i = 0; i < array.length; i++) {
                array[i] = toHost(vm, object.r[i], Object.class);
            }
            return array;
        }
        if (wanted == Object.class || wanted == CharSequence.class) {
            return Intrinsics.text(vm, value);
        }
        throw new OutOfModelException("a " + object.klass.javaName() + " handed to the JDK");
    }

    private static boolean finish(
            Interpreter vm,
            Frame f,
            int base,
            java.lang.reflect.Method method,
            Object receiver,
            Object[] arguments,
            String descriptor) {
        Object result;
        try {
            result = method.invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            throw thrown(vm, method, e);
        } catch (IllegalAccessException e) {
            throw new OutOfModelException(method + ": " + e.getMessage());
        }
        f.sp = base;
        pushHost(vm, f, Type.getReturnType(descriptor), result);
        return true;
    }

    private static Object finishNew(Interpreter vm, java.lang.reflect.Constructor<?> constructor, Object... arguments) {
        try {
            if (constructor.getDeclaringClass() == Boolean.class) {
                return arguments[0];
            }
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw thrown(vm, constructor, e);
        } catch (ReflectiveOperationException e) {
            throw new OutOfModelException(constructor + ": " + e.getMessage());
        }
    }

    private static Thrown thrown(Interpreter vm, Executable called, InvocationTargetException e) {
        Throwable cause = e.getCause();
        if (cause instanceof RuntimeException) {
            return vm.thrown(cause.getClass().getName().replace('.', '/'), cause.getMessage());
        }
        throw new OutOfModelException(called + ": " + cause);
    }

    /** Pushes a value of the machine that explores. */
    static void pushHost(Interpreter vm, Frame f, Type type, Object value) {
        switch (type.getSort()) {
            case Type.VOID -> {}
            case Type.BOOLEAN -> f.push((Boolean) value ? 1L : 0L);
            case Type.CHAR -> f.push((long) (Character) value);
            case Type.BYTE, Type.SHORT, Type.INT -> f.push(((Number) value).longValue());
            case Type.LONG -> f.pushWide((Long) value);
            case Type.FLOAT -> f.push((long) Float.floatToRawIntBits((Float) value));
            case Type.DOUBLE -> f.pushWide(Double.doubleToRawLongBits((Double) value));
            default -> f.push(fromHost(vm, value));
        }
    }

    private static Object fromHost(Interpreter vm, Object value) {
        if (value == null
                || value instanceof Obj
                || value instanceof Klass
                || value instanceof HostValue
                || CLASSES.contains(value.getClass().getName().replace('.', '/'))) {
            return value;
        }
        if (value.getClass().isArray()) {
            Klass type = vm.classes.load(value.getClass().getName().replace('.', '/'));
            int length = Array.getLength(value);
            Obj array = vm.allocateArray(type, length);
            for (int i = 0; i < length; i++) {
                Object each = Array.get(value, i);
                if (!type.component.primitive) {
                    array.r[i] = fromHost(vm, each);
                } else if (each instanceof Character c) {
                    array.p[i] = c;
                } else if (each instanceof Boolean b) {
                    array.p[i] = b ? 1 : 0;
                } else if (each instanceof Float x) {
                    array.p[i] = Float.floatToRawIntBits(x);
                } else if (each instanceof Double x) {
                    array.p[i] = Double.doubleToRawLongBits(x);
                } else {
                    array.p[i] = ((Number) each).longValue();
                }
            }
            return array;
        }
        throw new OutOfModelException("a " + value.getClass().getName() + " that the JDK returns");
    }
}
