// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import org.objectweb.asm.Type;

/**
 * Accesses by name and mode: {@code VarHandle}, {@code Unsafe} and field updaters. All take a place (an object and a
 * slot), and values on the stack.
 */
final class Access {
    private Access() {}

    /** What an access does. */
    enum Kind {
        GET,
        SET,
        /** Compares, sets, and tells whether it did. */
        COMPARE_AND_SET,
        /** Compares, sets, and returns what was there. */
        COMPARE_AND_EXCHANGE,
        GET_AND_SET,
        GET_AND_ADD,
        GET_AND_OR,
        GET_AND_AND,
        GET_AND_XOR
    }

    /** An access as its method's name says. */
    record Operation(Kind kind, Mode mode, boolean weak) {
        /** As a verb. {@code done} says whether a conditional operation wrote. */
        String words(boolean done) {
            return switch (kind) {
                case GET -> "reads";
                case SET -> "writes";
                case COMPARE_AND_SET, COMPARE_AND_EXCHANGE -> done ? "compares and sets" : "compares and leaves";
                case GET_AND_SET -> "exchanges";
                case GET_AND_ADD -> "adds to";
                default -> "gets and changes";
            };
        }

        boolean compares() {
            return kind == Kind.COMPARE_AND_SET || kind == Kind.COMPARE_AND_EXCHANGE;
        }

        /** Whether the machine locks the bus or drains its store buffer for it. */
        boolean isLocked() {
            return kind != Kind.GET && kind != Kind.SET || kind == Kind.SET && mode == Mode.VOLATILE;
        }
    }

    /** A call of a {@code VarHandle} method. */
    record HandleCall(Operation operation, Type[] arguments, Type returned) {
        static HandleCall of(Operation operation, String descriptor) {
            return new HandleCall(operation, Type.getArgumentTypes(descriptor), Type.getReturnType(descriptor));
        }
    }

    /** The operation of a {@code VarHandle} method. Null if it is none. */
    static Operation ofVarHandle(String name) {
        return switch (name) {
            case "get" -> new Operation(Kind.GET, Mode.PLAIN, false);
            case "set" -> new Operation(Kind.SET, Mode.PLAIN, false);
            case "getOpaque" -> new Operation(Kind.GET, Mode.OPAQUE, false);
            case "setOpaque" -> new Operation(Kind.SET, Mode.OPAQUE, false);
            case "getAcquire" -> new Operation(Kind.GET, Mode.ACQUIRE, false);
            case "setRelease" -> new Operation(Kind.SET, Mode.RELEASE, false);
            case "getVolatile" -> new Operation(Kind.GET, Mode.VOLATILE, false);
            case "setVolatile" -> new Operation(Kind.SET, Mode.VOLATILE, false);
            case "compareAndSet" -> new Operation(Kind.COMPARE_AND_SET, Mode.VOLATILE, false);
            case "weakCompareAndSet" -> new Operation(Kind.COMPARE_AND_SET, Mode.VOLATILE, true);
            case "weakCompareAndSetPlain" -> new Operation(Kind.COMPARE_AND_SET, Mode.PLAIN, true);
            case "weakCompareAndSetAcquire" -> new Operation(Kind.COMPARE_AND_SET, Mode.ACQUIRE, true);
            case "weakCompareAndSetRelease" -> new Operation(Kind.COMPARE_AND_SET, Mode.RELEASE, true);
            case "compareAndExchange" -> new Operation(Kind.COMPARE_AND_EXCHANGE, Mode.VOLATILE, false);
            case "compareAndExchangeAcquire" -> new Operation(Kind.COMPARE_AND_EXCHANGE, Mode.ACQUIRE, false);
            case "compareAndExchangeRelease" -> new Operation(Kind.COMPARE_AND_EXCHANGE, Mode.RELEASE, false);
            case "getAndSet" -> new Operation(Kind.GET_AND_SET, Mode.VOLATILE, false);
            case "getAndSetAcquire" -> new Operation(Kind.GET_AND_SET, Mode.ACQUIRE, false);
            case "getAndSetRelease" -> new Operation(Kind.GET_AND_SET, Mode.RELEASE, false);
            case "getAndAdd" -> new Operation(Kind.GET_AND_ADD, Mode.VOLATILE, false);
            case "getAndAddAcquire" -> new Operation(Kind.GET_AND_ADD, Mode.ACQUIRE, false);
            case "getAndAddRelease" -> new Operation(Kind.GET_AND_ADD, Mode.RELEASE, false);
            case "getAndBitwiseOr" -> new Operation(Kind.GET_AND_OR, Mode.VOLATILE, false);
            case "getAndBitwiseOrAcquire" -> new Operation(Kind.GET_AND_OR, Mode.ACQUIRE, false);
            case "getAndBitwiseOrRelease" -> new Operation(Kind.GET_AND_OR, Mode.RELEASE, false);
            case "getAndBitwiseAnd" -> new Operation(Kind.GET_AND_AND, Mode.VOLATILE, false);
            case "getAndBitwiseAndAcquire" -> new Operation(Kind.GET_AND_AND, Mode.ACQUIRE, false);
            case "getAndBitwiseAndRelease" -> new Operation(Kind.GET_AND_AND, Mode.RELEASE, false);
            case "getAndBitwiseXor" -> new Operation(Kind.GET_AND_XOR, Mode.VOLATILE, false);
            case "getAndBitwiseXorAcquire" -> new Operation(Kind.GET_AND_XOR, Mode.ACQUIRE, false);
            case "getAndBitwiseXorRelease" -> new Operation(Kind.GET_AND_XOR, Mode.RELEASE, false);
            default -> null;
        };
    }

    /**
     * Carries out an operation on a primitive slot.
     *
     * @param type of the slot, as a descriptor's first letter
     * @return what was there
     */
    static long onPrimitive(
            Interpreter vm, Obj object, int slot, char type, Operation operation, long first, long second) {
        long old = operation.kind() == Kind.SET ? 0 : vm.primitive(object, slot);
        switch (operation.kind()) {
            case GET -> {}
            case SET -> vm.put(object, slot, Numbers.narrow(type, first), !operation.isLocked());
            case GET_AND_SET -> vm.heap.set(object, slot, Numbers.narrow(type, first));
            case COMPARE_AND_SET, COMPARE_AND_EXCHANGE -> {
                if (old == Numbers.narrow(type, first)) {
                    vm.heap.set(object, slot, Numbers.narrow(type, second));
                }
            }
            case GET_AND_ADD, GET_AND_OR, GET_AND_AND, GET_AND_XOR ->
                change(vm, object, slot, type, operation, old, first);
        }
        if (vm.isObserved()) {
            boolean writes =
                    operation.kind() != Kind.GET && (!operation.compares() || old == Numbers.narrow(type, first));
            boolean reads = operation.kind() != Kind.SET;
            Object value = reads ? old : (Object) Numbers.narrow(type, first);
            vm.tell(object, slot, false, operation.mode(), operation.words(writes), reads, writes, value);
        }
        return old;
    }

    private static void change(
            Interpreter vm, Obj object, int slot, char type, Operation operation, long old, long by) {
        boolean isAdd = operation.kind() == Kind.GET_AND_ADD;
        if (isAdd ? type == 'Z' : type == 'F' || type == 'D') {
            throw new OutOfModelException(operation.kind() + " of a "
                    + Type.getType(String.valueOf(type)).getClassName());
        }
        long value = switch (operation.kind()) {
            case GET_AND_ADD -> add(type, old, by);
            case GET_AND_OR -> old | by;
            case GET_AND_AND -> old & by;
            default -> old ^ by;
        };
        vm.heap.set(object, slot, Numbers.narrow(type, value));
    }

    private static long add(char type, long old, long by) {
        return switch (type) {
            case 'F' -> Float.floatToRawIntBits(Float.intBitsToFloat((int) old) + Float.intBitsToFloat((int) by));
            case 'D' -> Double.doubleToRawLongBits(Double.longBitsToDouble(old) + Double.longBitsToDouble(by));
            default -> old + by;
        };
    }

    /** Carries out an operation on a reference slot. Returns what was there. */
    static Object onReference(Interpreter vm, Obj object, int slot, Operation operation, Object first, Object second) {
        Object old = vm.reference(object, slot);
        switch (operation.kind()) {
            case GET -> {}
            case SET -> vm.put(object, slot, first, !operation.isLocked());
            case GET_AND_SET -> vm.heap.set(object, slot, first);
            case COMPARE_AND_SET, COMPARE_AND_EXCHANGE -> {
                if (same(old, first)) {
                    vm.heap.set(object, slot, second);
                }
            }
            default -> throw new OutOfModelException(operation.kind() + " of a reference");
        }
        if (vm.isObserved()) {
            boolean writes = operation.kind() != Kind.GET && (!operation.compares() || same(old, first));
            boolean reads = operation.kind() != Kind.SET;
            vm.tell(object, slot, true, operation.mode(), operation.words(writes), reads, writes, reads ? old : first);
        }
        return old;
    }

    /** Identity; small boxed numbers are the same object for every caller. */
    static boolean same(Object left, Object right) {
        return left == right;
    }

    /** A {@code VarHandle} access. */
    static boolean varHandle(Interpreter vm, Frame f, int base, Code.Call call) {
        HandleCall known = (HandleCall) call.cached;
        Operation named = known.operation();
        Object receiver = f.r[base];
        if (receiver == null) {
            throw vm.nullPointer();
        }
        HostValue.Handle handle = (HostValue.Handle) receiver;
        Type[] types = known.arguments();
        int at = 0;
        int slotAt = base + 1;
        Obj object;
        int slot;
        if (handle.array() != null) {
            int index = (int) f.p[slotAt + 1];
            object = vm.checkIndex(f.r[slotAt], index);
            slot = index;
            at = 2;
            slotAt += 2;
        } else {
            slot = handle.field().slot;
            if (handle.field().isStatic()) {
                if (!vm.initialise(handle.field().owner)) {
                    throw new OutOfModelException("a handle on a class that was not initialised");
                }
                object = handle.field().owner.statics;
            } else {
                if (f.r[slotAt] == null) {
                    throw vm.nullPointer();
                }
                object = (Obj) f.r[slotAt];
                at = 1;
                slotAt += 1;
            }
        }
        Operation operation = named;
        Type variable = handle.variable();
        boolean reference = variable.getSort() == Type.OBJECT || variable.getSort() == Type.ARRAY;
        Type returned = known.returned();
        if (operation.kind() != Kind.GET
                && handle.field() != null
                && handle.field().isFinal()) {
            throw new OutOfModelException("a VarHandle that writes the final field " + handle.field());
        }
        if (operation.kind() != Kind.GET) {
            vm.heap.changes(object, vm);
        }
        if (reference) {
            Object[] values = new Object[2];
            for (int i = 0; at < types.length; at++, i++) {
                values[i] = referenceArgument(f, slotAt, types[at]);
                slotAt += types[at].getSize();
            }
            Klass wanted = handle.array() != null ? object.klass.component : vm.classes.of(variable);
            for (Object each : values) {
                if (each != null && !vm.isInstance(each, wanted)) {
                    throw new OutOfModelException("a VarHandle given a value that is no " + wanted.javaName());
                }
            }
            boolean fails = operation.compares() && !same(vm.reference(object, slot), values[0]);
            if (!vm.mayGo(object, slot, true, operation, fails)) {
                return false;
            }
            Object old = onReference(vm, object, slot, operation, values[0], values[1]);
            f.sp = base;
            pushResult(f, operation, returned, same(old, values[0]) ? 1 : 0, old);
        } else {
            long[] values = new long[2];
            for (int i = 0; at < types.length; at++, i++) {
                values[i] = primitiveArgument(f, slotAt, types[at], variable);
                slotAt += types[at].getSize();
            }
            char type = variable.getDescriptor().charAt(0);
            boolean fails = operation.compares() && vm.primitive(object, slot) != Numbers.narrow(type, values[0]);
            if (!vm.mayGo(object, slot, false, operation, fails)) {
                return false;
            }
            long old = onPrimitive(vm, object, slot, type, operation, values[0], values[1]);
            f.sp = base;
            if (operation.kind() == Kind.COMPARE_AND_SET) {
                pushPrimitive(f, returned, Type.BOOLEAN_TYPE, old == Numbers.narrow(type, values[0]) ? 1 : 0);
            } else if (operation.kind() != Kind.SET) {
                pushPrimitive(f, returned, variable, old);
            }
        }
        return true;
    }

    private static Object referenceArgument(Frame f, int slot, Type type) {
        if (type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY) {
            return f.r[slot];
        }
        return boxed(type, f.p[slot]);
    }

    static Object boxed(Type type, long value) {
        return switch (type.getSort()) {
            case Type.BOOLEAN -> value != 0;
            case Type.CHAR -> (char) value;
            case Type.BYTE -> (byte) value;
            case Type.SHORT -> (short) value;
            case Type.INT -> (int) value;
            case Type.FLOAT -> Float.intBitsToFloat((int) value);
            case Type.DOUBLE -> Double.longBitsToDouble(value);
            default -> value;
        };
    }

    /** An argument as a value of the variable's type: widened, or taken out of its box. */
    private static long primitiveArgument(Frame f, int slot, Type type, Type variable) {
        if (type.getSort() == Type.OBJECT) {
            Object value = f.r[slot];
            if (value instanceof Character c) {
                return c;
            } else if (value instanceof Boolean b) {
                return b ? 1 : 0;
            } else if (value instanceof Number number) {
                return bits(number, variable);
            }
            throw new OutOfModelException("an argument of a VarHandle: " + value);
        }
        long value = f.p[slot];
        if (type.getSort() == variable.getSort()
                || variable.getSort() <= Type.INT
                || variable.getSort() == Type.LONG && type.getSort() <= Type.INT) {
            return value;
        }
        return bits((Number) boxed(type, value), variable);
    }

    private static long bits(Number number, Type type) {
        return switch (type.getSort()) {
            case Type.FLOAT -> Float.floatToRawIntBits(number.floatValue());
            case Type.DOUBLE -> Double.doubleToRawLongBits(number.doubleValue());
            default -> number.longValue();
        };
    }

    private static void pushResult(Frame f, Operation operation, Type returned, long same, Object old) {
        if (operation.kind() == Kind.COMPARE_AND_SET) {
            pushPrimitive(f, returned, Type.BOOLEAN_TYPE, same);
        } else if (operation.kind() != Kind.SET && returned.getSort() != Type.VOID) {
            if (returned.getSort() == Type.OBJECT || returned.getSort() == Type.ARRAY) {
                f.push(old);
            } else {
                throw new OutOfModelException("a VarHandle's result taken out of its box");
            }
        }
    }

    private static void pushPrimitive(Frame f, Type returned, Type type, long value) {
        switch (returned.getSort()) {
            case Type.VOID -> {}
            case Type.OBJECT -> f.push(boxed(type, value));
            case Type.LONG, Type.DOUBLE ->
                f.pushWide(type.getSort() == returned.getSort() ? value : bits((Number) boxed(type, value), returned));
            default ->
                f.push(
                        type.getSort() == returned.getSort() || returned.getSort() <= Type.INT
                                ? value
                                : bits((Number) boxed(type, value), returned));
        }
    }

    // --- Unsafe ---

    private static final long FIELD = 1L << 32;

    /** A field's offset, as the explored program's {@code Unsafe} gives it. */
    static long offset(Field field) {
        return FIELD | field.slot;
    }

    /** An access through {@code Unsafe}. The call's cached operation says which. */
    static boolean unsafe(Interpreter vm, Frame f, int base, Code.Call call) {
        UnsafeOperation named = (UnsafeOperation) call.cached;
        Object holder = f.r[base + 1];
        if (holder == null) {
            throw new OutOfModelException("memory outside the heap");
        }
        Obj object = holder instanceof Klass klass ? klass.statics : (Obj) holder;
        int slot = (int) f.p[base + 2];
        Operation operation = named.operation();
        if (object.klass.isArray()
                && ClassTable.descriptor(object.klass.component).charAt(0) != named.type()
                && !(named.type() == 'L' && !object.klass.component.primitive)) {
            throw new OutOfModelException("elements of " + object.klass.javaName() + " as something else");
        }
        if (operation.kind() != Kind.GET) {
            vm.heap.changes(object, vm);
        }
        int at = base + 4;
        boolean wide = named.type() == 'J' || named.type() == 'D';
        Type returned = Type.getReturnType(call.descriptor);
        if (named.type() == 'L') {
            Object first = at < f.sp ? f.r[at] : null;
            boolean fails = operation.compares() && !same(vm.reference(object, slot), first);
            if (!vm.mayGo(object, slot, true, operation, fails)) {
                return false;
            }
            Object old = onReference(vm, object, slot, operation, first, at + 1 < f.sp ? f.r[at + 1] : null);
            f.sp = base;
            pushResult(f, operation, returned, same(old, first) ? 1 : 0, old);
        } else {
            long first = at < f.sp ? f.p[at] : 0;
            int next = at + (wide ? 2 : 1);
            long second = next < f.sp ? f.p[next] : 0;
            boolean fails = operation.compares() && vm.primitive(object, slot) != Numbers.narrow(named.type(), first);
            if (!vm.mayGo(object, slot, false, operation, fails)) {
                return false;
            }
            long old = onPrimitive(vm, object, slot, named.type(), operation, first, second);
            f.sp = base;
            if (operation.kind() == Kind.COMPARE_AND_SET) {
                f.push(old == Numbers.narrow(named.type(), first) ? 1L : 0L);
            } else if (operation.kind() != Kind.SET) {
                if (wide) {
                    f.pushWide(old);
                } else {
                    f.push(old);
                }
            }
        }
        return true;
    }

    /** An operation on a slot of a type. */
    record UnsafeOperation(Operation operation, char type) {}

    private static final String[] TYPES = {
        "Reference",
        "L",
        "Object",
        "L",
        "Int",
        "I",
        "Long",
        "J",
        "Boolean",
        "Z",
        "Byte",
        "B",
        "Short",
        "S",
        "Char",
        "C",
        "Float",
        "F",
        "Double",
        "D"
    };

    /** The operation of an {@code Unsafe} method. Null if it is none. */
    static UnsafeOperation ofUnsafe(String name) {
        for (int i = 0; i < TYPES.length; i += 2) {
            String type = TYPES[i];
            int at = name.indexOf(type);
            if (at > 0) {
                String verb = name.substring(0, at);
                String mode = name.substring(at + type.length());
                String varHandleName = switch (verb) {
                    case "get" -> mode.isEmpty() ? "getPlain" : "get" + mode;
                    case "put" -> mode.isEmpty() ? "setPlain" : "set" + mode;
                    case "weakCompareAndSet" -> mode.equals("Volatile") ? verb : verb + mode;
                    default -> verb + mode;
                };
                Operation operation = switch (varHandleName) {
                    case "getPlain" -> new Operation(Kind.GET, Mode.PLAIN, false);
                    case "setPlain" -> new Operation(Kind.SET, Mode.PLAIN, false);
                    default -> ofVarHandle(varHandleName);
                };
                if (operation != null) {
                    return new UnsafeOperation(operation, TYPES[i + 1].charAt(0));
                }
            }
        }
        return null;
    }
}
