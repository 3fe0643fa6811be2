// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import racy.explore.vm.Machine;
import racy.explore.vm.Machine.Kind;
import racy.explore.vm.Machine.Move;

/**
 * Visits every state that a program can be in, depth first, each once. A state that was visited before has the same
 * future as then. So every outcome is found, although not every way to it is walked (explicit-state model checking with
 * state matching, as in Holzmann's SPIN and in Java PathFinder). With a limit of preemptions it visits every state that
 * can be reached with so few of them (context bounding, as in CHESS: Musuvathi and Qadeer, PLDI 2007).
 */
public final class Search {
    private static final int ASK_EVERY = 64;
    private static final int NOBODY = -1;

    private final Machine machine;
    private final Names names;
    private final BooleanSupplier stopped;
    private final Limits limits;

    private Graph graph = new Graph();
    private final Map<String, Long> ends = new TreeMap<>();
    private final Map<String, List<Move>> ways = new TreeMap<>();
    /** Outcomes that only states without an end have. */
    private final Set<String> endless = new HashSet<>();

    private long states;
    private long transitions;
    private Stop stop;
    private boolean isTooLong;

    /** Why a search did not visit everything that it was to visit. */
    public enum Stop {
        /** Whoever was asked said so. */
        ASKED,
        STATES,
        EXECUTIONS,
        STEPS,
        MEMORY,
        /** Only ways with more preemptions can tell whether some states lead to an end. */
        UNDECIDED
    }

    /** A state on the way to where the machine stands, and the moves from it that were not made yet. */
    private static final class Node {
        final Machine.Moment moment;
        final Deque<Move> left;
        final Move by;
        /** The thread that took the last step, as long as it could go on. */
        final int running;

        final int preemptions;
        /** In the graph. */
        final int number;
        /** Whether some move led on. */
        boolean goesOn;

        Node(Machine machine, Move by, int running, int preemptions, int number) {
            moment = machine.now();
            left = new ArrayDeque<>(machine.moves());
            this.by = by;
            this.running = running;
            this.preemptions = preemptions;
            this.number = number;
        }
    }

    /**
     * @param stopped asked again and again; if it says yes, the search ends early
     * @param limits at which the search ends early; but all ways within the limit of preemptions are walked
     */
    public Search(Machine machine, Names names, BooleanSupplier stopped, Limits limits) {
        this.machine = machine;
        this.names = names;
        this.stopped = stopped;
        this.limits = limits;
    }

    /** Runs the search from where the machine stands, and leaves the machine there. */
    public void run() {
        do {
            states = 0;
            ends.clear();
            ways.clear();
            transitions = 0;
            walk(limits.preemptions() == Limits.ANY ? new Everything() : new FewPreemptions(limits.preemptions()));
        } while (machine.hasMoved() && stop == null);
        states = Math.max(states, graph.size());
        if (stop == null && isTooLong) {
            stop = Stop.STEPS;
        }
        if (stop == null) {
            try {
                findEndless();
            } catch (OutOfMemoryError e) {
                outOfMemory();
            }
        }
    }

    private void findEndless() {
        graph.endless().forEach((name, state) -> {
            ends.merge(name, 1L, Long::sum);
            if (ways.putIfAbsent(name, graph.way(state)) == null) {
                endless.add(name);
            }
        });
        stop = graph.isUndecided() ? Stop.UNDECIDED : null;
    }

    /** What was found stays. What it was found with goes, so that there is memory again. */
    private void outOfMemory() {
        states = Math.max(states, graph.size());
        graph = new Graph();
        machine.interrupt();
        stop = Stop.MEMORY;
    }

    /**
     * Looks for a way to each outcome with as few preemptions as possible. Ends early if that takes more states than the
     * search itself may visit; then some ways are longer than they need be. The way to a state from which no end can be
     * reached stays as it is.
     */
    public void shorten() {
        Map<String, Long> counted = new TreeMap<>(ends);
        Map<String, List<Move>> before = new TreeMap<>(ways);
        Map<String, List<Move>> found = new TreeMap<>();
        Set<String> wanted = new HashSet<>(ways.keySet());
        wanted.removeAll(endless);
        Stop itself = stop;
        long made = transitions;
        int most = 0;
        do {
            ways.clear();
            ends.clear();
            walk(new FewPreemptions(most++));
            ways.forEach(found::putIfAbsent);
        } while (!found.keySet().containsAll(wanted) && graph.isCut() && stop == itself);
        ways.clear();
        ways.putAll(before);
        ways.putAll(found);
        ends.clear();
        ends.putAll(counted);
        stop = itself;
        transitions = made;
    }

    /** Which states a walk enters. */
    private interface Visited {
        /** The node of the state in which the machine stands. Null if the walk has been there. */
        Node enter(Node from, Move by, int running, int preemptions);

        default int mostPreemptions() {
            return Limits.ANY;
        }
    }

    /** The state in which the machine stands. */
    private int number(Node from, Move by) {
        Object digest = machine.digest();
        int known = graph.find(digest);
        int number = known;
        if (known < 0) {
            number = graph.add(digest, from == null ? -1 : from.number, by, names.withoutEnd(machine));
        }
        if (from != null) {
            graph.edge(from.number, number);
        }
        return number;
    }

    /** A walk to every state. */
    private final class Everything implements Visited {
        @Override
        public Node enter(Node from, Move by, int running, int preemptions) {
            int before = graph.size();
            int number = number(from, by);
            return number == before ? new Node(machine, by, running, preemptions, number) : null;
        }
    }

    /** A walk with a limit of preemptions. */
    private final class FewPreemptions implements Visited {
        private final int most;
        /** The fewest preemptions with which each state was reached, by the running thread. */
        private final List<int[]> fewest = new ArrayList<>();

        FewPreemptions(int most) {
            this.most = most;
        }

        @Override
        public Node enter(Node from, Move by, int running, int preemptions) {
            int number = number(from, by);
            if (number == fewest.size()) {
                int[] none = new int[machine.threads() + 1];
                Arrays.fill(none, Limits.ANY);
                fewest.add(none);
            }
            int[] its = fewest.get(number);
            // Whatever can be done from here can be done from there, with one switch back to the running thread.
            boolean isKnown = its[NOBODY + 1] <= preemptions
                    || its[running + 1] <= preemptions
                    || Arrays.stream(its).anyMatch(each -> each < preemptions);
            if (isKnown) {
                return null;
            }
            its[running + 1] = preemptions;
            return new Node(machine, by, running, preemptions, number);
        }

        @Override
        public int mostPreemptions() {
            return most;
        }
    }

    private void walk(Visited visited) {
        graph = new Graph();
        isTooLong = false;
        Stop before = stop;
        Machine.Moment start = machine.now();
        Deque<Node> path = new ArrayDeque<>();
        try {
            walk(visited, path, before);
        } catch (OutOfMemoryError e) {
            path.clear();
            outOfMemory();
        }
        machine.goBack(start);
    }

    private void walk(Visited visited, Deque<Node> path, Stop before) {
        path.push(visited.enter(null, null, NOBODY, 0));
        while (!path.isEmpty() && stop == before) {
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
            if (path.size() > limits.steps()) {
                isTooLong = true;
                node.goesOn = true;
                continue;
            }
            boolean isRunning = node.running != NOBODY && machine.canGoOn(node.running);
            boolean preempts = isRunning && move.kind() != Kind.FLUSH && node.running != move.thread();
            int preemptions = node.preemptions + (preempts ? 1 : 0);
            if (preemptions > visited.mostPreemptions()) {
                graph.cut(node.number);
                node.goesOn = true;
                continue;
            }
            transitions++;
            if (machine.make(move)) {
                node.goesOn = true;
                int running = move.kind() != Kind.FLUSH ? move.thread() : isRunning ? node.running : NOBODY;
                Node child = visited.enter(node, move, running, preemptions);
                if (child != null) {
                    path.push(child);
                }
            }
            if (graph.size() > limits.states()) {
                stop = Stop.STATES;
            } else if (transitions % ASK_EVERY == 0 && stopped.getAsBoolean()) {
                stop = Stop.ASKED;
            }
        }
    }

    private void end(Deque<Node> path) {
        if (!graph.end(path.peek().number)) {
            return;
        }
        if (graph.ends() > limits.executions()) {
            stop = Stop.EXECUTIONS;
            return;
        }
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
        return states;
    }

    public long transitions() {
        return transitions;
    }

    /** Why not everything was visited. Null if it was. */
    public Stop stop() {
        return stop;
    }
}
