// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** The methods that the interpreter itself carries out: what the JDK has in native code, and what stands for the machine. */
final class Intrinsics {
    /** Classes whose methods need the machine. Those that are not listed by name are out of model. */
    private static final Set<String> NEEDS_MACHINE =
            Set.of("java/lang/Thread", "java/lang/Runtime", "java/lang/System");

    /** Whoever waits at least a month waits without a limit. */
    private static final long FOREVER_NANOS = 30L * 24 * 3600 * 1_000_000_000;

    private static final Map<String, Intrinsic> BY_NAME = new HashMap<>();

    private Intrinsics() {}

    /** What runs instead of this method's code. Null if its code runs. */
    static Intrinsic find(Method method) {
        String owner = method.owner.name;
        Intrinsic exact = BY_NAME.get(owner + "." + method.name);
        if (exact != null) {
            return exact;
        }
        if (NEEDS_MACHINE.contains(owner) && !method.name.equals("<clinit>")) {
            return outside(method);
        }
        if (HostCalls.CLASSES.contains(owner)) {
            if (method.name.equals("random")) {
                return outside(method);
            }
            boolean callable = method.isStatic() || method.name.equals("<init>");
            if (method.name.equals("<clinit>") || !method.isPublic() || !callable) {
                return null;
            }
            return (vm, f, base, call) -> HostCalls.callStatic(vm, f, base, method);
        }
        if (owner.equals("java/util/Random") && method.key().equals("<init>()V")) {
            return outside(method);
        }
        if (owner.equals("jdk/internal/misc/Unsafe")) {
            return unsafe(method);
        }
        if (isTextBuilder(owner)) {
            return (vm, f, base, call) -> TextBuilders.call(vm, f, base, method);
        }
        if (method.isNative() && (method.name.equals("registerNatives") || method.name.equals("initIDs"))) {
            return NOTHING;
        }
        return null;
    }

    private static Intrinsic outside(Method method) {
        return (vm, f, base, call) -> {
            throw new OutOfModelException(method.toString());
        };
    }

    private static boolean isTextBuilder(String owner) {
        return owner.equals("java/lang/StringBuilder") || owner.equals("java/lang/StringBuffer");
    }

    /** An intrinsic for a call whose descriptor the caller chooses. */
    static Intrinsic polymorphic(Code.Call call) {
        if (call.owner.equals("java/lang/invoke/VarHandle") && call.opcode == Opcodes.INVOKEVIRTUAL) {
            Access.Operation operation = Access.ofVarHandle(call.name);
            if (operation == null) {
                return null;
            }
            call.cached = Access.HandleCall.of(operation, call.descriptor);
            return Access::varHandle;
        }
        if (call.owner.startsWith("[") && call.name.equals("clone")) {
            return BY_NAME.get("java/lang/Object.clone");
        }
        if (call.owner.equals("java/lang/invoke/MethodHandle") && call.name.startsWith("invoke")) {
            throw new OutOfModelException("a call of a MethodHandle");
        }
        return null;
    }

    private static Intrinsic unsafe(Method method) {
        Access.UnsafeOperation operation = Access.ofUnsafe(method.name);
        if (operation != null) {
            return (vm, f, base, call) -> {
                if (!(call.cached instanceof Access.UnsafeOperation)) {
                    call.cached = operation;
                }
                return Access.unsafe(vm, f, base, call);
            };
        }
        return switch (method.name) {
            case "getUnsafe" -> (vm, f, base, call) -> reference(f, base, HostValue.TheUnsafe.UNSAFE);
            case "objectFieldOffset" ->
                (vm, f, base, call) -> {
                    Klass klass = (Klass) f.r[base + 1];
                    if (!(f.r[base + 2] instanceof String name)) {
                        throw new OutOfModelException("Unsafe.objectFieldOffset of a reflected field");
                    }
                    Field field = klass.findField(name);
                    f.sp = base;
                    f.pushWide(Access.offset(field));
                    return true;
                };
            case "arrayBaseOffset" -> (vm, f, base, call) -> number(f, base, 0);
            case "arrayIndexScale" -> (vm, f, base, call) -> number(f, base, 1);
            case "fullFence" -> FULL_FENCE;
            case "loadFence" -> fence(Fence.ACQUIRE);
            case "storeFence" -> fence(Fence.RELEASE);
            case "loadLoadFence" -> fence(Fence.LOAD_LOAD);
            case "storeStoreFence" -> fence(Fence.STORE_STORE);
            case "<init>", "<clinit>", "registerNatives", "ensureClassInitialized", "ensureClassInitialized0" ->
                NOTHING;
            case "isBigEndian", "isBigEndian0" ->
                (vm, f, base, call) -> number(f, base, ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? 1 : 0);
            case "shouldBeInitialized" -> (vm, f, base, call) -> number(f, base, 0);
            default ->
                (vm, f, base, call) -> {
                    throw new OutOfModelException("Unsafe." + method.name);
                };
        };
    }

    /** Drops the arguments. For methods that return nothing. */
    private static final Intrinsic NOTHING = (vm, f, base, call) -> {
        for (int i = base; i < f.sp; i++) {
            f.r[i] = null;
        }
        f.sp = base;
        return true;
    };

    private static final Intrinsic FULL_FENCE =
            (vm, f, base, call) -> vm.passDrained() && fence(Fence.FULL).call(vm, f, base, call);

    private static Intrinsic fence(Fence fence) {
        return (vm, f, base, call) -> {
            vm.fence(fence);
            return NOTHING.call(vm, f, base, call);
        };
    }

    private static boolean number(Frame f, int base, long value) {
        f.sp = base;
        f.push(value);
        return true;
    }

    private static boolean wide(Frame f, int base, long value) {
        f.sp = base;
        f.pushWide(value);
        return true;
    }

    private static boolean reference(Frame f, int base, Object value) {
        f.sp = base;
        f.push(value);
        return true;
    }

    // --- objects as texts and keys ---

    static Object newObject(Interpreter vm, Klass klass) {
        if (HostCalls.CLASSES.contains(klass.name)) {
            return new HostValue.Unborn(klass.name);
        }
        Obj made = vm.allocate(klass);
        if (isTextBuilder(klass.name)) {
            made.r[0] = "";
        }
        return made;
    }

    /** {@code String.valueOf(value)}, now. */
    static String text(Interpreter vm, Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Obj object) {
            if (isTextBuilder(object.klass.name)) {
                return (String) object.r[0];
            }
            Method method = object.klass.find("toString()Ljava/lang/String;");
            if (method.owner.superclass == null) {
                throw new OutOfModelException("the identity hash code in the text of a " + object.klass.javaName());
            }
            return String.valueOf(vm.callNow(method, vm.isExploring(), object));
        }
        if (value instanceof HostValue.UnknownText text) {
            throw new OutOfModelException(text.what());
        }
        if (value instanceof HostValue) {
            throw new OutOfModelException("the text of a " + vm.klassOf(value).javaName());
        }
        return value.toString();
    }

    static boolean equal(Interpreter vm, Object left, Object right) {
        if (left == right) {
            return true;
        }
        if (left == null || right == null) {
            return false;
        }
        if (left instanceof Obj object) {
            Method method = object.klass.find("equals(Ljava/lang/Object;)Z");
            return method.intrinsic == null && ((Long) vm.callNow(method, vm.isExploring(), object, right)) != 0;
        }
        return !(right instanceof Obj) && left.equals(right);
    }

    static int hash(Interpreter vm, Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof Obj object) {
            Method method = object.klass.find("hashCode()I");
            return method.intrinsic != null
                    ? vm.identityHash(object)
                    : ((Long) vm.callNow(method, vm.isExploring(), object)).intValue();
        }
        return value.hashCode();
    }

    private static void put(String name, Intrinsic intrinsic) {
        BY_NAME.put(name, intrinsic);
    }

    static {
        objects();
        classes();
        system();
        threads();
        handles();
    }

    private static void objects() {
        put("java/lang/Object.<init>", NOTHING);
        put("java/lang/Object.getClass", (vm, f, base, call) -> reference(f, base, vm.klassOf(f.r[base])));
        put("java/lang/Object.hashCode", (vm, f, base, call) -> number(f, base, vm.identityHash(f.r[base])));
        put(
                "java/lang/System.identityHashCode",
                (vm, f, base, call) -> number(f, base, f.r[base] == null ? 0 : vm.identityHash(f.r[base])));
        put("java/lang/Object.clone", (vm, f, base, call) -> {
            Obj from = (Obj) f.r[base];
            if (!vm.mayGo(from) || !vm.mayCopy(from, null)) {
                return false;
            }
            if (from.isShared()) {
                vm.severalAtOnce();
            }
            if (from.p.length + from.r.length > 1) {
                vm.heap.readsAtOnce(from, vm);
            }
            Obj copy = from.klass.isArray() ? vm.allocateArray(from.klass, from.length()) : vm.allocate(from.klass);
            copy.p = from.p.clone();
            copy.r = from.r.clone();
            return reference(f, base, copy);
        });
        put("java/lang/Object.notify", (vm, f, base, call) -> vm.notify(f, base, false));
        put("java/lang/Object.notifyAll", (vm, f, base, call) -> vm.notify(f, base, true));
        put("java/lang/Object.wait", (vm, f, base, call) -> vm.await(f, base, call));
        put("java/lang/Object.wait0", (vm, f, base, call) -> vm.await(f, base, call));
        put("java/util/concurrent/atomic/AtomicLong.VMSupportsCS8", (vm, f, base, call) -> number(f, base, 1));
        put("java/lang/Throwable.fillInStackTrace", (vm, f, base, call) -> reference(f, base, f.r[base]));
        put("java/lang/Throwable.printStackTrace", NOTHING);
    }

    private static void classes() {
        put("java/lang/Class.desiredAssertionStatus", (vm, f, base, call) -> number(f, base, 0));
        put(
                "java/lang/Class.getPrimitiveClass",
                (vm, f, base, call) -> reference(
                        f,
                        base,
                        vm.classes.load(
                                switch ((String) f.r[base]) {
                                    case "boolean" -> "Z";
                                    case "byte" -> "B";
                                    case "char" -> "C";
                                    case "short" -> "S";
                                    case "int" -> "I";
                                    case "long" -> "J";
                                    case "float" -> "F";
                                    case "double" -> "D";
                                    default -> "V";
                                })));
        put("java/lang/Class.getName", (vm, f, base, call) -> reference(f, base, ((Klass) f.r[base]).javaName()));
        put("java/lang/Class.getSimpleName", (vm, f, base, call) -> {
            Klass klass = (Klass) f.r[base];
            String name = klass.primitive
                    ? klass.javaName()
                    : Reflection.host(vm, klass).getSimpleName();
            return reference(f, base, name);
        });
        put("java/lang/Class.toString", (vm, f, base, call) -> reference(f, base, f.r[base].toString()));
        put(
                "java/lang/Class.getComponentType",
                (vm, f, base, call) -> reference(f, base, ((Klass) f.r[base]).component));
        put("java/lang/Class.isArray", (vm, f, base, call) -> number(f, base, ((Klass) f.r[base]).isArray() ? 1 : 0));
        put(
                "java/lang/Class.isPrimitive",
                (vm, f, base, call) -> number(f, base, ((Klass) f.r[base]).primitive ? 1 : 0));
        put(
                "java/lang/Class.isInterface",
                (vm, f, base, call) -> number(f, base, ((Klass) f.r[base]).isInterface() ? 1 : 0));
        put("java/lang/Class.hashCode", (vm, f, base, call) -> {
            vm.chosen.add("identity hash codes");
            return number(f, base, ((Klass) f.r[base]).name.hashCode());
        });
        put("java/lang/Class.getSuperclass", (vm, f, base, call) -> {
            Klass klass = (Klass) f.r[base];
            return reference(f, base, klass.isInterface() ? null : klass.superclass);
        });
        put(
                "java/lang/Class.isInstance",
                (vm, f, base, call) -> number(f, base, vm.isInstance(f.r[base + 1], (Klass) f.r[base]) ? 1 : 0));
        put(
                "java/lang/Class.isAssignableFrom",
                (vm, f, base, call) -> number(f, base, ((Klass) f.r[base + 1]).isSubtypeOf((Klass) f.r[base]) ? 1 : 0));
        put(
                "java/lang/Class.getEnclosingClass",
                (vm, f, base, call) -> reference(
                        f,
                        base,
                        Reflection.guest(
                                vm, Reflection.host(vm, (Klass) f.r[base]).getEnclosingClass())));
        put(
                "java/lang/Class.getCanonicalName",
                (vm, f, base, call) -> reference(
                        f, base, Reflection.host(vm, (Klass) f.r[base]).getCanonicalName()));
        put("java/lang/Class.getInterfaces", (vm, f, base, call) -> {
            Klass klass = (Klass) f.r[base];
            Obj array = vm.allocateArray(vm.classes.load("[Ljava/lang/Class;"), klass.interfaces.size());
            for (int i = 0; i < array.r.length; i++) {
                array.r[i] = klass.interfaces.get(i);
            }
            return reference(f, base, array);
        });
        put(
                "java/lang/Class.getDeclaredAnnotation",
                (vm, f, base, call) ->
                        reference(f, base, Reflection.annotation(vm, (Klass) f.r[base], (Klass) f.r[base + 1], false)));
        put(
                "java/lang/Class.getAnnotation",
                (vm, f, base, call) ->
                        reference(f, base, Reflection.annotation(vm, (Klass) f.r[base], (Klass) f.r[base + 1], true)));
        put(
                "java/lang/Class.isAnnotationPresent",
                (vm, f, base, call) -> number(
                        f,
                        base,
                        Reflection.annotation(vm, (Klass) f.r[base], (Klass) f.r[base + 1], true) == null ? 0 : 1));
        put("java/lang/Class.getClassLoader", (vm, f, base, call) -> reference(f, base, null));
        put(
                "java/util/ServiceLoader.load",
                (vm, f, base, call) -> reference(f, base, Reflection.providers(vm, (Klass) f.r[base])));
        put("java/lang/Class.forName", (vm, f, base, call) -> {
            Klass klass = vm.classes.load(((String) f.r[base]).replace('.', '/'));
            vm.initialiseNow(klass);
            return reference(f, base, klass);
        });
        put("java/util/stream/Tripwire.<clinit>", NOTHING);
        put("java/lang/Class.cast", (vm, f, base, call) -> reference(f, base, f.r[base + 1]));
        Intrinsic constants = (vm, f, base, call) -> {
            Klass klass = (Klass) f.r[base];
            vm.initialiseNow(klass);
            return reference(f, base, vm.callNow(klass.methods.get("values()[L" + klass.name + ";"), false));
        };
        put("java/lang/Enum.valueOf", (vm, f, base, call) -> {
            Klass klass = (Klass) f.r[base];
            vm.initialiseNow(klass);
            Field constant = klass.fields.get(String.valueOf(f.r[base + 1]));
            if (constant == null || !constant.descriptor.equals("L" + klass.name + ";")) {
                throw vm.thrown(
                        "java/lang/IllegalArgumentException",
                        "No enum constant " + klass.javaName() + "." + f.r[base + 1]);
            }
            return reference(f, base, klass.statics.r[constant.slot]);
        });
        put("java/lang/Class.getEnumConstantsShared", constants);
        put("java/util/EnumMap.getKeyUniverse", constants);
        put("java/util/EnumSet.getUniverse", constants);
        put("java/lang/reflect/Array.newArray", (vm, f, base, call) -> {
            Klass type = vm.classes.arrayOf((Klass) f.r[base]);
            return reference(f, base, vm.allocateArray(type, (int) f.p[base + 1]));
        });
    }

    private static void system() {
        put("java/lang/System.arraycopy", Intrinsics::copyArray);
        put("java/lang/System.nanoTime", (vm, f, base, call) -> time(f, base, "System.nanoTime"));
        put("java/lang/System.currentTimeMillis", (vm, f, base, call) -> time(f, base, "System.currentTimeMillis"));
        put("java/lang/System.getSecurityManager", (vm, f, base, call) -> reference(f, base, null));
        put(
                "java/lang/System.getProperty",
                (vm, f, base, call) -> reference(f, base, call.argumentSlots > 1 ? f.r[base + 1] : null));
        put("java/lang/System.registerNatives", NOTHING);
        put("java/lang/System.<clinit>", NOTHING);
        put("java/lang/Runtime.<clinit>", NOTHING);
        put("java/lang/Runtime.availableProcessors", (vm, f, base, call) -> number(f, base, 4));
        put(
                "java/lang/Runtime.getRuntime",
                (vm, f, base, call) -> reference(f, base, vm.allocate(vm.classes.load("java/lang/Runtime"))));
        put("jdk/internal/misc/VM.initialize", NOTHING);
        put("jdk/internal/misc/VM.<clinit>", NOTHING);
        put("jdk/internal/misc/VM.isBooted", (vm, f, base, call) -> number(f, base, 1));
        put("jdk/internal/misc/VM.getSavedProperty", (vm, f, base, call) -> reference(f, base, null));
        put("jdk/internal/misc/CDS.<clinit>", NOTHING);
        put("jdk/internal/misc/CDS.initializeFromArchive", NOTHING);
        put("jdk/internal/misc/CDS.getRandomSeedForDumping", (vm, f, base, call) -> wide(f, base, 1));
        put("jdk/internal/misc/CDS.isDumpingClassList0", (vm, f, base, call) -> number(f, base, 0));
        put("jdk/internal/misc/CDS.isDumpingArchive0", (vm, f, base, call) -> number(f, base, 0));
        put("jdk/internal/misc/CDS.isSharingEnabled0", (vm, f, base, call) -> number(f, base, 0));
        put(
                "jdk/internal/reflect/Reflection.getCallerClass",
                (vm, f, base, call) -> reference(f, base, vm.classes.load("java/lang/Object")));
        put("java/security/AccessController.doPrivileged", (vm, f, base, call) -> {
            Obj action = (Obj) f.r[base];
            return reference(
                    f, base, vm.callNow(action.klass.find("run()Ljava/lang/Object;"), vm.isExploring(), action));
        });
    }

    /** These classes make a seed or a deadline of the time. To any other caller, time would have to pass. */
    private static boolean time(Frame f, int base, String what) {
        String caller = f.code.method.owner.name;
        if (!caller.startsWith("java/util/concurrent/") && !caller.startsWith("java/util/ImmutableCollections")) {
            throw new OutOfModelException(what);
        }
        return wide(f, base, 1_000_000_000L);
    }

    private static boolean copyArray(Interpreter vm, Frame f, int base, Code.Call call) {
        if (f.r[base] == null || f.r[base + 2] == null) {
            throw vm.nullPointer();
        }
        Obj from = (Obj) f.r[base];
        int start = (int) f.p[base + 1];
        Obj to = (Obj) f.r[base + 2];
        int target = (int) f.p[base + 3];
        int length = (int) f.p[base + 4];
        if (!from.klass.isArray() || !to.klass.isArray() || !fits(from.klass.component, to.klass.component)) {
            throw vm.thrown(
                    "java/lang/ArrayStoreException",
                    new HostValue.UnknownText("the message of an ArrayStoreException"));
        }
        if (start < 0
                || target < 0
                || length < 0
                || (long) start + length > from.length()
                || (long) target + length > to.length()) {
            throw vm.thrown(
                    "java/lang/ArrayIndexOutOfBoundsException",
                    new HostValue.UnknownText("the message of an arraycopy"));
        }
        if ((from.isShared() || to.isShared()) && length > 0 && !vm.mayGo()) {
            return false;
        }
        if (length > 0 && (from.isShared() || to.isShared())) {
            vm.severalAtOnce();
        }
        if (!vm.mayCopy(from, to)) {
            return false;
        }
        if (length > 1) {
            vm.heap.readsAtOnce(from, vm);
        }
        if (length > 1 && to.isShared()) {
            vm.coarse(Heap.COPY);
        }
        if (length > 0) {
            vm.heap.changes(to, vm);
        }
        boolean backward = from == to && start < target;
        for (int n = 0; n < length; n++) {
            int i = backward ? length - 1 - n : n;
            if (from.klass.component.primitive) {
                vm.put(to, target + i, vm.primitive(from, start + i), true);
            } else {
                Object element = vm.reference(from, start + i);
                if (element != null && !vm.isInstance(element, to.klass.component)) {
                    throw new OutOfModelException("System.arraycopy of an element that does not fit");
                }
                vm.put(to, target + i, element, true);
            }
        }
        for (int i = base; i < f.sp; i++) {
            f.r[i] = null;
        }
        f.sp = base;
        return true;
    }

    private static boolean fits(Klass from, Klass to) {
        return from.primitive || to.primitive ? from == to : true;
    }

    private static void threads() {
        put("java/lang/ref/Reference.<clinit>", NOTHING);
        put("java/lang/ref/Reference.refersTo0", (vm, f, base, call) -> {
            Obj reference = (Obj) f.r[base];
            Field referent = reference.klass.findField("referent");
            return number(f, base, reference.r[referent.slot] == f.r[base + 1] ? 1 : 0);
        });
        put("java/lang/Thread.registerNatives", NOTHING);
        put("java/lang/Thread.<clinit>", NOTHING);
        put("java/lang/Thread.currentThread", (vm, f, base, call) -> reference(f, base, vm.thread.object));
        Intrinsic spins = (vm, f, base, call) -> vm.spins();
        put("java/lang/Thread.yield", spins);
        put("java/lang/Thread.onSpinWait", spins);
        put("java/lang/Thread.interrupted", (vm, f, base, call) -> {
            boolean was = vm.thread.interrupted;
            vm.thread.interrupted = false;
            return number(f, base, was ? 1 : 0);
        });
        put("java/lang/Thread.getName", (vm, f, base, call) -> {
            Obj asked = (Obj) f.r[base];
            String name = (String) asked.r[asked.klass.findField("name").slot];
            return reference(f, base, new HostValue.UnknownText("the name of the thread of " + name));
        });
        Intrinsic id = (vm, f, base, call) -> {
            Obj asked = (Obj) f.r[base];
            return wide(f, base, asked.p[asked.klass.findField("tid").slot]);
        };
        put("java/lang/Thread.getId", id);
        put("java/lang/Thread.threadId", id);
        put("java/lang/Thread.isInterrupted", (vm, f, base, call) -> number(f, base, 0));
        String choice = Choice.class.getName().replace('.', '/');
        put(choice + ".point", (vm, f, base, call) -> vm.passes(f.r[base]) && NOTHING.call(vm, f, base, call));
        put(choice + ".locked", (vm, f, base, call) -> {
            vm.locked((Obj) f.r[base]);
            return NOTHING.call(vm, f, base, call);
        });
        put(choice + ".unlocked", (vm, f, base, call) -> {
            vm.unlocked((Obj) f.r[base]);
            return NOTHING.call(vm, f, base, call);
        });
        put(choice + ".note", (vm, f, base, call) -> {
            vm.note((String) f.r[base], (String) f.r[base + 1]);
            return NOTHING.call(vm, f, base, call);
        });
        put(
                choice + ".await",
                (vm, f, base, call) -> vm.awaits((Obj) f.r[base], false) && NOTHING.call(vm, f, base, call));
        put(
                choice + ".idle",
                (vm, f, base, call) -> vm.awaits((Obj) f.r[base], true) && NOTHING.call(vm, f, base, call));
        put("java/util/concurrent/locks/LockSupport.setBlocker", NOTHING);
        put("java/util/concurrent/locks/LockSupport.setCurrentBlocker", NOTHING);
        put("java/util/concurrent/locks/LockSupport.park", (vm, f, base, call) -> vm.park(f, base));
        put("java/util/concurrent/locks/LockSupport.parkNanos", (vm, f, base, call) -> {
            if (f.p[base + call.argumentSlots - 2] < FOREVER_NANOS) {
                throw new OutOfModelException("a wait with a time limit");
            }
            return vm.park(f, base);
        });
        put("java/util/concurrent/locks/LockSupport.unpark", (vm, f, base, call) -> vm.unpark(f, base));
    }

    private static void handles() {
        put(
                "java/lang/invoke/MethodHandles.lookup",
                (vm, f, base, call) -> reference(f, base, HostValue.Lookup.LOOKUP));
        put(
                "java/lang/invoke/MethodHandles.privateLookupIn",
                (vm, f, base, call) -> reference(f, base, HostValue.Lookup.LOOKUP));
        Intrinsic ofField = (vm, f, base, call) -> {
            Klass owner = (Klass) f.r[base + 1];
            return reference(f, base, Bootstraps.fieldHandle(owner, (String) f.r[base + 2]));
        };
        put("java/lang/invoke/MethodHandles$Lookup.findVarHandle", ofField);
        // Newer JDKs find the handles of their own classes with this. Three arguments name no class: it is the
        // caller's.
        put("jdk/internal/invoke/MhUtil.findVarHandle", (vm, f, base, call) -> {
            boolean own = call.argumentSlots == 3;
            Klass owner = own ? f.code.method.owner : (Klass) f.r[base + 1];
            return reference(f, base, Bootstraps.fieldHandle(owner, (String) f.r[base + (own ? 1 : 2)]));
        });
        put("java/lang/invoke/MethodHandles$Lookup.findStaticVarHandle", (vm, f, base, call) -> {
            Klass owner = (Klass) f.r[base + 1];
            vm.initialiseNow(owner);
            return reference(f, base, Bootstraps.fieldHandle(owner, (String) f.r[base + 2]));
        });
        put(
                "java/lang/invoke/MethodHandles.arrayElementVarHandle",
                (vm, f, base, call) -> reference(f, base, new HostValue.Handle(null, (Klass) f.r[base])));
        put("java/lang/invoke/VarHandle.fullFence", FULL_FENCE);
        put("java/lang/invoke/VarHandle.acquireFence", fence(Fence.ACQUIRE));
        put("java/lang/invoke/VarHandle.releaseFence", fence(Fence.RELEASE));
        put("java/lang/invoke/VarHandle.loadLoadFence", fence(Fence.LOAD_LOAD));
        put("java/lang/invoke/VarHandle.storeStoreFence", fence(Fence.STORE_STORE));
        put("java/lang/invoke/VarHandle.<clinit>", NOTHING);
        put("java/lang/invoke/VarHandle.withInvokeExactBehavior", (vm, f, base, call) -> reference(f, base, f.r[base]));
        updaters();
    }

    private static void updaters() {
        for (String kind : new String[] {"Integer", "Long", "Reference"}) {
            String owner = "java/util/concurrent/atomic/Atomic" + kind + "FieldUpdater";
            put(owner + ".newUpdater", (vm, f, base, call) -> {
                Klass klass = (Klass) f.r[base];
                String name = (String) f.r[base + (kind.equals("Reference") ? 2 : 1)];
                return reference(f, base, new HostValue.Updater(klass.fields.get(name), owner));
            });
            put(owner + ".get", updater(new Access.Operation(Access.Kind.GET, Mode.VOLATILE, false)));
            put(owner + ".set", updater(new Access.Operation(Access.Kind.SET, Mode.VOLATILE, false)));
            put(owner + ".lazySet", updater(new Access.Operation(Access.Kind.SET, Mode.RELEASE, false)));
            Access.Operation compareAndSet = new Access.Operation(Access.Kind.COMPARE_AND_SET, Mode.VOLATILE, false);
            put(owner + ".compareAndSet", updater(compareAndSet));
            // "Does not provide ordering guarantees", says its documentation.
            put(
                    owner + ".weakCompareAndSet",
                    updater(new Access.Operation(Access.Kind.COMPARE_AND_SET, Mode.PLAIN, true)));
            Access.Operation getAndSet = new Access.Operation(Access.Kind.GET_AND_SET, Mode.VOLATILE, false);
            put(owner + ".getAndSet", updater(getAndSet));
            if (!kind.equals("Reference")) {
                Access.Operation getAndAdd = new Access.Operation(Access.Kind.GET_AND_ADD, Mode.VOLATILE, false);
                put(owner + ".getAndAdd", updater(getAndAdd));
            }
        }
    }

    private static Intrinsic updater(Access.Operation operation) {
        return (vm, f, base, call) -> {
            Field field = ((HostValue.Updater) f.r[base]).field();
            if (f.r[base + 1] == null) {
                throw vm.nullPointer();
            }
            Obj object = (Obj) f.r[base + 1];
            boolean wide = field.isWide();
            if (field.reference) {
                Object first = base + 2 < f.sp ? f.r[base + 2] : null;
                boolean fails = operation.compares() && !Access.same(vm.reference(object, field.slot), first);
                if (!vm.mayGo(object, field.slot, true, operation, fails)) {
                    return false;
                }
                Object second = base + 3 < f.sp ? f.r[base + 3] : null;
                Object old = Access.onReference(vm, object, field.slot, operation, first, second);
                f.sp = base;
                if (operation.kind() == Access.Kind.COMPARE_AND_SET) {
                    f.push(old == first ? 1L : 0L);
                } else if (operation.kind() != Access.Kind.SET) {
                    f.push(old);
                }
                return true;
            }
            long first = base + 2 < f.sp ? f.p[base + 2] : 0;
            int next = base + 2 + (wide ? 2 : 1);
            long second = next < f.sp ? f.p[next] : 0;
            boolean fails = operation.compares() && vm.primitive(object, field.slot) != first;
            if (!vm.mayGo(object, field.slot, false, operation, fails)) {
                return false;
            }
            long old = Access.onPrimitive(vm, object, field.slot, field.descriptor.charAt(0), operation, first, second);
            f.sp = base;
            if (operation.kind() == Access.Kind.COMPARE_AND_SET) {
                f.push(old == first ? 1L : 0L);
            } else if (operation.kind() != Access.Kind.SET) {
                if (Type.getReturnType(call.descriptor).getSize() == 2) {
                    f.pushWide(old);
                } else {
                    f.push(old);
                }
            }
            return true;
        };
    }
}
