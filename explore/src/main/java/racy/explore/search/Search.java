// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import racy.explore.vm.Machine;
import racy.explore.vm.Machine.Move;

/**
 * Visits every state that a program can be in, depth first, each once. A state that was visited before has the same
 * future as then. So every outcome is found, although not every way to it is walked (explicit-state model checking with
 * state matching, as in Holzmann's SPIN and in Java PathFinder).
 */
public final class Search {
    private static final int ASK_EVERY = 64;

    private final Machine machine;
    private final Function<Machine, String> outcome;
    private final BooleanSupplier stopped;
    private final long mostStates;

    /** The fewest switches between threads with which the state was reached. */
    private final Map<Object, Integer> visited = new HashMap<>();

    private final Map<String, Long> ends = new TreeMap<>();
    private final Map<String, List<Move>> ways = new TreeMap<>();
    private long transitions;
    private boolean complete;

    /** A state on the way to where the machine stands, and the moves from it that were not made yet. */
    private static final class Node {
        final Machine.Moment moment;
        final Deque<Move> left;
        final Move by;
        final int switches;
        /** Whether some move led on. */
        boolean goesOn;

        Node(Machine.Moment moment, List<Move> moves, Move by, int switches) {
            this.moment = moment;
            left = new ArrayDeque<>(moves);
            this.by = by;
            this.switches = switches;
        }
    }

    /**
     * @param outcome names the outcome when no move is left; it may run code, and the search goes back afterwards
     * @param stopped asked again and again; if it says yes, the search ends early
     * @param mostStates after so many states the search ends early
     */
    public Search(Machine machine, Function<Machine, String> outcome, BooleanSupplier stopped, long mostStates) {
        this.machine = machine;
        this.outcome = outcome;
        this.stopped = stopped;
        this.mostStates = mostStates;
    }

    /** Runs the search from where the machine stands, and leaves the machine there. */
    public void run() {
        do {
            visited.clear();
            ends.clear();
            ways.clear();
            transitions = 0;
            complete = true;
            walk(Integer.MAX_VALUE);
        } while (machine.hasMoved() && complete);
    }

    /**
     * Looks for a way to each outcome with as few switches between threads as possible. Ends early if that takes more
     * states than the search itself may visit; then some ways are longer than they need be.
     */
    public void shorten() {
        Map<String, Long> counted = new TreeMap<>(ends);
        Map<String, List<Move>> found = new TreeMap<>();
        long seen = visited.size();
        boolean wasComplete = complete;
        for (int most = 0; found.size() < counted.size() && complete; most++) {
            visited.clear();
            ends.clear();
            ways.clear();
            walk(most);
            ways.forEach(found::putIfAbsent);
        }
        for (Map.Entry<String, List<Move>> each : found.entrySet()) {
            ways.put(each.getKey(), each.getValue());
        }
        ends.clear();
        ends.putAll(counted);
        complete = wasComplete;
        states = seen;
    }

    private long states;

    /** Visits all states that can be reached with {@code mostSwitches} switches. */
    private void walk(int mostSwitches) {
        boolean bounded = mostSwitches < Integer.MAX_VALUE;
        Deque<Node> path = new ArrayDeque<>();
        Machine.Moment start = machine.now();
        Node next = enter(null, 0, bounded);
        if (next != null) {
            path.push(next);
        }
        while (!path.isEmpty() && complete) {
            Node node = path.peek();
            machine.goBack(node.moment);
            Move move = node.left.poll();
            if (move == null) {
                if (!node.goesOn) {
                    end(path);
                }
                path.pop();
                continue;
            }
            boolean switches = node.by != null && node.by.thread() != move.thread() && machine.canGoOn(node.by);
            int count = node.switches + (switches ? 1 : 0);
            if (count > mostSwitches) {
                node.goesOn = true;
                continue;
            }
            transitions++;
            if (machine.make(move)) {
                node.goesOn = true;
                Node child = enter(move, count, bounded);
                if (child != null) {
                    path.push(child);
                }
            }
        }
        machine.goBack(start);
        states = visited.size();
    }

    /** The state in which the machine stands. Null if it was visited already. */
    private Node enter(Move by, int switches, boolean bounded) {
        Object digest = machine.digest();
        Object key = bounded && by != null ? List.of(digest, by.thread()) : digest;
        Integer before = visited.get(key);
        if (before != null && (!bounded || before <= switches)) {
            return null;
        }
        visited.put(key, switches);
        if (visited.size() > mostStates || visited.size() % ASK_EVERY == 0 && stopped.getAsBoolean()) {
            complete = false;
        }
        return new Node(machine.now(), machine.moves(), by, switches);
    }

    private void end(Deque<Node> path) {
        String name = outcome.apply(machine);
        ends.merge(name, 1L, Long::sum);
        if (!ways.containsKey(name)) {
            List<Move> way = new ArrayList<>();
            path.descendingIterator().forEachRemaining(node -> {
                if (node.by != null) {
                    way.add(node.by);
                }
            });
            ways.put(name, List.copyOf(way));
        }
    }

    /** For each outcome the moves of one way to it. */
    public Map<String, List<Move>> ways() {
        return ways;
    }

    /** For each outcome the number of final states that show it. */
    public Map<String, Long> ends() {
        return ends;
    }

    public long states() {
        return states;
    }

    public long transitions() {
        return transitions;
    }

    /** Whether every state was visited. */
    public boolean isComplete() {
        return complete;
    }
}
