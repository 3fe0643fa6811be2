// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.axioms;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import racy.explore.axioms.Node.Location;
import racy.explore.search.Limits;
import racy.explore.search.Names;
import racy.explore.search.Search.Stop;
import racy.explore.vm.Event;
import racy.explore.vm.Fence;
import racy.explore.vm.GuestThread;
import racy.explore.vm.Machine;
import racy.explore.vm.Mode;
import racy.explore.vm.OutOfModelException;
import racy.explore.vm.Pending;
import racy.explore.vm.Place;
import racy.explore.vm.Watcher;

/**
 * Builds every execution graph of a program that {@link Jam21} allows, each once, as stateless model checkers do
 * (Kokologiannakis, Vafeiadis: GenMC, CAV 2021). Equivalent interleavings are one graph.
 *
 * <p>A store is carried out as soon as a thread stands before it, because a graph has no clock: no load has to see it.
 * When all threads stand before loads, the first of them sees one of the stores that are there, or waits for one that is
 * still to come. If all wait, either no such execution exists, or loads see stores that follow from them in a circle,
 * which Java allows where a plain access is among them (Kokologiannakis, Vafeiadis: HMC, ASPLOS 2020). So a load then
 * sees a value that some execution was seen to write, and a later store has to keep that promise.
 *
 * <p>A thread that comes back to where it was, after nothing but loads, turns a waiting loop. The rest of the execution
 * is the same without that turn. So the search goes on without that thread, and the executions in which the loop ends are
 * found where it sees another store.
 */
public final class ExecutionSearch {
    private static final int MOST_STEPS = 500;
    private static final int MOST_ROUNDS = 12;
    private static final String SIGNAL = "signal";

    private final Machine machine;
    private final Names names;
    private final BooleanSupplier stopped;
    private final Limits limits;

    private final Map<String, Long> ends = new TreeMap<>();
    private final Map<String, Way> ways = new TreeMap<>();
    private final Set<String> left = new TreeSet<>();
    private final Writers writers = new Writers();
    private long executions;
    private long steps;
    private Stop stop;

    // The execution that is being built.
    private final Execution graph = new Execution();
    private final List<Status> threads = new ArrayList<>();
    private final List<Decision> decisions = new ArrayList<>();
    private int signals;

    // The step that is being taken.
    private Node source;
    private Object promised;
    private Node store;
    private Node update;
    private boolean isUpdate;
    private boolean onlyLoads;

    /**
     * Where a thread stands in the execution that is being built.
     *
     * @param waitsSince how many stores there were when it began to wait for another one; {@link #NOT} if it does not
     * @param isStuck whether it turns a waiting loop
     * @param turn where it has been since it did something else than load, and how many events there were then
     * @param loads the number of the first event of its last turn
     */
    private record Status(int waitsSince, boolean isStuck, Map<Object, Integer> turn, int loads) {
        static final int NOT = -1;

        Status waiting(int since) {
            return new Status(since, isStuck, turn, loads);
        }

        Status stuck(int firstLoad) {
            return new Status(waitsSince, true, turn, firstLoad);
        }
    }

    /** A way to an outcome. */
    private record Way(List<Decision> decisions, int switches) {}

    /**
     * Something that a thread did, in words.
     *
     * @param source which thread wrote what it read; null if nothing was read
     */
    public record Told(Event event, String source) {}

    /**
     * An execution that was built again.
     *
     * @param told what the threads did, with few switches between them
     */
    public record Replayed(List<Told> told, String outcome) {}

    /**
     * The threads run up to their first access.
     *
     * @param stopped asked again and again; if it says yes, the search ends early
     * @param limits at which the search ends early; a state is the beginning of an execution
     */
    public ExecutionSearch(Machine machine, Names names, BooleanSupplier stopped, Limits limits) {
        this.machine = machine;
        this.names = names;
        this.stopped = stopped;
        this.limits = limits;
        machine.watch(new Recorder());
        machine.begin();
        for (int i = 0; i < machine.threads(); i++) {
            threads.add(fresh(i));
        }
    }

    private Status fresh(int thread) {
        return new Status(Status.NOT, false, Map.of(machine.local(thread), 0), 0);
    }

    /** Runs the search from where the machine stands, and leaves the machine there. */
    public void run() {
        boolean again = true;
        for (int round = 0; again; round++) {
            if (round == MOST_ROUNDS) {
                left.add("stores that follow from each other again and again");
                return;
            }
            ends.clear();
            ways.clear();
            executions = 0;
            explore();
            boolean news = writers.hasNews() | machine.hasMoved();
            again = news && stop == null;
        }
    }

    // --- the search ---

    private void explore() {
        if (stop == null) {
            stop = limit();
        }
        if (stop != null) {
            return;
        }
        if (decisions.size() > MOST_STEPS) {
            left.add("executions of more than " + MOST_STEPS + " steps");
            return;
        }
        for (Node each : graph.promises()) {
            BitSet keepers = livingWithout(each.thread);
            keepers.andNot(Jam21.after(graph, each));
            if (!writers.mayWrite(each.location.kind, keepers)) {
                return;
            }
        }
        for (int i = 0; i < threads.size(); i++) {
            if (machine.isSpinning(i) && !threads.get(i).isStuck()) {
                giveUp(i);
                return;
            }
            Pending next = pending(i);
            if (next != null && next.kind() == Pending.Kind.STORE) {
                step(i, next, null, false, null);
                return;
            }
        }
        boolean waits = false;
        for (int i = 0; i < threads.size(); i++) {
            Pending next = pending(i);
            if (next != null) {
                if (threads.get(i).waitsSince() != count(next)) {
                    choose(i, next);
                    return;
                }
                waits = true;
            }
        }
        if (waits) {
            promise();
        } else {
            end();
        }
    }

    private Stop limit() {
        if (stopped.getAsBoolean()) {
            return Stop.ASKED;
        }
        if (executions > limits.executions()) {
            return Stop.EXECUTIONS;
        }
        if (steps > limits.states()) {
            return Stop.STATES;
        }
        return decisions.size() > limits.steps() ? Stop.STEPS : null;
    }

    /** Before what the thread stands. Null if it cannot go on. */
    private Pending pending(int thread) {
        return threads.get(thread).isStuck() ? null : machine.pending(thread);
    }

    private BitSet livingWithout(int thread) {
        BitSet living = new BitSet();
        for (int i = 0; i < threads.size(); i++) {
            if (i != thread && !threads.get(i).isStuck() && !machine.hasEnded(i)) {
                living.set(i);
            }
        }
        return living;
    }

    /** How much has happened that the thread may wait for. */
    private int count(Pending next) {
        return switch (next.kind()) {
            case LOAD, UPDATE -> location(next.place()).writes.size();
            case SYNCHRONIZATION -> location(next.place()).updates.size();
            default -> signals;
        };
    }

    private Location location(Place place) {
        return graph.location(place, place.isSynchronizer() ? Long.valueOf(0) : machine.value(place));
    }

    /** The thread sees one of the stores that came since it began to wait, or waits for another one. */
    private void choose(int thread, Pending next) {
        Status status = threads.get(thread);
        int since = Math.max(0, status.waitsSince());
        int now = count(next);
        String kind = SIGNAL;
        if (next.kind() == Pending.Kind.LOAD || next.kind() == Pending.Kind.UPDATE) {
            Location location = location(next.place());
            kind = location.kind;
            for (int i = since; i < now; i++) {
                Node seen = location.writes.get(i);
                if (isVisible(seen, thread)) {
                    step(thread, next, seen, false, null);
                }
            }
        } else {
            if (next.kind() == Pending.Kind.SYNCHRONIZATION) {
                kind = location(next.place()).kind;
            }
            step(thread, next, null, false, null);
        }
        if (writers.mayWrite(kind, livingWithout(thread))) {
            threads.set(thread, status.waiting(now));
            explore();
            threads.set(thread, status);
        }
    }

    /** Whether a thread may see what another thread wrote to its own object before it published that through a final field. */
    private static boolean isVisible(Node seen, int reader) {
        Location location = seen.location;
        List<Node> own = location.writes.stream()
                .filter(each -> each.isOwn && each.thread != reader)
                .toList();
        if (own.isEmpty() || !seen.isOwn && !seen.isInitial()) {
            return true;
        }
        if (location.place.isHalfFrozen()) {
            throw new OutOfModelException(
                    "an object that threads reach through a final field and otherwise, so that some see less of it");
        }
        return !location.place.isFrozen() || seen == own.get(own.size() - 1);
    }

    /**
     * Every thread waits for a store that is still to come. One of them sees it already.
     *
     * <p>It has to be one whose load or whose store is plain. For in a circle of loads, each with a store after it that
     * the next one sees, one of them is; {@code no-thin-air} forbids all others.
     */
    private void promise() {
        for (int i = 0; i < threads.size(); i++) {
            Pending next = pending(i);
            if (next != null && (next.kind() == Pending.Kind.LOAD || next.kind() == Pending.Kind.UPDATE)) {
                String kind = location(next.place()).kind;
                boolean isPlain = next.mode() == Mode.PLAIN || writers.isPlain(kind);
                if (isPlain && writers.mayWrite(kind, livingWithout(i))) {
                    for (Object value : writers.values(kind)) {
                        step(i, next, null, true, value);
                    }
                    if (writers.hasYoung(kind)) {
                        left.add("loads that see an object before it is made");
                    }
                    return;
                }
            }
        }
    }

    /** A thread takes a step. Then the search goes on, with every place that its store can have. */
    private void step(int thread, Pending next, Node seen, boolean isPromised, Object value) {
        Machine.Moment moment = machine.now();
        int mark = graph.now();
        Status status = threads.get(thread);
        int signalsBefore = signals;
        int sourceNumber = seen == null ? Decision.NONE : seen.location.writes.indexOf(seen);
        take(thread, next, seen, isPromised, value);
        Node stored = store;
        Node updated = update;
        threads.set(thread, after(thread, status));
        boolean inVain = isPromised && threads.get(thread).isStuck();
        for (int position : inVain ? List.<Integer>of() : positions(updated)) {
            int ordered = graph.now();
            if (updated != null) {
                graph.order(updated, position);
            }
            for (int kept = Decision.NONE; kept < graph.promises().size(); kept++) {
                if (kept != Decision.NONE && !keeps(stored, graph.promises().get(kept))) {
                    continue;
                }
                int bound = graph.now();
                if (kept != Decision.NONE) {
                    graph.keep(graph.promises().get(kept), stored);
                }
                if (Jam21.allows(graph)) {
                    decisions.add(Decision.step(machine.name(thread), sourceNumber, isPromised, value, position, kept));
                    explore();
                    decisions.remove(decisions.size() - 1);
                }
                graph.goBack(bound);
            }
            graph.goBack(ordered);
        }
        threads.set(thread, status);
        signals = signalsBefore;
        graph.goBack(mark);
        machine.goBack(moment);
    }

    /** The machine makes the step, and the recorder notes what it does. */
    private void take(int thread, Pending next, Node seen, boolean isPromised, Object value) {
        steps++;
        source = seen;
        promised = value;
        store = null;
        update = null;
        isUpdate = next.kind() == Pending.Kind.UPDATE;
        onlyLoads = isUpdate || next.kind() == Pending.Kind.LOAD;
        if (next.place() != null && !next.place().isSynchronizer()) {
            location(next.place());
            if (seen != null || isPromised) {
                machine.show(next.place(), isPromised ? value : seen.value);
            }
        }
        if (next.kind() == Pending.Kind.SIGNAL) {
            signals++;
            writes(SIGNAL, thread);
        }
        machine.make(new Machine.Move(thread, Machine.Kind.STEP));
    }

    private void writes(String kind, int thread) {
        writers.writes(kind, thread);
        graph.whenUndone(() -> writers.unwrites(kind, thread));
    }

    private Status after(int thread, Status before) {
        if (machine.hasEnded(thread)) {
            return new Status(Status.NOT, false, Map.of(), 0);
        }
        Object here = machine.local(thread);
        int events = graph.nodes().size();
        if (!onlyLoads) {
            return new Status(Status.NOT, false, Map.of(here, events), 0);
        }
        Integer first = before.turn().get(here);
        Map<Object, Integer> turn = new HashMap<>(before.turn());
        turn.put(here, events);
        Status after = new Status(Status.NOT, false, turn, 0);
        return first == null ? after : after.stuck(first);
    }

    private static List<Integer> positions(Node update) {
        if (update == null) {
            return List.of(Decision.NONE);
        }
        List<Node> others = update.location.updates;
        if (update.source != null && update.source.isInitial()) {
            return List.of(0);
        }
        if (update.source != null && update.source.isUpdate()) {
            return List.of(others.indexOf(update.source) + 1);
        }
        return IntStream.rangeClosed(0, others.size()).boxed().toList();
    }

    private static boolean keeps(Node store, Node promise) {
        return store != null
                && store != promise
                && store.thread != promise.thread
                && store.location == promise.location
                && Objects.equals(store.value, promise.promised);
    }

    /** The thread has turned its waiting loop. If it counts its turns, it leaves the loop at last, and sees nothing new. */
    private void giveUp(int thread) {
        Machine.Moment moment = machine.now();
        Status status = threads.get(thread);
        for (Node each : lastLoads(thread)) {
            machine.show(each.location.place, each.value);
        }
        boolean left = machine.countsTurns(thread) && machine.make(new Machine.Move(thread, Machine.Kind.GIVE_UP));
        if (left) {
            threads.set(thread, new Status(Status.NOT, false, Map.of(machine.local(thread), 0), 0));
            decisions.add(Decision.givesUp(machine.name(thread)));
        } else {
            machine.goBack(moment);
            threads.set(thread, status.stuck(Status.NOT));
        }
        explore();
        if (left) {
            decisions.remove(decisions.size() - 1);
        }
        threads.set(thread, status);
        machine.goBack(moment);
    }

    /** The loads of the thread's last turn of its waiting loop. */
    private List<Node> lastLoads(int thread) {
        List<Node> loads = new ArrayList<>();
        for (Place place : machine.spinsOn(thread)) {
            List<Node> nodes = graph.nodes();
            for (int i = nodes.size() - 1; i >= 0; i--) {
                Node node = nodes.get(i);
                if (node.thread == thread && node.reads && node.location.place.equals(place)) {
                    loads.add(node);
                    break;
                }
            }
        }
        return loads;
    }

    // --- the end of an execution ---

    private void end() {
        if (!graph.promises().isEmpty() || !mayStayStuck()) {
            return;
        }
        Optional<Machine.Call> last = graph.last == Node.NOBODY ? names.last(machine) : Optional.empty();
        if (last.isEmpty()) {
            named(names.atTheEnd(machine));
            return;
        }
        Machine.Moment moment = machine.now();
        int mark = graph.now();
        addLast(last.get());
        explore();
        threads.remove(threads.size() - 1);
        graph.last = Node.NOBODY;
        graph.goBack(mark);
        machine.goBack(moment);
    }

    private void addLast(Machine.Call last) {
        graph.last = machine.threads();
        machine.add(last);
        threads.add(fresh(machine.threads() - 1));
    }

    /**
     * Whether those that turn waiting loops may do so for ever. A compiler may load a plain variable once for all turns, if
     * there is nothing but plain and opaque loads in the loop. Any other load sees the newest store at last.
     */
    private boolean mayStayStuck() {
        int mark = graph.now();
        int lastBefore = graph.last;
        graph.last = threads.size();
        boolean seesNewest = false;
        for (int i = 0; i < threads.size(); i++) {
            if (threads.get(i).isStuck()) {
                List<Node> turn = lastTurn(i);
                boolean loadsAgain = turn.stream().anyMatch(each -> each.isAttempt || each.writes || each.isAcquire());
                for (Node each : turn) {
                    if (loadsAgain || each.mode != Mode.PLAIN) {
                        Node seen = each.writes ? each : each.source;
                        graph.add(Node.access(graph.last, each.location, Mode.PLAIN, true, false, seen.value, seen));
                        seesNewest = true;
                    }
                }
            }
        }
        boolean may = !seesNewest || Jam21.allows(graph);
        graph.goBack(mark);
        graph.last = lastBefore;
        return may;
    }

    /** The loads of the last turn of the thread's waiting loop. */
    private List<Node> lastTurn(int thread) {
        int from = threads.get(thread).loads();
        if (from == Status.NOT) {
            return lastLoads(thread);
        }
        return graph.nodes().subList(from, graph.nodes().size()).stream()
                .filter(each -> each.thread == thread && each.reads)
                .toList();
    }

    private void named(String name) {
        executions++;
        ends.merge(name, 1L, Long::sum);
        for (Node each : graph.nodes()) {
            if (each.writes && each.location.place.isShared() && !each.location.place.isSynchronizer()) {
                writers.wrote(each.location.kind, each.value);
            }
        }
        List<Node> visible = graph.nodes().stream()
                .filter(each -> !each.isOwn && each.thread != graph.last)
                .toList();
        int switches = new Linear<>(visible, each -> each.thread, each -> each.source).switches();
        Way known = ways.get(name);
        if (known == null || switches < known.switches()) {
            ways.put(name, new Way(List.copyOf(decisions), switches));
        }
    }

    // --- what is seen ---

    private final class Recorder implements Watcher {
        @Override
        public void accessed(GuestThread thread, Place place, Mode mode, boolean reads, boolean writes) {
            int number = thread.id - 1;
            Location location = location(place);
            Object value = writes ? machine.value(place) : source == null ? promised : source.value;
            Node node = Node.access(number, location, mode, reads, writes, value, reads ? source : null);
            node.promised = reads && source == null ? promised : null;
            node.isAttempt = !writes && isUpdate;
            graph.add(node);
            if (writes) {
                store = node;
                update = reads ? node : null;
                writes(location.kind, number);
                if (mode == Mode.PLAIN) {
                    writers.writesPlain(location.kind);
                }
                // To write what was there already is to wait, too.
                onlyLoads &= reads && Objects.equals(value, source == null ? promised : source.value);
            }
        }

        @Override
        public void wroteOwn(GuestThread thread, Place place, Object value) {
            graph.add(Node.own(thread.id - 1, graph.location(place, Machine.blank(place)), value));
        }

        @Override
        public void fenced(GuestThread thread, Fence fence) {
            graph.add(Node.fence(thread.id - 1, fence));
            onlyLoads = false;
        }

        @Override
        public void synchronizes(GuestThread thread, Place place, boolean takes) {
            Location location = location(place);
            List<Node> before = location.updates;
            Node seen = before.isEmpty() ? location.initial : before.get(before.size() - 1);
            Mode mode = takes ? Mode.ACQUIRE : Mode.RELEASE;
            Node node = Node.access(thread.id - 1, location, mode, true, true, takes ? 1L : 0L, seen);
            graph.add(node);
            graph.order(node, before.size());
            writes(location.kind, node.thread);
            onlyLoads = false;
        }
    }

    // --- witnesses ---

    /** A way to this outcome, as texts from which {@link #replay} builds it again. Empty if texts cannot say it. */
    public Optional<List<String>> schedule(String outcome) {
        List<Decision> way = ways.get(outcome).decisions();
        return way.stream().allMatch(Decision::hasText)
                ? Optional.of(way.stream().map(Decision::toString).toList())
                : Optional.empty();
    }

    /** Builds the way to this outcome that has the fewest switches between threads of those that were found. */
    public Replayed replay(String outcome) {
        return build(ways.get(outcome).decisions());
    }

    /**
     * Builds an execution again.
     *
     * @throws IllegalArgumentException if the decisions do not fit; its message names the first that does not
     */
    public Replayed replay(List<String> texts) {
        List<Decision> parsed = new ArrayList<>();
        for (String each : texts) {
            parsed.add(Decision.parse(each)
                    .orElseThrow(() -> new IllegalArgumentException("step " + (parsed.size() + 1)
                            + " of the schedule is '" + each + "', and not as in left=0")));
        }
        return build(parsed);
    }

    private Replayed build(List<Decision> way) {
        Machine.Moment moment = machine.now();
        int mark = graph.now();
        List<Status> before = List.copyOf(threads);
        List<Item> items = new ArrayList<>();
        machine.tell(event -> items.add(new Item(event, event.place() == null ? null : latest())));
        try {
            for (int i = 0; i < way.size(); i++) {
                try {
                    replay(way.get(i));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "step " + (i + 1) + " of the schedule does not fit: " + e.getMessage());
                }
            }
            machine.tell(null);
            if (graph.last == Node.NOBODY) {
                names.last(machine).ifPresent(this::addLast);
            }
            return new Replayed(tell(items), names.atTheEnd(machine));
        } finally {
            machine.tell(null);
            threads.clear();
            threads.addAll(before);
            graph.last = Node.NOBODY;
            graph.goBack(mark);
            machine.goBack(moment);
        }
    }

    private List<Told> tell(List<Item> items) {
        Map<Node, Item> byNode = new HashMap<>();
        items.forEach(each -> byNode.put(each.node(), each));
        List<Item> order = new Linear<>(
                        items, Item::thread, each -> each.node() == null ? null : byNode.get(each.node().source))
                .order();
        List<Told> told = new ArrayList<>();
        for (Item each : order) {
            told.add(new Told(each.event(), each.node() == null ? null : seenBy(each, order, byNode)));
        }
        return told;
    }

    /** What an event says, and the node that it made. */
    private record Item(Event event, Node node) {
        int thread() {
            return event.number();
        }
    }

    private Node latest() {
        return graph.nodes().get(graph.nodes().size() - 1);
    }

    private void replay(Decision decision) {
        int thread = find(decision.thread());
        if (decision.givesUp()) {
            if (!machine.isSpinning(thread)) {
                throw new IllegalArgumentException(decision.thread() + " turns no waiting loop here");
            }
            lastLoads(thread).forEach(each -> machine.show(each.location.place, each.value));
            machine.make(new Machine.Move(thread, Machine.Kind.GIVE_UP));
            return;
        }
        Pending next = machine.pending(thread);
        if (next == null) {
            throw new IllegalArgumentException(decision.thread() + " cannot move here");
        }
        boolean loads = next.kind() == Pending.Kind.LOAD || next.kind() == Pending.Kind.UPDATE;
        Node seen = null;
        if (decision.source() != Decision.NONE) {
            List<Node> writes = loads ? location(next.place()).writes : List.of();
            if (decision.source() >= writes.size()) {
                throw new IllegalArgumentException(decision.thread() + " has no such store to see here");
            }
            seen = writes.get(decision.source());
        }
        if (loads == (seen == null && !decision.isPromised())) {
            throw new IllegalArgumentException(decision.thread() + " does something else here");
        }
        take(thread, next, seen, decision.isPromised(), decision.promised());
        if (update == null != (decision.position() == Decision.NONE)
                || update != null && decision.position() > update.location.updates.size()
                || decision.kept() >= graph.promises().size()) {
            throw new IllegalArgumentException(decision.thread() + " does something else here");
        }
        Node stored = store;
        if (update != null) {
            graph.order(update, decision.position());
        }
        if (decision.kept() != Decision.NONE) {
            graph.keep(graph.promises().get(decision.kept()), stored);
        }
    }

    private int find(String name) {
        for (int i = 0; i < machine.threads(); i++) {
            if (machine.name(i).equals(name)) {
                return i;
            }
        }
        if (graph.last == Node.NOBODY && names.last(machine).isPresent()) {
            addLast(names.last(machine).get());
            if (machine.name(graph.last).equals(name)) {
                return graph.last;
            }
        }
        throw new IllegalArgumentException("there is no actor " + name);
    }

    private String seenBy(Item item, List<Item> order, Map<Node, Item> byNode) {
        Node seen = item.node().source;
        if (seen == null) {
            return null;
        }
        int at = order.indexOf(item);
        Item from = byNode.get(seen);
        int writtenAt = from == null ? -1 : order.indexOf(from);
        if (writtenAt > at) {
            return machine.name(seen.thread) + ", which stores it later";
        }
        boolean isOld = order.subList(Math.max(0, writtenAt), at).stream()
                .anyMatch(each -> each != from
                        && each.node() != null
                        && each.node().writes
                        && each.node().location == seen.location);
        String writer = seen.isInitial() ? "the initial value" : machine.name(seen.thread);
        return writer + (isOld ? ", not the newest" : "");
    }

    // --- results ---

    /** For each outcome the number of executions that show it. */
    public Map<String, Long> ends() {
        return ends;
    }

    public long steps() {
        return steps;
    }

    /** Why the search ended early. Null if it did not: then every execution was built, but for what {@link #left} says. */
    public Stop stop() {
        return stop;
    }

    /** What was not looked at, in words. */
    public Set<String> left() {
        return left;
    }
}
