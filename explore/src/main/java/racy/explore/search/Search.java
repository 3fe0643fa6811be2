// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
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
    private final Names names;
    private final BooleanSupplier stopped;
    private final long mostStates;

    private Graph graph = new Graph();
    private final Map<String, Long> ends = new TreeMap<>();
    private final Map<String, List<Move>> ways = new TreeMap<>();
    /** Outcomes that only states without an end have. */
    private final Set<String> endless = new HashSet<>();

    private long transitions;
    private boolean complete;

    /** A state on the way to where the machine stands, and the moves from it that were not made yet. */
    private static final class Node {
        final Machine.Moment moment;
        final Deque<Move> left;
        final Move by;
        final int switches;
        /** In the graph. Nothing in a walk with few switches. */
        final int number;
        /** Whether some move led on. */
        boolean goesOn;

        Node(Machine.Moment moment, List<Move> moves, Move by, int switches, int number) {
            this.moment = moment;
            left = new ArrayDeque<>(moves);
            this.by = by;
            this.switches = switches;
            this.number = number;
        }
    }

    /**
     * @param stopped asked again and again; if it says yes, the search ends early
     * @param mostStates after so many states the search ends early
     */
    public Search(Machine machine, Names names, BooleanSupplier stopped, long mostStates) {
        this.machine = machine;
        this.names = names;
        this.stopped = stopped;
        this.mostStates = mostStates;
    }

    /** Runs the search from where the machine stands, and leaves the machine there. */
    public void run() {
        do {
            graph = new Graph();
            ends.clear();
            ways.clear();
            transitions = 0;
            complete = true;
            walk(new Everything());
        } while (machine.hasMoved() && complete);
        if (complete) {
            graph.endless().forEach((name, state) -> {
                ends.merge(name, 1L, Long::sum);
                if (ways.putIfAbsent(name, graph.way(state)) == null) {
                    endless.add(name);
                }
            });
        }
    }

    /**
     * Looks for a way to each outcome with as few switches between threads as possible. Ends early if that takes more
     * states than the search itself may visit; then some ways are longer than they need be. The way to a state from which
     * no end can be reached stays as it is.
     */
    public void shorten() {
        Map<String, Long> counted = new TreeMap<>(ends);
        Map<String, List<Move>> found = new TreeMap<>();
        Set<String> wanted = new HashSet<>(ways.keySet());
        wanted.removeAll(endless);
        boolean wasComplete = complete;
        long made = transitions;
        for (int most = 0; !found.keySet().containsAll(wanted) && complete; most++) {
            Map<String, List<Move>> before = new TreeMap<>(ways);
            ways.clear();
            walk(new FewSwitches(most));
            ways.forEach(found::putIfAbsent);
            ways.putAll(before);
        }
        ways.putAll(found);
        ends.clear();
        ends.putAll(counted);
        complete = wasComplete;
        transitions = made;
    }

    /** Which states a walk enters. */
    private interface Visited {
        /** The node of the state in which the machine stands. Null if the walk has been there. */
        Node enter(Node from, Move by, int switches);

        int size();

        default int mostSwitches() {
            return Integer.MAX_VALUE;
        }
    }

    /** A walk to every state. */
    private final class Everything implements Visited {
        @Override
        public Node enter(Node from, Move by, int switches) {
            Object digest = machine.digest();
            int known = graph.find(digest);
            int number = known;
            if (known < 0) {
                number = graph.add(digest, from == null ? -1 : from.number, by, names.withoutEnd(machine));
            }
            if (from != null) {
                graph.edge(from.number, number);
            }
            return known < 0 ? new Node(machine.now(), machine.moves(), by, switches, number) : null;
        }

        @Override
        public int size() {
            return graph.size();
        }
    }

    /** A walk with a bound on the switches between threads. */
    private final class FewSwitches implements Visited {
        private final int most;
        /** The fewest switches with which the state was reached, by state and thread that made the last move. */
        private final Map<Object, Integer> fewest = new HashMap<>();

        FewSwitches(int most) {
            this.most = most;
        }

        @Override
        public Node enter(Node from, Move by, int switches) {
            Object digest = machine.digest();
            Object key = by == null ? digest : List.of(digest, by.thread());
            Integer before = fewest.get(key);
            if (before != null && before <= switches) {
                return null;
            }
            fewest.put(key, switches);
            return new Node(machine.now(), machine.moves(), by, switches, 0);
        }

        @Override
        public int size() {
            return fewest.size();
        }

        @Override
        public int mostSwitches() {
            return most;
        }
    }

    private void walk(Visited visited) {
        Deque<Node> path = new ArrayDeque<>();
        Machine.Moment start = machine.now();
        path.push(visited.enter(null, null, 0));
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
            if (count > visited.mostSwitches()) {
                node.goesOn = true;
                continue;
            }
            transitions++;
            if (machine.make(move)) {
                node.goesOn = true;
                Node child = visited.enter(node, move, count);
                if (child != null) {
                    path.push(child);
                }
            }
            if (visited.size() > mostStates || transitions % ASK_EVERY == 0 && stopped.getAsBoolean()) {
                complete = false;
            }
        }
        machine.goBack(start);
    }

    private void end(Deque<Node> path) {
        graph.end(path.peek().number);
        names.last(machine).ifPresent(machine::finish);
        String name = names.atTheEnd(machine);
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
        return graph.size();
    }

    public long transitions() {
        return transitions;
    }

    /** Whether every state was visited. */
    public boolean isComplete() {
        return complete;
    }
}
