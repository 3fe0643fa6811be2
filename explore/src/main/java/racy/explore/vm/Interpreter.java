// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import static org.objectweb.asm.Opcodes.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Runs the threads of an explored program, one step of one thread at a time. A step begins with one access to what other
 * threads can reach, and ends before the thread's next such access.
 */
final class Interpreter {
    /** A JVM has room for many more calls. How many is not known, so deeper ones are out of model. */
    private static final int MAX_DEPTH = 2_000;

    private static final int LONGEST_ARRAY = 1 << 20;
    /** The most slots that one step may allocate. */
    private static final long MOST_ROOM = 4_000_000;
    /** A waiting loop that has turned so often without a change does not give up. */
    private static final int MOST_TURNS = 5_000;

    private static final int UNINITIALISED = 0;
    private static final int INITIALISED = 2;

    final ClassTable classes;
    final Heap heap = new Heap();

    private final boolean hasBuffers;
    /** The thread that runs. */
    GuestThread thread;
    /** Whether the step may still touch what others can reach. */
    private boolean go;
    /** While above zero the thread does not stop. */
    private int atomic;
    /** Whether a nested call of an explored thread may not touch what others can reach. */
    private int confined;

    private long instructions;
    private long limit = Long.MAX_VALUE;
    private long room = Long.MAX_VALUE;
    /** Whether the threads of the test run. */
    boolean isRunning;

    /** @param hasBuffers whether each thread has a store buffer, as under TSO */
    Interpreter(ClassTable classes, boolean hasBuffers) {
        this.classes = classes;
        this.hasBuffers = hasBuffers;
    }

    // --- threads ---

    /** A thread that will call {@code method}. It has not begun. */
    GuestThread newThread(int id, String name) {
        GuestThread created = new GuestThread(id, name);
        created.object = new Obj(classes.load("java/lang/Thread"), Obj.SHARED);
        shape(created.object);
        Field text = created.object.klass.findField("name");
        created.object.r[text.slot] = name;
        created.object.p[created.object.klass.findField("tid").slot] = id + 1L;
        return created;
    }

    /** Lets the thread call an instance method without arguments or with references only. */
    void call(GuestThread caller, Method method, Object... arguments) {
        Frame frame = new Frame(method.code());
        int slot = 0;
        for (Object each : arguments) {
            if (each instanceof Long number) {
                frame.p[slot] = number;
                slot += 1;
            } else {
                frame.r[slot++] = each;
            }
        }
        caller.push(frame);
    }

    /** After so many instructions more, a step without an end is out of model. */
    void limit(long more) {
        limit = instructions + more;
        room = MOST_ROOM;
    }

    /**
     * Runs the thread for one step. The first access to what others can reach is carried out; before the second the
     * thread stops.
     *
     * @param first false to stop before the first one already
     */
    void step(GuestThread next, boolean first) {
        thread = next;
        go = first;
        turns = 0;
        heap.wroteOwn = false;
        run(0);
        next.wroteOwn |= heap.wroteOwn && next.isSpinning;
    }

    /** Nothing runs any more. */
    void interrupt() {
        atomic = 0;
        confined = 0;
        runsAhead = false;
    }

    /** Runs the thread to its end, whatever it touches. */
    void runToEnd(GuestThread next) {
        GuestThread before = thread;
        thread = next;
        atomic++;
        try {
            run(0);
            if (next.depth > 0) {
                throw new OutOfModelException(next.name + " waits where no other thread can run");
            }
        } finally {
            atomic--;
            thread = before;
        }
    }

    /**
     * Calls a method now, in the running thread, as one action.
     *
     * @param confine whether it is out of model that it touches what others can reach
     */
    Object callNow(Method method, boolean confine, Object... arguments) {
        GuestThread nested = new GuestThread(thread == null ? 0 : thread.id, "nested");
        nested.object = thread == null ? null : thread.object;
        if (thread != null) {
            nested.locks = thread.locks;
        }
        if (method.intrinsic != null) {
            throw new OutOfModelException("a nested call of " + method);
        }
        call(nested, method, arguments);
        boolean wasConfined = confined > 0;
        if (confine || wasConfined) {
            confined++;
        }
        try {
            runToEnd(nested);
        } finally {
            if (confine || wasConfined) {
                confined--;
            }
        }
        if (nested.uncaught != null) {
            throw new Thrown(nested.uncaught);
        }
        return method.returns == 'L' || method.returns == '[' ? nested.resultR : (Object) nested.resultP;
    }

    /**
     * Whether the running step may load this slot. The caller has changed nothing yet; if the answer is no, it leaves
     * the instruction to the next step.
     */
    boolean mayLoad(Obj object, int slot, boolean isReference, Mode mode) {
        if (stopsAtPoints) {
            return touches(object, slot, isReference, false);
        }
        if (!isVisible(object)) {
            return true;
        }
        if (runsAhead) {
            return thread.watches(object, slot, isReference);
        }
        if (!takeTurn()) {
            thread.next = new Pending(Pending.Kind.LOAD, new Place(object, slot, isReference), mode);
            return false;
        }
        if (thread.isSpinning) {
            long primitive = isReference ? 0 : primitive(object, slot);
            Object reference = isReference ? reference(object, slot) : null;
            thread.hasRead(new GuestThread.Read(object, slot, isReference, primitive, reference));
        }
        return true;
    }

    /** Whether the running step may copy {@code object}. */
    boolean mayGo(Obj object) {
        return !isVisible(object) || mayGo();
    }

    /** Whether the running step may store to this slot. */
    private boolean mayStore(Obj object, int slot, boolean isReference) {
        if (stopsAtPoints) {
            return touches(object, slot, isReference, true);
        }
        return !isVisible(object) || mayGo(new Pending(Pending.Kind.STORE, new Place(object, slot, isReference), null));
    }

    /** Whether the running step may carry out this operation. */
    boolean mayGo(Obj object, int slot, boolean isReference, Access.Operation operation, boolean changesNothing) {
        if (object.owner == Obj.CONFINED && atomic == 0) {
            throw new OutOfModelException("a " + operation.words(true) + " of the result through a handle");
        }
        if (stopsAtPoints) {
            return touches(object, slot, isReference, operation.kind() != Access.Kind.GET);
        }
        if (!isVisible(object)) {
            return true;
        }
        if (operation.isLocked() && !isDrained()) {
            return false;
        }
        Pending.Kind kind = switch (operation.kind()) {
            case GET -> Pending.Kind.LOAD;
            case SET -> Pending.Kind.STORE;
            default -> Pending.Kind.UPDATE;
        };
        Pending pending = new Pending(kind, new Place(object, slot, isReference), operation.mode());
        boolean may = operation.kind() == Access.Kind.GET || changesNothing
                ? mayLoad(object, slot, isReference, operation.mode())
                : mayGo(pending);
        if (!may) {
            thread.next = pending;
        }
        return may;
    }

    private boolean isVisible(Obj object) {
        if (stopsAtPoints || !object.isShared()) {
            return false;
        }
        if (atomic > 0) {
            if (confined > 0) {
                throw new OutOfModelException("text is made of what other threads can reach");
            }
            return false;
        }
        return true;
    }

    /** Whether the running step may do something that other threads can tell and that is no access. */
    boolean mayGo() {
        return mayGo(Pending.SIGNAL);
    }

    private boolean mayGo(Pending pending) {
        if (atomic > 0 || stopsAtPoints) {
            return true;
        }
        if (runsAhead || !takeTurn()) {
            thread.next = pending;
            return false;
        }
        thread.progresses();
        return true;
    }

    private boolean takeTurn() {
        boolean may = go;
        go = false;
        return may;
    }

    // --- named points ---

    /** Whether threads stop at the calls of {@link Choice}, and nowhere else. */
    boolean stopsAtPoints;

    /** Thrown where a condition would have to wait for another thread. */
    private static final class WouldWait extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WouldWait() {
            super(null, null, false, false);
        }
    }

    /** {@link Choice#point}. Returns false if the thread must stop before it. */
    boolean passes(Object place) {
        if (atomic > 0) {
            return true;
        }
        // Whoever stops before contended accesses need not stop between them.
        if (contention == null && !takeTurn()) {
            return false;
        }
        if (listener != null) {
            listener.accept(
                    new Event(thread.id - 1, thread.name, Choice.POINT, line(), place, false, false, null, false));
        }
        return true;
    }

    /** {@link Choice#note}. */
    void note(String what, String detail) {
        if (listener != null && evaluating == 0) {
            listener.accept(
                    new Event(thread.id - 1, thread.name, Choice.NOTE, line(), what, false, false, detail, false));
        }
    }

    /** Which fields the threads contend for. Null if they stop at points only. */
    Contention contention;

    /** Whether the running step may access this slot of a program that stops at points. */
    private boolean touches(Obj object, int slot, boolean isReference, boolean writes) {
        if (contention == null || !isRunning || !object.isShared()) {
            return true;
        }
        // To release a lock commutes with all that others can do before (Lipton's left movers).
        boolean releases = writes && released == object;
        if (writes) {
            released = null;
        }
        return !isContended(object, slot, isReference, writes) || releases || atomic > 0 || takeTurn();
    }

    /** Whether the running step may read all of {@code from} and write elements of {@code to}, which may be null. */
    boolean mayCopy(Obj from, Obj to) {
        recorded = null;
        if (contention == null || !isRunning) {
            return true;
        }
        if (!from.klass.isArray()) {
            throw new OutOfModelException("a copy of an object that is no array");
        }
        boolean contended = from.isShared() && isContended(from, 0, false, false);
        contended |= to != null && to.isShared() && isContended(to, 0, false, true);
        return !contended || atomic > 0 || takeTurn();
    }

    private boolean isContended(Obj object, int slot, boolean isReference, boolean writes) {
        return contention.note(object, heap.fingerprint.name(object), slot, isReference, thread, writes);
    }

    /** {@link Choice#locked}. */
    void locked(Obj lock) {
        if (contention != null) {
            int count = thread.locks.length;
            thread.locks = Arrays.copyOf(thread.locks, count + 1);
            thread.locks[count] = heap.fingerprint.name(lock);
        }
    }

    /** The lock that the running step is about to release. */
    private Obj released;

    /** {@link Choice#unlocked}. */
    void unlocked(Obj lock) {
        if (contention != null) {
            long name = heap.fingerprint.name(lock);
            released = lock;
            thread.locks =
                    Arrays.stream(thread.locks).filter(each -> each != name).toArray();
        }
    }

    /** Above zero while a condition is evaluated, whose changes are taken back. */
    private int evaluating;

    /** {@link Choice#await} and {@link Choice#idle}. Returns false if the thread must stop before it. */
    boolean awaits(Obj condition, boolean idle) {
        boolean waited = thread.wait != GuestThread.Wait.NOTHING;
        // Who has nothing to do stops in any case, so that it begins by a step of its own.
        if ((waited || !idle) && holds(thread, condition)) {
            if (waited) {
                thread.wait = GuestThread.Wait.NOTHING;
                thread.waitsFor = null;
                go = false;
            }
            return true;
        }
        if (atomic > 0) {
            throw new WouldWait();
        }
        thread.wait = idle ? GuestThread.Wait.IDLE : GuestThread.Wait.CONDITION;
        thread.waitsFor = condition;
        return false;
    }

    /** What the evaluation of a condition has read. Null while none is evaluated, or if it did more than read slots. */
    private List<GuestThread.Read> recorded;

    private void record(Obj object, int slot, boolean isReference) {
        if (recorded != null && object.isShared()) {
            recorded.add(new GuestThread.Read(
                    object, slot, isReference, isReference ? 0 : object.p[slot], isReference ? object.r[slot] : null));
        }
    }

    /** Whether the condition holds for the thread. What the condition does is taken back. */
    private boolean holds(GuestThread asking, Obj condition) {
        GuestThread.Evaluation known = asking.evaluation;
        if (known != null && known.condition() == condition && known.isStillTrue()) {
            return known.holds();
        }
        List<GuestThread.Read> outer = recorded;
        if (evaluating == 0) {
            recorded = new ArrayList<>();
        }
        boolean holds = evaluate(asking, condition);
        if (evaluating == 0) {
            asking.evaluation = recorded == null ? null : new GuestThread.Evaluation(condition, holds, recorded);
            recorded = outer;
        }
        return holds;
    }

    private boolean evaluate(GuestThread asking, Obj condition) {
        GuestThread before = thread;
        int depth = atomic;
        int moment = heap.now();
        thread = asking;
        evaluating++;
        try {
            return (Long) callNow(condition.klass.find("getAsBoolean()Z"), false, condition) != 0;
        } catch (WouldWait e) {
            atomic = depth;
            return false;
        } finally {
            evaluating--;
            heap.rollBack(moment);
            thread = before;
        }
    }

    // --- waiting loops ---

    /** Whether the running thread turns a waiting loop again and again, to find out whether it gives up. */
    private boolean runsAhead;

    /** Is told of every access to what several threads can reach. Null while nobody listens. */
    Consumer<Event> listener;

    /** Is told of every access, as it is carried out, and of what orders accesses. Null while nobody watches. */
    Watcher watcher;

    /** From here on the watcher is told. */
    void watch(Watcher newWatcher) {
        watcher = newWatcher;
        heap.ownWrites = (place, value) -> {
            if (isRunning && thread != null) {
                watcher.wroteOwn(thread, place, value);
            }
        };
        heap.sharing = object -> {
            if (isRunning && thread != null) {
                leak(object);
            }
        };
    }

    /** A final field promises nothing if the object is published before its constructor ends (JLS 17.5). */
    private void leak(Obj object) {
        for (int i = 0; i < thread.depth; i++) {
            Frame frame = thread.stack[i];
            if (frame.code.method.name.equals("<init>") && frame.r[0] == object) {
                for (Field each : object.klass.layout) {
                    if (each.isFinal() && !each.escapes) {
                        each.escapes = true;
                        heap.escaped = true;
                    }
                }
            }
        }
    }

    /** Whether somebody wants to know of accesses. */
    boolean isObserved() {
        return (listener != null || watcher != null) && atomic == 0 && !runsAhead;
    }

    /** Tells of an access that was just carried out. */
    void tell(
            Obj object,
            int slot,
            boolean isReference,
            Mode mode,
            String verb,
            boolean reads,
            boolean writes,
            Object value) {
        if (!isObserved() || !object.isShared()) {
            return;
        }
        Place place = new Place(object, slot, isReference);
        if (watcher != null) {
            watcher.accessed(thread, place, mode, reads, writes);
        }
        if (listener != null) {
            listener.accept(new Event(
                    thread.id - 1,
                    thread.name,
                    verb + " " + name(object, slot, isReference),
                    line(),
                    place,
                    reads,
                    writes,
                    shown(object, slot, isReference, value),
                    writes && !reads && !thread.buffer.isEmpty()));
        }
    }

    /** A fence of the running thread. It is no step of its own: only a model with weaker orders than TSO looks at it. */
    void fence(Fence fence) {
        if (watcher != null && atomic == 0 && !runsAhead) {
            watcher.fenced(thread, fence);
        }
    }

    /** Several places are read or written in one step. A model in which a place has no one value cannot tell of that. */
    void severalAtOnce() {
        if (watcher != null && atomic == 0) {
            throw new OutOfModelException("a copy of an object or an array that other threads can reach");
        }
    }

    /** Tells the listener of something that is no access. */
    void tell(String what) {
        if (listener != null && atomic == 0 && !runsAhead) {
            listener.accept(new Event(thread.id - 1, thread.name, what, line(), null, false, false, null, false));
        }
    }

    /** Internal names of classes whose lines say nothing about where a thread is. */
    Predicate<String> isScaffold = name -> false;

    private String line() {
        for (int i = thread.depth - 1; i >= 0; i--) {
            Frame frame = thread.stack[i];
            Klass owner = frame.code.method.owner;
            if (!owner.isJdk() && owner.sourceFile != null && !isScaffold.test(owner.name)) {
                int pc = Math.min(i == thread.depth - 1 ? frame.pc : frame.pc - 1, frame.code.line.length - 1);
                return owner.sourceFile + ":" + frame.code.line[Math.max(0, pc)];
            }
        }
        return null;
    }

    private static String name(Obj object, int slot, boolean isReference) {
        if (object.klass.isArray()) {
            return "element " + slot;
        }
        boolean isStatic = object == object.klass.statics;
        for (Klass klass = object.klass; klass != null; klass = klass.superclass) {
            for (Field each : klass.fields.values()) {
                if (each.slot == slot && each.reference == isReference && each.isStatic() == isStatic) {
                    return each.name;
                }
            }
        }
        return "a field of " + object.klass.javaName();
    }

    private static String shown(Obj object, int slot, boolean isReference, Object value) {
        if (value == null || value instanceof String) {
            return value == null ? "null" : "\"" + value + "\"";
        }
        if (isReference) {
            return value instanceof Obj target ? shortName(target) : value.toString();
        }
        long bits = (Long) value;
        char type = 'J';
        if (object.klass.isArray()) {
            type = object.klass.component.name.charAt(0);
        } else {
            boolean isStatic = object == object.klass.statics;
            for (Klass klass = object.klass; klass != null; klass = klass.superclass) {
                for (Field each : klass.fields.values()) {
                    if (each.slot == slot && !each.reference && each.isStatic() == isStatic) {
                        type = each.descriptor.charAt(0);
                    }
                }
            }
        }
        return String.valueOf(Access.boxed(Type.getType(String.valueOf(type)), bits));
    }

    /** Where the machine itself last threw an exception. */
    String lastThrownAt;

    private int turns;
    /** Whether the thread that runs ahead turns its loop for ever, or for too long. */
    private boolean isEndless;
    /** Whether a waiting loop turned too long for anybody to know whether it gives up. */
    boolean hasLongLoops;

    /**
     * {@code onSpinWait()} and {@code yield()}: the thread says that it waits. If it has loaded the same values in a whole
     * turn of its loop, nothing changes for it until one of them changes.
     *
     * @return false if the thread must stop
     */
    boolean spins() {
        if (atomic > 0) {
            if (++turns > MOST_TURNS) {
                throw new OutOfModelException("a loop waits where no other thread can run");
            }
            return true;
        }
        if (runsAhead) {
            return turnsAhead();
        }
        if (thread.wait == GuestThread.Wait.CHANGE) {
            thread.wait = GuestThread.Wait.NOTHING;
            thread.turns();
            heap.wroteOwn = false;
            return true;
        }
        thread.wroteOwn |= heap.wroteOwn;
        heap.wroteOwn = false;
        GuestThread.Turned turned = thread.isSpinning ? thread.turned() : GuestThread.Turned.MORE;
        if (turned == GuestThread.Turned.MORE) {
            thread.turns();
            return true;
        }
        thread.counts = turned == GuestThread.Turned.COUNTERS;
        thread.wait = GuestThread.Wait.CHANGE;
        return false;
    }

    /** A turn of a loop in which nothing changes. Returns whether one more is worth while. */
    private boolean turnsAhead() {
        thread.wroteOwn = heap.wroteOwn;
        GuestThread.Turned turned = turns == 0 ? GuestThread.Turned.COUNTERS : thread.turned();
        if (turned == GuestThread.Turned.MORE) {
            return false;
        }
        isEndless = turned == GuestThread.Turned.NOTHING;
        if (isEndless) {
            return false;
        }
        if (++turns > MOST_TURNS) {
            coarse.add("a waiting loop that turns more than " + MOST_TURNS + " times");
            hasLongLoops = true;
            isEndless = true;
            return false;
        }
        List<GuestThread.Read> reads = thread.reads;
        thread.turns();
        thread.reads = reads;
        return true;
    }

    private boolean hasChanged(GuestThread asked, GuestThread.Read read) {
        GuestThread.Store own = asked.buffered(read.object(), read.slot(), read.isReference());
        if (read.isReference()) {
            return (own == null ? read.object().r[read.slot()] : own.reference()) != read.reference();
        }
        return (own == null ? read.object().p[read.slot()] : own.primitive()) != read.primitive();
    }

    /**
     * The thread waits in a loop for a change. Lets it turn the loop with nothing changed until it leaves.
     *
     * @return whether it left; it stands before its next access then
     */
    boolean runAhead(GuestThread waiting) {
        thread = waiting;
        runsAhead = true;
        isEndless = false;
        heap.wroteOwn = false;
        turns = 0;
        go = false;
        try {
            run(0);
        } finally {
            runsAhead = false;
        }
        thread.progresses();
        if (thread.wait == GuestThread.Wait.CHANGE) {
            thread.wait = GuestThread.Wait.NOTHING;
        }
        return !isEndless;
    }

    // --- objects ---

    /** A new object whose slots are zero. Only the running thread can reach it. */
    Obj allocate(Klass klass) {
        Obj object = new Obj(klass, thread == null ? 0 : thread.id);
        object.young = isRunning;
        shape(object);
        takeRoom(klass.primitiveSlots + klass.referenceSlots);
        return object;
    }

    private void takeRoom(long slots) {
        room -= 4 + slots;
        if (room < 0) {
            throw new OutOfModelException("so many objects in one step");
        }
    }

    private static void shape(Obj object) {
        if (object.klass.primitiveSlots > 0) {
            object.p = new long[object.klass.primitiveSlots];
        }
        if (object.klass.referenceSlots > 0) {
            object.r = new Object[object.klass.referenceSlots];
        }
    }

    Obj allocateArray(Klass arrayType, int length) {
        if (length < 0) {
            throw thrown("java/lang/NegativeArraySizeException", Integer.toString(length));
        }
        if (length > LONGEST_ARRAY) {
            throw new OutOfModelException("an array of " + length + " elements");
        }
        takeRoom(length);
        Obj array = new Obj(arrayType, thread == null ? 0 : thread.id);
        array.young = isRunning;
        if (arrayType.component.primitive) {
            array.p = new long[length];
        } else {
            array.r = new Object[length];
        }
        return array;
    }

    /** An exception that the machine itself throws. */
    Thrown thrown(String className, Object message) {
        if (thread != null && thread.depth > 0) {
            StringBuilder at = new StringBuilder();
            for (int i = thread.depth - 1; i >= Math.max(0, thread.depth - 6); i--) {
                Frame each = thread.stack[i];
                at.append(i == thread.depth - 1 ? "" : " < ")
                        .append(each.code.method)
                        .append(':');
                at.append(each.code.line[Math.min(each.pc, each.code.line.length - 1)]);
            }
            lastThrownAt = at.toString();
        }
        Obj exception = allocate(classes.load(className));
        Field text = classes.load("java/lang/Throwable").findField("detailMessage");
        exception.r[text.slot] = message;
        return new Thrown(exception);
    }

    Thrown nullPointer() {
        return thrown("java/lang/NullPointerException", null);
    }

    /** The class of a reference. */
    Klass klassOf(Object reference) {
        if (reference instanceof Obj object) {
            return object.klass;
        }
        if (reference instanceof Klass) {
            return classes.load("java/lang/Class");
        }
        if (reference instanceof HostValue value) {
            return classes.load(value.className());
        }
        return classes.load(reference.getClass().getName().replace('.', '/'));
    }

    boolean isInstance(Object reference, Klass klass) {
        return reference != null && klassOf(reference).isSubtypeOf(klass);
    }

    /**
     * Begins the initialisation of the class if it has not begun.
     *
     * @return false if an initialiser runs first; then the instruction is repeated
     */
    boolean initialise(Klass klass) {
        if (klass.primitive || klass.isArray() || klass.statics.p[0] != UNINITIALISED) {
            return true;
        }
        if (klass.superclass != null && !initialise(klass.superclass)) {
            return false;
        }
        heap.set(klass.statics, 0, 1);
        for (Field each : klass.fields.values()) {
            if (each.isStatic() && each.constant != null) {
                setConstant(klass, each);
            }
        }
        Method initialiser = klass.methods.get("<clinit>()V");
        if (initialiser == null || initialiser.intrinsic != null) {
            klass.blank = initialiser != null;
            if (isRunning && lateStatics.add(klass.statics)) {
                heap.moved.add(klass.statics);
            }
            heap.set(klass.statics, 0, INITIALISED);
            return true;
        }
        if (isRunning && atomic == 0) {
            late.add(klass.name);
        }
        Frame frame = new Frame(initialiser.code());
        frame.initialises = klass;
        thread.push(frame);
        atomic++;
        return false;
    }

    private void setConstant(Klass klass, Field field) {
        Object value = field.constant;
        if (value instanceof String text) {
            heap.set(klass.statics, field.slot, (Object) text.intern());
        } else if (value instanceof Float number) {
            heap.set(klass.statics, field.slot, Float.floatToRawIntBits(number));
        } else if (value instanceof Double number) {
            heap.set(klass.statics, field.slot, Double.doubleToRawLongBits(number));
        } else {
            heap.set(klass.statics, field.slot, ((Number) value).longValue());
        }
    }

    /** The class's initialiser has run when this returns. */
    void initialiseNow(Klass klass) {
        GuestThread before = thread;
        GuestThread nested = new GuestThread(before == null ? 0 : before.id, "initialiser");
        nested.object = before == null ? null : before.object;
        thread = nested;
        boolean done = initialise(klass);
        while (!done) {
            runToEnd(nested);
            thread = nested;
            done = initialise(klass);
        }
        thread = before;
    }

    // --- what a running thread asks for ---

    /** Whether the threads of a test run, so that a nested call would hide their interleavings. */
    boolean isExploring() {
        return atomic == 0;
    }

    /** Classes that were initialised while the threads ran, each in one step. */
    final Set<String> late = new LinkedHashSet<>();

    /** Static fields without an initialiser that the running threads were the first to use. */
    private final Set<Obj> lateStatics = new HashSet<>();

    private int lambdas;
    final Set<String> coarse = new TreeSet<>();
    /** What is one of several things that a machine may do. */
    final Set<String> chosen = new TreeSet<>();

    int nextLambda() {
        return ++lambdas;
    }

    /** Something was done in one step that the machine does in several. */
    void coarse(String what) {
        if (atomic == 0) {
            coarse.add(what);
        }
    }

    int identityHash(Object value) {
        if (!(value instanceof Obj object)) {
            return System.identityHashCode(value);
        }
        chosen.add("identity hash codes");
        return heap.identityHash(object);
    }

    void assertReadable(Obj object) {
        recorded = null;
        if (object.isShared() && atomic == 0) {
            throw new OutOfModelException("an array that several threads can reach, handed to the JDK");
        }
    }

    boolean park(Frame f, int base) {
        if (thread.hasPermit || thread.interrupted) {
            if (!mayGo(Pending.synchronizes(Place.ofPermit(thread.object)))) {
                return false;
            }
            thread.hasPermit = false;
            permit(thread.object, true);
            tell("is unparked");
            thread.wait = GuestThread.Wait.NOTHING;
            for (int i = base; i < f.sp; i++) {
                f.r[i] = null;
            }
            f.sp = base;
            return true;
        }
        thread.wait = GuestThread.Wait.PERMIT;
        return false;
    }

    private void permit(Obj owner, boolean takes) {
        if (watcher != null && atomic == 0) {
            watcher.synchronizes(thread, Place.ofPermit(owner), takes);
        }
    }

    /** All threads of the program. The search sets it. */
    List<GuestThread> threads = List.of();

    boolean unpark(Frame f, int base) {
        Obj target = (Obj) f.r[base];
        if (target != null && (!isDrained() || !mayGo(Pending.synchronizes(Place.ofPermit(target))))) {
            return false;
        }
        for (int i = 0; i < threads.size(); i++) {
            if (threads.get(i).object == target) {
                GuestThread woken = changing(i);
                woken.hasPermit = true;
                permit(target, false);
                tell("unparks " + woken.name);
            }
        }
        f.r[base] = null;
        f.sp = base;
        return true;
    }

    /** The thread, which another one is about to change. If threads are copied when they move, it is copied now. */
    private GuestThread changing(int i) {
        GuestThread each = threads.get(i);
        if (stopsAtPoints && each != thread) {
            each = each.still();
            threads.set(i, each);
        }
        return each;
    }

    boolean notify(Frame f, int base, boolean all) {
        Obj object = monitor(f.r[base]);
        if (object.monitorOwner != thread.id) {
            throw notOwner();
        }
        List<GuestThread> waiting = threads.stream()
                .filter(each -> each.wait == GuestThread.Wait.NOTIFICATION && each.waitsFor == object)
                .toList();
        if (!all && waiting.size() > 1) {
            throw new OutOfModelException("notify() with several waiting threads");
        }
        if (!waiting.isEmpty() && !mayGo()) {
            return false;
        }
        waiting.forEach(each -> changing(threads.indexOf(each)).wait = GuestThread.Wait.MONITOR);
        f.r[base] = null;
        f.sp = base;
        return true;
    }

    boolean await(Frame f, int base, Code.Call call) {
        Obj object = monitor(f.r[base]);
        if (call.argumentSlots > 1 && (f.p[base + 1] != 0 || call.argumentSlots > 3 && f.p[base + 3] != 0)) {
            throw new OutOfModelException("wait() with a time");
        }
        if (thread.heldDepth > 0) {
            // Notified: it has the monitor again when it is free.
            if (!mayGo(Pending.synchronizes(Place.ofMonitor(object)))) {
                return false;
            }
            setMonitor(object, thread.id, thread.heldDepth);
            thread.heldDepth = 0;
            thread.wait = GuestThread.Wait.NOTHING;
            thread.waitsFor = null;
            for (int i = base; i < f.sp; i++) {
                f.r[i] = null;
            }
            f.sp = base;
            return true;
        }
        if (object.monitorOwner != thread.id) {
            throw notOwner();
        }
        if (!isDrained()) {
            return false;
        }
        thread.heldDepth = object.monitorDepth;
        setMonitor(object, 0, 0);
        thread.wait = GuestThread.Wait.NOTIFICATION;
        thread.waitsFor = object;
        return false;
    }

    // --- the loop ---

    /** Runs until the running thread has no more than {@code bottom} calls, or must stop. */
    private void run(int bottom) {
        while (thread.depth > bottom) {
            Frame frame = thread.top();
            try {
                if (!runFrame(frame)) {
                    return;
                }
            } catch (Thrown e) {
                unwind(e.exception, bottom);
            } catch (OutOfModelException e) {
                throw e.usedBy(place());
            }
        }
    }

    /** The innermost line of the running thread that is not the JDK's. Null if there is none. */
    String place() {
        for (int i = thread.depth - 1; i >= 0; i--) {
            Frame frame = thread.stack[i];
            Klass owner = frame.code.method.owner;
            if (!owner.isJdk()) {
                int line = frame.code.line[Math.min(frame.pc, frame.code.line.length - 1)];
                return frame.code.method + " (" + owner.sourceFile + ":" + line + ")";
            }
        }
        return null;
    }

    /** Finds the handler. Without one the thread ends. */
    private void unwind(Obj exception, int bottom) {
        // A frame that has called stands behind its call already.
        int back = 0;
        while (thread.depth > bottom) {
            Frame frame = thread.top();
            int at = frame.pc - back;
            for (Code.Handler each : frame.code.handlers) {
                if (at >= each.start() && at < each.end() && catches(each, exception)) {
                    frame.sp = frame.code.locals;
                    frame.push((Object) exception);
                    frame.pc = each.target();
                    return;
                }
            }
            if (frame.initialises != null) {
                throw new OutOfModelException(
                        "the initialiser of " + frame.initialises + " throws " + exception.klass.javaName());
            }
            back = 1;
            leave(frame);
        }
        thread.uncaught = exception;
    }

    private boolean catches(Code.Handler handler, Obj exception) {
        return handler.type() == null || exception.klass.isSubtypeOf(resolve(handler.type()));
    }

    /** The call is over, by a return or by an exception. */
    private void leave(Frame frame) {
        thread.pop();
        if (frame.monitor != null) {
            // A return has drained the buffer before. An exception drains it here.
            while (!thread.buffer.isEmpty()) {
                flush(thread);
            }
            release(frame.monitor);
        }
        if (frame.initialises != null) {
            heap.set(frame.initialises.statics, 0, INITIALISED);
            atomic--;
        }
    }

    private Thrown notOwner() {
        return thrown("java/lang/IllegalMonitorStateException", "current thread is not owner");
    }

    private void release(Obj object) {
        if (object.monitorOwner != thread.id) {
            throw notOwner();
        }
        int depth = object.monitorDepth - 1;
        if (depth == 0 && object.isShared()) {
            tell("leaves the monitor of " + shortName(object));
        }
        setMonitor(object, depth == 0 ? 0 : thread.id, depth);
    }

    private void setMonitor(Obj object, int owner, int depth) {
        boolean wasHeld = object.monitorDepth > 0;
        heap.setMonitor(object, owner, depth);
        if (watcher != null && atomic == 0 && object.owner < 0 && wasHeld != depth > 0) {
            watcher.synchronizes(thread, Place.ofMonitor(object), depth > 0);
        }
    }

    private static String shortName(Obj object) {
        String name = object.klass.javaName();
        String last = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
        return ("AEIOU".indexOf(last.charAt(0)) < 0 ? "a " : "an ") + last;
    }

    /** Takes the monitor. Returns false if the thread must stop before it. */
    private boolean enter(Obj object) {
        recorded = null;
        if (object.owner < 0 && object.monitorOwner != thread.id) {
            if (!isDrained()) {
                return false;
            }
            boolean isHeld = object.monitorOwner != 0;
            if (isHeld && atomic > 0) {
                throw new OutOfModelException("a monitor is held where no other thread can run");
            }
            Pending pending = Pending.synchronizes(Place.ofMonitor(object));
            if (isHeld || !mayGo(pending)) {
                thread.next = pending;
                thread.wait = GuestThread.Wait.MONITOR;
                thread.waitsFor = object;
                return false;
            }
        }
        thread.wait = GuestThread.Wait.NOTHING;
        thread.waitsFor = null;
        setMonitor(object, thread.id, object.monitorDepth + 1);
        if (object.monitorDepth == 1 && object.isShared()) {
            tell("enters the monitor of " + shortName(object));
        }
        return true;
    }

    /** The arguments of a call that ran, by a method with one argument, on a thread of its own. */
    Object callOn(int id, Method method, Object... arguments) {
        GuestThread before = thread;
        GuestThread made = newThread(id, "setup");
        thread = made;
        try {
            return callNow(method, false, arguments);
        } finally {
            thread = before;
        }
    }

    /** Whether the thread can take its next step. */
    boolean isEnabled(GuestThread asked) {
        if (asked.depth == 0) {
            return false;
        }
        switch (asked.wait) {
            case MONITOR:
                return asked.waitsFor.monitorOwner == 0 || asked.waitsFor.monitorOwner == asked.id;
            case PERMIT:
                return asked.hasPermit || asked.interrupted;
            case NOTIFICATION:
                return false;
            case DRAIN:
                return asked.buffer.isEmpty();
            case CHANGE:
                return asked.reads.stream().anyMatch(read -> hasChanged(asked, read));
            case CONDITION:
            case IDLE:
                return holds(asked, asked.waitsFor);
            default:
                return true;
        }
    }

    private Klass resolve(Code.TypeRef ref) {
        Klass klass = ref.klass;
        if (klass == null) {
            klass = classes.load(ref.name);
            ref.klass = klass;
        }
        return klass;
    }

    private Field resolve(Code.FieldRef ref) {
        Field field = ref.field;
        if (field == null) {
            field = classes.load(ref.owner).findField(ref.name);
            if (field == null) {
                throw new OutOfModelException("there is no field " + ref.owner.replace('/', '.') + "." + ref.name);
            }
            ref.field = field;
        }
        return field;
    }

    /** Runs the frame until it calls, returns or stops. Returns false if the thread stops. */
    private boolean runFrame(Frame f) {
        final Code code = f.code;
        final int[] ops = code.op;
        final long[] p = f.p;
        final Object[] r = f.r;
        while (true) {
            int pc = f.pc;
            int op = ops[pc];
            if (++instructions > limit) {
                throw new OutOfModelException("a step of " + thread.name + " does not end");
            }
            switch (op) {
                case NOP -> f.pc++;
                case ACONST_NULL -> {
                    f.push((Object) null);
                    f.pc++;
                }
                case Code.PUSH_INT -> {
                    f.push((long) code.a[pc]);
                    f.pc++;
                }
                case FCONST_0, FCONST_1, FCONST_2 -> {
                    f.push((long) Float.floatToRawIntBits(op - FCONST_0));
                    f.pc++;
                }
                case LCONST_0, LCONST_1 -> {
                    f.pushWide(op - LCONST_0);
                    f.pc++;
                }
                case DCONST_0, DCONST_1 -> {
                    f.pushWide(Double.doubleToRawLongBits(op - DCONST_0));
                    f.pc++;
                }
                case Code.PUSH_WIDE -> {
                    f.pushWide((Long) code.k[pc]);
                    f.pc++;
                }
                case Code.PUSH_REFERENCE -> {
                    f.push(code.k[pc]);
                    f.pc++;
                }
                case Code.PUSH_CLASS -> {
                    f.push((Object) resolve((Code.TypeRef) code.k[pc]));
                    f.pc++;
                }
                case Code.PUSH_DYNAMIC -> {
                    Bootstraps.constant(this, f, (Code.Dynamic) code.k[pc]);
                    f.pc++;
                }
                case ILOAD, FLOAD -> {
                    f.push(p[code.a[pc]]);
                    f.pc++;
                }
                case LLOAD, DLOAD -> {
                    f.pushWide(p[code.a[pc]]);
                    f.pc++;
                }
                case ALOAD -> {
                    f.push(r[code.a[pc]]);
                    f.pc++;
                }
                case ISTORE, FSTORE -> {
                    int slot = code.a[pc];
                    p[slot] = p[--f.sp];
                    r[slot] = null;
                    f.pc++;
                }
                case LSTORE, DSTORE -> {
                    int slot = code.a[pc];
                    f.sp -= 2;
                    p[slot] = p[f.sp];
                    r[slot] = null;
                    p[slot + 1] = 0;
                    r[slot + 1] = null;
                    f.pc++;
                }
                case ASTORE -> {
                    int slot = code.a[pc];
                    r[slot] = r[--f.sp];
                    r[f.sp] = null;
                    p[slot] = 0;
                    f.pc++;
                }
                case IALOAD, FALOAD, BALOAD, CALOAD, SALOAD, LALOAD, DALOAD, AALOAD -> {
                    if (!loadElement(f, op)) {
                        return false;
                    }
                }
                case IASTORE, FASTORE, BASTORE, CASTORE, SASTORE, LASTORE, DASTORE, AASTORE -> {
                    if (!storeElement(f, op)) {
                        return false;
                    }
                }
                case POP -> {
                    r[--f.sp] = null;
                    f.pc++;
                }
                case POP2 -> {
                    r[--f.sp] = null;
                    r[--f.sp] = null;
                    f.pc++;
                }
                case DUP, DUP_X1, DUP_X2, DUP2, DUP2_X1, DUP2_X2, SWAP -> {
                    shuffle(f, op);
                    f.pc++;
                }
                case IADD, ISUB, IMUL, IDIV, IREM, ISHL, ISHR, IUSHR, IAND, IOR, IXOR -> {
                    f.sp -= 2;
                    f.push((long) intOperation(op, (int) p[f.sp], (int) p[f.sp + 1]));
                    f.pc++;
                }
                case LADD, LSUB, LMUL, LDIV, LREM, LAND, LOR, LXOR -> {
                    f.sp -= 4;
                    f.pushWide(longOperation(op, p[f.sp], p[f.sp + 2]));
                    f.pc++;
                }
                case LSHL, LSHR, LUSHR -> {
                    f.sp -= 3;
                    long value = p[f.sp];
                    int by = (int) p[f.sp + 2];
                    f.pushWide(op == LSHL ? value << by : op == LSHR ? value >> by : value >>> by);
                    f.pc++;
                }
                case INEG -> {
                    p[f.sp - 1] = -(int) p[f.sp - 1];
                    f.pc++;
                }
                case LNEG -> {
                    p[f.sp - 2] = -p[f.sp - 2];
                    f.pc++;
                }
                case FADD, FSUB, FMUL, FDIV, FREM, FNEG, DADD, DSUB, DMUL, DDIV, DREM, DNEG -> {
                    Numbers.arithmetic(f, op);
                    f.pc++;
                }
                case IINC -> {
                    int slot = code.a[pc];
                    p[slot] = (int) p[slot] + code.b[pc];
                    p[slot] = (int) p[slot];
                    f.pc++;
                }
                case I2L, I2F, I2D, L2I, L2F, L2D, F2I, F2L, F2D, D2I, D2L, D2F, I2B, I2C, I2S -> {
                    Numbers.convert(f, op);
                    f.pc++;
                }
                case LCMP, FCMPL, FCMPG, DCMPL, DCMPG -> {
                    Numbers.compare(f, op);
                    f.pc++;
                }
                case IFEQ, IFNE, IFLT, IFGE, IFGT, IFLE -> {
                    int value = (int) p[--f.sp];
                    f.pc = isTrue(op - IFEQ, value, 0) ? code.a[pc] : pc + 1;
                }
                case IF_ICMPEQ, IF_ICMPNE, IF_ICMPLT, IF_ICMPGE, IF_ICMPGT, IF_ICMPLE -> {
                    f.sp -= 2;
                    f.pc = isTrue(op - IF_ICMPEQ, (int) p[f.sp], (int) p[f.sp + 1]) ? code.a[pc] : pc + 1;
                }
                case IF_ACMPEQ, IF_ACMPNE -> {
                    f.sp -= 2;
                    boolean same = r[f.sp] == r[f.sp + 1];
                    r[f.sp] = null;
                    r[f.sp + 1] = null;
                    f.pc = same == (op == IF_ACMPEQ) ? code.a[pc] : pc + 1;
                }
                case IFNULL, IFNONNULL -> {
                    boolean isNull = r[--f.sp] == null;
                    r[f.sp] = null;
                    f.pc = isNull == (op == IFNULL) ? code.a[pc] : pc + 1;
                }
                case GOTO -> f.pc = code.a[pc];
                case TABLESWITCH, LOOKUPSWITCH -> {
                    Code.Switch table = (Code.Switch) code.k[pc];
                    Integer target = table.targets().get((int) p[--f.sp]);
                    f.pc = target == null ? table.otherwise() : target;
                }
                case IRETURN, FRETURN, LRETURN, DRETURN, ARETURN, RETURN -> {
                    if (f.monitor != null && !passDrained()) {
                        return false;
                    }
                    returnFrom(f, op);
                    return true;
                }
                case GETSTATIC, PUTSTATIC -> {
                    Field field = resolve((Code.FieldRef) code.k[pc]);
                    if (!initialise(field.owner)) {
                        return true;
                    }
                    if (field.owner.blank && op == GETSTATIC && field.constant == null) {
                        throw new OutOfModelException("the static field " + field);
                    }
                    boolean done = op == GETSTATIC
                            ? load(f, field.owner.statics, field, f.sp)
                            : store(f, field.owner.statics, field, f.sp);
                    if (!done) {
                        return false;
                    }
                    f.pc++;
                }
                case GETFIELD -> {
                    Field field = resolve((Code.FieldRef) code.k[pc]);
                    Object target = r[f.sp - 1];
                    if (target == null) {
                        throw nullPointer();
                    }
                    if (!(target instanceof Obj object)) {
                        throw new OutOfModelException(
                                "a field of " + klassOf(target).javaName() + " in " + code.method);
                    }
                    if (!load(f, object, field, f.sp - 1)) {
                        return false;
                    }
                    f.pc++;
                }
                case PUTFIELD -> {
                    Field field = resolve((Code.FieldRef) code.k[pc]);
                    int base = f.sp - (field.isWide() ? 3 : 2);
                    Object target = r[base];
                    if (target == null) {
                        throw nullPointer();
                    }
                    if (!store(f, (Obj) target, field, f.sp)) {
                        return false;
                    }
                    r[base] = null;
                    f.sp = base;
                    f.pc++;
                }
                case INVOKEVIRTUAL, INVOKESPECIAL, INVOKESTATIC, INVOKEINTERFACE -> {
                    int outcome = invoke(f, (Code.Call) code.k[pc]);
                    if (outcome == STOP) {
                        return false;
                    }
                    if (outcome == ENTERED) {
                        return true;
                    }
                    f.pc++;
                }
                case INVOKEDYNAMIC -> {
                    Bootstraps.callSite(this, f, (Code.Dynamic) code.k[pc]);
                    f.pc++;
                }
                case NEW -> {
                    Klass klass = resolve((Code.TypeRef) code.k[pc]);
                    if (!initialise(klass)) {
                        return true;
                    }
                    f.push(Intrinsics.newObject(this, klass));
                    f.pc++;
                }
                case NEWARRAY -> {
                    String type = String.valueOf("....ZCFDBSIJ".charAt(code.a[pc]));
                    Obj array = allocateArray(classes.load("[" + type), (int) p[--f.sp]);
                    f.push((Object) array);
                    f.pc++;
                }
                case ANEWARRAY -> {
                    Klass type = classes.arrayOf(resolve((Code.TypeRef) code.k[pc]));
                    Obj array = allocateArray(type, (int) p[--f.sp]);
                    f.push((Object) array);
                    f.pc++;
                }
                case MULTIANEWARRAY -> {
                    int dimensions = code.a[pc];
                    f.sp -= dimensions;
                    for (int n = 0; n < dimensions; n++) {
                        if (p[f.sp + n] < 0) {
                            throw thrown("java/lang/NegativeArraySizeException", Long.toString(p[f.sp + n]));
                        }
                    }
                    Obj array = nestedArray(resolve((Code.TypeRef) code.k[pc]), p, f.sp, dimensions);
                    f.push((Object) array);
                    f.pc++;
                }
                case ARRAYLENGTH -> {
                    Obj array = (Obj) r[--f.sp];
                    if (array == null) {
                        throw nullPointer();
                    }
                    f.push((long) array.length());
                    f.pc++;
                }
                case ATHROW -> {
                    Object exception = r[--f.sp];
                    if (exception == null) {
                        throw nullPointer();
                    }
                    throw new Thrown((Obj) exception);
                }
                case CHECKCAST -> {
                    Object value = r[f.sp - 1];
                    Klass klass = resolve((Code.TypeRef) code.k[pc]);
                    if (value != null && !isInstance(value, klass)) {
                        throw thrown(
                                "java/lang/ClassCastException",
                                new HostValue.UnknownText("the message of a ClassCastException"));
                    }
                    f.pc++;
                }
                case INSTANCEOF -> {
                    boolean is = isInstance(r[--f.sp], resolve((Code.TypeRef) code.k[pc]));
                    f.push(is ? 1L : 0L);
                    f.pc++;
                }
                case MONITORENTER -> {
                    Obj object = monitor(r[f.sp - 1]);
                    if (!enter(object)) {
                        return false;
                    }
                    r[--f.sp] = null;
                    f.pc++;
                }
                case MONITOREXIT -> {
                    Obj object = monitor(r[f.sp - 1]);
                    if (!passDrained()) {
                        return false;
                    }
                    release(object);
                    r[--f.sp] = null;
                    f.pc++;
                }
                default -> throw new OutOfModelException("instruction " + op + " in " + code.method);
            }
        }
    }

    private Obj monitor(Object value) {
        if (value == null) {
            throw nullPointer();
        }
        if (value instanceof Klass klass) {
            return klass.statics;
        }
        if (value instanceof Obj object) {
            return object;
        }
        throw new OutOfModelException("the monitor of a " + value.getClass().getSimpleName());
    }

    private static boolean isTrue(int condition, int left, int right) {
        return switch (condition) {
            case 0 -> left == right;
            case 1 -> left != right;
            case 2 -> left < right;
            case 3 -> left >= right;
            case 4 -> left > right;
            default -> left <= right;
        };
    }

    private int intOperation(int op, int x, int y) {
        return switch (op) {
            case IADD -> x + y;
            case ISUB -> x - y;
            case IMUL -> x * y;
            case IDIV -> {
                if (y == 0) {
                    throw thrown("java/lang/ArithmeticException", "/ by zero");
                }
                yield x / y;
            }
            case IREM -> {
                if (y == 0) {
                    throw thrown("java/lang/ArithmeticException", "/ by zero");
                }
                yield x % y;
            }
            case ISHL -> x << y;
            case ISHR -> x >> y;
            case IUSHR -> x >>> y;
            case IAND -> x & y;
            case IOR -> x | y;
            default -> x ^ y;
        };
    }

    private long longOperation(int op, long x, long y) {
        return switch (op) {
            case LADD -> x + y;
            case LSUB -> x - y;
            case LMUL -> x * y;
            case LDIV -> {
                if (y == 0) {
                    throw thrown("java/lang/ArithmeticException", "/ by zero");
                }
                yield x / y;
            }
            case LREM -> {
                if (y == 0) {
                    throw thrown("java/lang/ArithmeticException", "/ by zero");
                }
                yield x % y;
            }
            case LAND -> x & y;
            case LOR -> x | y;
            default -> x ^ y;
        };
    }

    private static void shuffle(Frame f, int op) {
        long[] p = f.p;
        Object[] r = f.r;
        int sp = f.sp;
        int moved = op == DUP2 || op == DUP2_X1 || op == DUP2_X2 ? 2 : 1;
        int under = switch (op) {
            case DUP_X1, DUP2_X1 -> 1;
            case DUP_X2, DUP2_X2 -> 2;
            default -> 0;
        };
        if (op == SWAP) {
            long value = p[sp - 1];
            Object reference = r[sp - 1];
            p[sp - 1] = p[sp - 2];
            r[sp - 1] = r[sp - 2];
            p[sp - 2] = value;
            r[sp - 2] = reference;
            return;
        }
        int from = sp - moved - under;
        System.arraycopy(p, from, p, from + moved, moved + under);
        System.arraycopy(r, from, r, from + moved, moved + under);
        System.arraycopy(p, sp, p, from, moved);
        System.arraycopy(r, sp, r, from, moved);
        f.sp += moved;
    }

    private Obj nestedArray(Klass type, long[] lengths, int at, int dimensions) {
        Obj array = allocateArray(type, (int) lengths[at]);
        if (dimensions > 1) {
            for (int i = 0; i < array.r.length; i++) {
                array.r[i] = nestedArray(type.component, lengths, at + 1, dimensions - 1);
            }
        }
        return array;
    }

    // --- memory ---

    /** Loads the field and pushes it at {@code base}. Returns false if the thread must stop before it. */
    private boolean load(Frame f, Obj object, Field field, int base) {
        if ((!field.isFinal() || field.escapes) && !mayLoad(object, field.slot, field.reference, field.mode())) {
            return false;
        }
        if (object.owner == Obj.CONFINED) {
            checkUser(object, field);
        }
        f.sp = base;
        pushLoaded(f, object, field);
        if (isObserved() && (!field.isFinal() || field.escapes)) {
            Object value = field.reference ? reference(object, field.slot) : (Object) primitive(object, field.slot);
            tell(object, field.slot, field.reference, field.mode(), "reads", true, false, value);
        }
        return true;
    }

    private void pushLoaded(Frame f, Obj object, Field field) {
        if (field.reference) {
            f.push(reference(object, field.slot));
        } else if (field.isWide()) {
            f.pushWide(primitive(object, field.slot));
        } else {
            f.push(primitive(object, field.slot));
        }
    }

    /** What the running thread sees in this slot. */
    long primitive(Obj object, int slot) {
        if (!thread.buffer.isEmpty()) {
            GuestThread.Store own = thread.buffered(object, slot, false);
            if (own != null) {
                return own.primitive();
            }
        }
        if (recorded != null) {
            record(object, slot, false);
        }
        return object.p[slot];
    }

    /** What the running thread sees in this slot. */
    Object reference(Obj object, int slot) {
        if (!thread.buffer.isEmpty()) {
            GuestThread.Store own = thread.buffered(object, slot, true);
            if (own != null) {
                return own.reference();
            }
        }
        if (recorded != null) {
            record(object, slot, true);
        }
        return object.r[slot];
    }

    /** Stores. A store that is no volatile one may wait in the buffer. */
    void put(Obj object, int slot, long value, boolean mayWait) {
        if (hasBuffers && mayWait && atomic == 0 && object.isShared()) {
            thread.buffer.add(new GuestThread.Store(object, slot, false, value, null));
        } else {
            heap.set(object, slot, value);
        }
    }

    /** Stores. A store that is no volatile one may wait in the buffer. */
    void put(Obj object, int slot, Object value, boolean mayWait) {
        if (hasBuffers && mayWait && atomic == 0 && object.isShared()) {
            thread.buffer.add(new GuestThread.Store(object, slot, true, 0, value));
            heap.share(value);
        } else {
            heap.set(object, slot, value);
        }
    }

    /** The oldest store in the thread's buffer reaches the memory. */
    void flush(GuestThread owner) {
        GuestThread.Store store = owner.buffer.remove();
        if (store.isReference()) {
            heap.set(store.object(), store.slot(), store.reference());
        } else {
            heap.set(store.object(), store.slot(), store.primitive());
        }
        if (listener != null) {
            Place place = new Place(store.object(), store.slot(), store.isReference());
            String what =
                    "its store to " + name(store.object(), store.slot(), store.isReference()) + " reaches the memory";
            listener.accept(new Event(owner.id - 1, owner.name, what, null, place, false, true, null, false));
        }
    }

    /**
     * Whether the thread's store buffer is empty, as a locked instruction and a full fence need it. If it is not, the
     * thread must stop.
     */
    boolean isDrained() {
        if (thread.buffer.isEmpty()) {
            if (thread.wait == GuestThread.Wait.DRAIN) {
                thread.wait = GuestThread.Wait.NOTHING;
            }
            return true;
        }
        thread.wait = GuestThread.Wait.DRAIN;
        return false;
    }

    /** The same, for an instruction that waits for nothing else. If it had to wait, it is the step's one access. */
    boolean passDrained() {
        boolean waited = thread.wait == GuestThread.Wait.DRAIN;
        boolean drained = isDrained();
        if (drained && waited) {
            go = false;
        }
        return drained;
    }

    /** How many threads run at once. One that comes later runs alone. */
    int actors;

    /** Each field of a confined object belongs to the thread that uses it first. */
    private void checkUser(Obj object, Field field) {
        if (atomic == 0 && thread.id <= actors) {
            Integer user = users.putIfAbsent(object.klass.javaName() + "." + field.name, thread.id);
            if (user != null && user != thread.id) {
                throw new OutOfModelException("two actors use the field " + field.name + " of the result");
            }
        }
    }

    private final Map<String, Integer> users = new HashMap<>();

    /** Pops the value below {@code sp} and stores it. Returns false if the thread must stop before it. */
    private boolean store(Frame f, Obj object, Field field, int sp) {
        boolean mayWait = field.mode() != Mode.VOLATILE;
        if (object.isShared() && !mayWait && !isDrained() || !mayStore(object, field.slot, field.reference)) {
            return false;
        }
        if (field.isFinal() && !field.escapes && object.isShared() && atomic == 0) {
            field.escapes = true;
            heap.escaped = true;
        }
        if (object.owner == Obj.CONFINED) {
            checkUser(object, field);
        }
        if (field.reference) {
            put(object, field.slot, f.r[sp - 1], mayWait);
            tell(object, field.slot, true, field.mode(), "writes", false, true, f.r[sp - 1]);
            f.r[sp - 1] = null;
            f.sp = sp - 1;
        } else if (field.isWide()) {
            put(object, field.slot, f.p[sp - 2], mayWait);
            tell(object, field.slot, false, field.mode(), "writes", false, true, f.p[sp - 2]);
            f.sp = sp - 2;
        } else {
            long value = Numbers.narrow(field.descriptor.charAt(0), f.p[sp - 1]);
            put(object, field.slot, value, mayWait);
            tell(object, field.slot, false, field.mode(), "writes", false, true, value);
            f.sp = sp - 1;
        }
        return true;
    }

    /** The array below on the stack, if {@code index} is in it. */
    Obj checkIndex(Object reference, long index) {
        if (reference == null) {
            throw nullPointer();
        }
        Obj array = (Obj) reference;
        if (index < 0 || index >= array.length()) {
            throw thrown(
                    "java/lang/ArrayIndexOutOfBoundsException",
                    "Index " + index + " out of bounds for length " + array.length());
        }
        return array;
    }

    private boolean loadElement(Frame f, int op) {
        int index = (int) f.p[f.sp - 1];
        Obj array = checkIndex(f.r[f.sp - 2], index);
        if (!mayLoad(array, index, op == AALOAD, Mode.PLAIN)) {
            return false;
        }
        f.sp -= 2;
        f.r[f.sp] = null;
        if (op == AALOAD) {
            f.push(reference(array, index));
        } else if (op == LALOAD || op == DALOAD) {
            f.pushWide(primitive(array, index));
        } else {
            f.push(primitive(array, index));
        }
        if (isObserved()) {
            Object value = op == AALOAD ? reference(array, index) : (Object) primitive(array, index);
            tell(array, index, op == AALOAD, Mode.PLAIN, "reads", true, false, value);
        }
        f.pc++;
        return true;
    }

    private boolean storeElement(Frame f, int op) {
        boolean wide = op == LASTORE || op == DASTORE;
        int base = f.sp - (wide ? 4 : 3);
        int index = (int) f.p[base + 1];
        Obj array = checkIndex(f.r[base], index);
        if (!mayStore(array, index, op == AASTORE)) {
            return false;
        }
        heap.changes(array, this);
        if (op == AASTORE) {
            Object value = f.r[base + 2];
            if (value != null && !isInstance(value, array.klass.component)) {
                throw thrown("java/lang/ArrayStoreException", klassOf(value).javaName());
            }
            put(array, index, value, true);
            tell(array, index, true, Mode.PLAIN, "writes", false, true, value);
        } else {
            long value = Numbers.narrow(array.klass.component.name.charAt(0), f.p[base + 2]);
            put(array, index, value, true);
            tell(array, index, false, Mode.PLAIN, "writes", false, true, value);
        }
        f.sp = base;
        f.r[base] = null;
        f.r[base + 2] = null;
        f.pc++;
        return true;
    }

    // --- calls ---

    private static final int STOP = 0;
    private static final int ENTERED = 1;
    private static final int DONE = 2;

    private int invoke(Frame f, Code.Call call) {
        if (call.method == null && call.intrinsic == null) {
            Klass owner = classes.load(call.owner);
            call.intrinsic = Intrinsics.polymorphic(call);
            if (call.intrinsic == null) {
                call.method = owner.find(call.key);
                if (call.method == null) {
                    throw new OutOfModelException(
                            "there is no method " + call.owner.replace('/', '.') + "." + call.key);
                }
            }
        }
        int base = f.sp - call.argumentSlots;
        if (call.intrinsic != null) {
            return call.intrinsic.call(this, f, base, call) ? DONE : STOP;
        }
        Method target = call.method;
        if (call.opcode == Opcodes.INVOKESTATIC) {
            if (!initialise(target.owner)) {
                return ENTERED;
            }
        } else {
            Object receiver = f.r[base];
            if (receiver == null) {
                throw nullPointer();
            }
            if (call.opcode != Opcodes.INVOKESPECIAL) {
                if (!(receiver instanceof Obj) && HostCalls.isHost(receiver)) {
                    HostCalls.call(this, f, base, call);
                    return DONE;
                }
                if (receiver instanceof HostValue.Annotation annotation && call.argumentSlots == 1) {
                    Object part = Reflection.part(this, annotation, call.name);
                    f.sp = base;
                    HostCalls.pushHost(this, f, Type.getReturnType(call.descriptor), part);
                    return DONE;
                }
                Klass klass = klassOf(receiver);
                target = klass.find(call.key);
                if (target == null) {
                    throw thrown("java/lang/AbstractMethodError", klass.javaName() + "." + call.name);
                }
            }
        }
        if (target.caution != null) {
            target.caution.check(this, f, target);
        }
        if (target.intrinsic != null) {
            return target.intrinsic.call(this, f, base, call) ? DONE : STOP;
        }
        if (target.isNative() || target.isAbstract()) {
            throw new OutOfModelException((target.isNative() ? "native method " : "abstract method ") + target);
        }
        if (thread.depth >= MAX_DEPTH) {
            throw new OutOfModelException("calls that are nested more than " + MAX_DEPTH + " deep");
        }
        Obj monitor = null;
        if (target.isSynchronized()) {
            monitor = target.isStatic() ? target.owner.statics : monitor(f.r[base]);
            if (!enter(monitor)) {
                return STOP;
            }
        }
        Frame callee = new Frame(target.code());
        callee.monitor = monitor;
        System.arraycopy(f.p, base, callee.p, 0, call.argumentSlots);
        for (int i = 0; i < call.argumentSlots; i++) {
            callee.r[i] = f.r[base + i];
            f.r[base + i] = null;
        }
        f.sp = base;
        f.pc++;
        thread.push(callee);
        return ENTERED;
    }

    private void returnFrom(Frame f, int op) {
        long value = 0;
        Object reference = null;
        switch (op) {
            case IRETURN, FRETURN -> value = Numbers.narrow(f.code.method.returns, f.p[f.sp - 1]);
            case LRETURN, DRETURN -> value = f.p[f.sp - 2];
            case ARETURN -> reference = f.r[f.sp - 1];
            default -> {}
        }
        leave(f);
        if (thread.depth == 0) {
            thread.resultP = value;
            thread.resultR = reference;
            return;
        }
        if (op == RETURN) {
            return;
        }
        Frame caller = thread.top();
        if (op == ARETURN) {
            caller.push(reference);
        } else if (op == LRETURN || op == DRETURN) {
            caller.pushWide(value);
        } else {
            caller.push(value);
        }
    }
}
