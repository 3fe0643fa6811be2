// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.Type;

/**
 * A program of several threads, and its memory. Whoever explores it makes one move after another, remembers where the
 * machine stands, goes back there, and asks whether two states are the same.
 */
public final class Machine {
    private static final long LONGEST_STEP = 20_000_000;

    private final Interpreter vm;
    private final Digest digest = new Digest();
    private final List<Obj> roots = new ArrayList<>();
    private List<GuestThread> threads = new ArrayList<>();

    /**
     * One move.
     *
     * @param thread index of the thread that moves, or whose store moves
     */
    public record Move(int thread, Kind kind) {}

    /** What moves. */
    public enum Kind {
        /** The thread takes a step. */
        STEP,
        /** The oldest store in the thread's buffer reaches the memory. */
        FLUSH,
        /** The thread turns its waiting loop, in which nothing changes, until it gives up. */
        GIVE_UP
    }

    /**
     * A call of a method.
     *
     * @param method name and descriptor, in the class of {@code receiver} or above it
     * @param given the arguments, chosen by their types
     */
    public record Call(Obj receiver, String method, Obj... given) {}

    /** Where the machine stands. */
    public record Moment(List<GuestThread> threads, int heap) {}

    /** @param hasBuffers whether each thread has a store buffer, as under TSO */
    public Machine(ClassTable classes, boolean hasBuffers) {
        vm = new Interpreter(classes, hasBuffers);
    }

    // --- before the threads run ---

    /** A new object of this class, made by its constructor without arguments. All threads can reach it. */
    public Obj make(String className) {
        Klass klass = vm.classes.load(className);
        limit();
        vm.initialiseNow(klass);
        Method constructor = klass.methods.get("<init>()V");
        if (constructor == null) {
            throw new OutOfModelException(klass.javaName() + " has no constructor without arguments");
        }
        Obj made = vm.allocate(klass);
        if (constructor.intrinsic == null) {
            now(constructor, made);
        }
        vm.heap.share(made);
        roots.add(made);
        return made;
    }

    /**
     * Adds a thread that calls a method.
     *
     * @param method name and descriptor, in the class of {@code receiver} or above it
     * @param given the arguments, chosen by their types
     */
    public void thread(String name, Obj receiver, String method, Obj... given) {
        GuestThread thread = vm.newThread(threads.size() + 1, name);
        thread.push(frame(receiver, method, given));
        takeMonitor(thread);
        threads.add(thread);
        roots.add(thread.object);
    }

    /** A synchronized method has to get its monitor first, like any other call of it. So the thread makes such a call. */
    private void takeMonitor(GuestThread thread) {
        Frame callee = thread.top();
        if (callee.code.method.isSynchronized()) {
            thread.pop();
            Frame caller = new Frame(Code.callOf(callee.code.method));
            for (int i = 0; i < callee.code.method.argumentSlots; i++) {
                caller.r[i] = callee.r[i];
            }
            thread.push(caller);
        }
    }

    private Frame frame(Obj receiver, String key, Obj... given) {
        Method method = receiver.klass.find(key);
        if (method == null || method.isAbstract()) {
            throw new OutOfModelException("there is no method " + receiver.klass.javaName() + "." + key);
        }
        Frame frame = new Frame(method.code());
        int slot = 0;
        if (!method.isStatic()) {
            frame.r[slot++] = receiver;
        }
        for (Type each : Type.getArgumentTypes(method.descriptor)) {
            Klass wanted = vm.classes.of(each);
            Obj argument = null;
            for (Obj candidate : given) {
                if (candidate.klass.isSubtypeOf(wanted)) {
                    argument = candidate;
                }
            }
            if (argument == null) {
                throw new OutOfModelException("an argument of type " + wanted.javaName() + " of " + method);
            }
            frame.r[slot++] = argument;
        }
        return frame;
    }

    /** Each thread runs up to its first access to what others can reach. */
    public void begin() {
        findBackground();
        vm.threads = threads;
        vm.isRunning = true;
        vm.actors = threads.size();
        for (GuestThread each : threads) {
            limit();
            vm.step(each, false);
        }
    }

    /**
     * Only one thread at a time uses this object, so no thread stops before it.
     *
     * <p>The object that takes the results is such a one as long as each of its fields belongs to one thread.
     */
    public void confine(Obj object) {
        object.owner = Obj.CONFINED;
    }

    /**
     * Objects that only static fields of the JDK lead to. They hardly ever change, and comparing them would cost most of
     * the time. If one does change, {@link #hasMoved} tells.
     */
    private void findBackground() {
        for (Klass each : vm.classes.all()) {
            if (!each.isJdk()) {
                roots.add(each.statics);
            }
        }
        Set<Obj> foreground = reachable(roots.stream(), Set.of());
        Stream<Obj> statics = vm.classes.all().stream().map(each -> each.statics);
        reachable(statics, foreground).forEach(each -> each.background = true);
        vm.heap.moved.clear();
    }

    private static Set<Obj> reachable(Stream<Obj> from, Set<Obj> without) {
        Set<Obj> reached = new HashSet<>();
        ArrayDeque<Obj> queue = from.collect(Collectors.toCollection(ArrayDeque::new));
        while (!queue.isEmpty()) {
            Obj next = queue.remove();
            if (!without.contains(next) && reached.add(next)) {
                for (Object each : next.r) {
                    if (each instanceof Obj object) {
                        queue.add(object);
                    }
                }
            }
        }
        return reached;
    }

    /**
     * Whether an object changed that was left out of the comparison. Then earlier comparisons may have been wrong, and
     * the search begins again; from here on the object is compared too.
     */
    public boolean hasMoved() {
        boolean moved = !vm.heap.moved.isEmpty() || vm.heap.escaped;
        vm.heap.escaped = false;
        roots.addAll(vm.heap.moved);
        vm.heap.moved.clear();
        return moved;
    }

    /** From here on every access to what several threads can reach is told. Null: no more. */
    public void tell(Consumer<Event> listener) {
        vm.listener = listener;
    }

    /** The number of threads. */
    public int threads() {
        return threads.size();
    }

    /** Lines of these classes are passed over, and the line that called them is told. Internal names. */
    public void passOver(Predicate<String> classes) {
        vm.isScaffold = classes;
    }

    /** The name of a thread. */
    public String name(int thread) {
        return threads.get(thread).name;
    }

    /** Initialises a class before the threads run, as in a JVM in which the test has run before. */
    public void initialise(String className) {
        limit();
        vm.initialiseNow(vm.classes.load(className));
    }

    /** Classes that were initialised while the threads ran, each in one step. */
    public Set<String> lateClasses() {
        return vm.late;
    }

    /** What was done in one step although a machine does it in several. Then not every interleaving was seen. */
    public Set<String> coarseSteps() {
        return vm.coarse;
    }

    /** Whether a waiting loop turned too long for anybody to know whether it gives up. */
    public boolean hasLongLoops() {
        return vm.hasLongLoops;
    }

    /** Where a machine may do one of several things and always the same was taken. */
    public Set<String> choices() {
        return vm.chosen;
    }

    // --- for a memory model in which a place has no one value ---

    /** From here on the watcher is told what the running threads do to the memory. */
    public void watch(Watcher watcher) {
        vm.watch(watcher);
    }

    /** Before what the thread stands. Null if it has ended or waits for another thread. */
    public Pending pending(int thread) {
        GuestThread asked = threads.get(thread);
        if (asked.wait == GuestThread.Wait.CHANGE || !vm.isEnabled(asked)) {
            return null;
        }
        return switch (asked.wait) {
            case MONITOR -> Pending.synchronizes(Place.ofMonitor(asked.waitsFor));
            case PERMIT -> Pending.synchronizes(Place.ofPermit(asked.object));
            default -> asked.next;
        };
    }

    /** Whether the thread turns a waiting loop, and the last turn changed nothing. */
    public boolean isSpinning(int thread) {
        return threads.get(thread).wait == GuestThread.Wait.CHANGE;
    }

    /** What the thread has read in the last turn of its waiting loop. */
    public List<Place> spinsOn(int thread) {
        return threads.get(thread).reads.stream()
                .map(each -> new Place(each.object(), each.slot(), each.isReference()))
                .toList();
    }

    /** Puts into the memory what the thread that moves next will find there. */
    public void show(Place place, Object value) {
        vm.heap.show(place, value);
    }

    /** What the memory holds at this place: a {@code Long} for every primitive. */
    public Object value(Place place) {
        return place.value();
    }

    /** The value of a new field or element. */
    public static Object blank(Place place) {
        return place.isReference() ? null : (Object) 0L;
    }

    /**
     * Adds a thread that runs when the others have ended, up to its first access to what they can reach. {@link #goBack}
     * takes it away again.
     */
    public void add(Call call) {
        limit();
        vm.step(addThread(call), false);
    }

    private GuestThread addThread(Call call) {
        GuestThread thread = vm.newThread(threads.size() + 1, "arbiter");
        thread.push(frame(call.receiver(), call.method(), call.given()));
        takeMonitor(thread);
        List<GuestThread> more = new ArrayList<>(threads);
        more.add(thread);
        threads = more;
        vm.threads = more;
        return thread;
    }

    public boolean hasEnded(int thread) {
        return threads.get(thread).isEnded();
    }

    /** Whether the thread, which turns a waiting loop, counts its turns, so that it may give up. */
    public boolean countsTurns(int thread) {
        return threads.get(thread).counts;
    }

    /** What the thread itself is about to do, without what others can reach. Equal for two moments in which it does the same. */
    public Object local(int thread) {
        return digest.of(threads.get(thread));
    }

    // --- programs of roles ---

    /** From here on threads stop at the calls of {@link Choice}, and nowhere else. */
    public void stopAtPoints() {
        vm.stopsAtPoints = true;
        vm.heap.fingerprint.isKept = true;
    }

    /** From here on threads also stop before each access to a field for which they contend. */
    public void stopAtAccesses() {
        vm.contention = new Contention();
    }

    /** Whether a field became contended since this was asked. Then threads may have passed it without a stop. */
    public boolean hasMoreContention() {
        boolean grown = vm.contention != null && vm.contention.hasGrown;
        if (grown) {
            vm.contention.hasGrown = false;
        }
        return grown;
    }

    /** How many fields are contended. */
    public int contendedFields() {
        return vm.contention.size();
    }

    /** The field does not count when {@link #fingerprint} compares states: nothing reads it, or only in ways that do not matter. */
    public void leaveOut(String className, String field) {
        vm.classes.load(className.replace('.', '/')).leaveOut(field);
    }

    /** The same as {@link #digest}, and costs only what has changed. For a program that stops at points. */
    public StateNumber fingerprint() {
        return vm.heap.fingerprint.of(threads);
    }

    /**
     * Calls a method before the threads run.
     *
     * @param method name and descriptor
     * @param arguments objects of the program and texts
     */
    public Object call(Obj receiver, String method, Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = receiver;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        limit();
        return now(receiver.klass.find(method), all);
    }

    /** The elements of an array of references. */
    public List<Object> elements(Obj array) {
        return Arrays.asList(array.r.clone());
    }

    /** A field of a primitive type, as it stands. */
    public long number(Obj object, String field) {
        return object.p[object.klass.findField(field).slot];
    }

    /** A field of a reference type, as it stands. */
    public Object reference(Obj object, String field) {
        return object.r[object.klass.findField(field).slot];
    }

    /** Whether the thread can take its next step. */
    public boolean isEnabled(int thread) {
        limit();
        return vm.isEnabled(threads.get(thread));
    }

    /** Whether the thread has ended or has nothing to do. */
    public boolean isIdle(int thread) {
        GuestThread asked = threads.get(thread);
        return asked.isEnded() || asked.wait == GuestThread.Wait.IDLE;
    }

    // --- moves ---

    /** The moves that can be made. None means that all threads have ended, or that none can go on. */
    public List<Move> moves() {
        List<Move> moves = new ArrayList<>();
        for (int i = 0; i < threads.size(); i++) {
            if (vm.isEnabled(threads.get(i))) {
                moves.add(new Move(i, Kind.STEP));
            }
            if (threads.get(i).wait == GuestThread.Wait.CHANGE && threads.get(i).counts) {
                moves.add(new Move(i, Kind.GIVE_UP));
            }
            if (!threads.get(i).buffer.isEmpty()) {
                moves.add(new Move(i, Kind.FLUSH));
            }
        }
        return moves;
    }

    /** Makes a move. Returns false if it leads nowhere: then the machine stands where it stood, but for a waiting thread. */
    public boolean make(Move move) {
        List<GuestThread> next = new ArrayList<>(threads.size());
        for (int i = 0; i < threads.size(); i++) {
            boolean runs = i == move.thread && move.kind != Kind.FLUSH;
            next.add(
                    runs
                            ? threads.get(i).copy()
                            : vm.stopsAtPoints ? threads.get(i) : threads.get(i).still());
        }
        threads = next;
        vm.threads = next;
        GuestThread mover = next.get(move.thread);
        limit();
        switch (move.kind) {
            case FLUSH -> vm.flush(mover);
            case STEP -> vm.step(mover, true);
            case GIVE_UP -> {
                return vm.runAhead(mover);
            }
        }
        return true;
    }

    /** Whether the thread can take a step, so that a step of another thread is a choice. */
    public boolean canGoOn(int thread) {
        return vm.isEnabled(threads.get(thread));
    }

    public Moment now() {
        return new Moment(threads, vm.heap.now());
    }

    /** Goes back. The moment must lie on the way to where the machine stands. */
    public void goBack(Moment moment) {
        vm.heap.rollBack(moment.heap);
        threads = moment.threads;
        vm.threads = threads;
    }

    /** The move that is made ends where it stands. The machine must go back before it makes another one. */
    public void interrupt() {
        vm.interrupt();
    }

    /** A number for the state. Two states with one number have the same future. */
    public Object digest() {
        return digest.of(threads, roots);
    }

    // --- when no move is left ---

    /** The names of the threads that have not ended. */
    public List<String> stuck() {
        return threads.stream()
                .filter(each -> !each.isEnded())
                .map(each -> each.name)
                .toList();
    }

    /** The first exception that ended a thread, by its class. Null if none did. */
    public String uncaught() {
        return threads.stream()
                .filter(each -> each.uncaught != null)
                .map(each -> each.uncaught.klass.javaName())
                .findFirst()
                .orElse(null);
    }

    /** Makes a call after all threads have ended. {@link #uncaught} tells of an exception that ended it. */
    public void finish(Call call) {
        limit();
        vm.runToEnd(addThread(call));
    }

    /** {@code object.toString()}. */
    public String text(Obj object) {
        limit();
        return (String) now(object.klass.find("toString()Ljava/lang/String;"), object);
    }

    private Object now(Method method, Object... arguments) {
        try {
            return vm.callOn(0, method, arguments);
        } catch (Thrown e) {
            throw new OutOfModelException(
                    method + " throws " + e.exception.klass.javaName() + " at " + vm.lastThrownAt);
        }
    }

    private void limit() {
        vm.limit(LONGEST_STEP);
    }
}
