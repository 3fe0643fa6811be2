// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import racy.explore.vm.Machine.Move;

/**
 * The states that were visited, and which leads to which. A program that cannot end may still move for ever, in a loop
 * that waits in vain. Such states are those from which no end can be reached.
 */
final class Graph {
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final List<Integer> parents = new ArrayList<>();
    private final List<Move> moves = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final BitSet ends = new BitSet();
    /** States from which a move was not made because the way to them had too many preemptions. */
    private final BitSet cuts = new BitSet();

    private int[] edges = new int[1024];
    private int count;

    int size() {
        return numbers.size();
    }

    /** The number of the state. -1 if it is new. */
    int find(Object state) {
        return numbers.getOrDefault(state, -1);
    }

    /**
     * Adds a state.
     *
     * @param parent from which {@code move} led to it
     * @param name the outcome if no end can be reached from it
     */
    int add(Object state, int parent, Move move, String name) {
        int number = numbers.size();
        numbers.put(state, number);
        parents.add(parent);
        moves.add(move);
        names.add(name);
        return number;
    }

    void edge(int from, int to) {
        if (count + 2 > edges.length) {
            edges = Arrays.copyOf(edges, 2 * edges.length);
        }
        edges[count++] = from;
        edges[count++] = to;
    }

    /** The state is an end. Returns false if that was known. */
    boolean end(int state) {
        boolean isNew = !ends.get(state);
        ends.set(state);
        return isNew;
    }

    int ends() {
        return ends.cardinality();
    }

    /** More may be reached from the state than was looked at. */
    void cut(int state) {
        cuts.set(state);
    }

    boolean isCut() {
        return !cuts.isEmpty();
    }

    /** Whether only what was not looked at can tell if some state leads to an end. */
    boolean isUndecided() {
        int[][] into = into();
        BitSet ended = (BitSet) ends.clone();
        spread(ended, into);
        BitSet open = (BitSet) cuts.clone();
        spread(open, into);
        open.andNot(ended);
        return !open.isEmpty();
    }

    /** The outcomes of which no end can be reached, each with the first state that has it for ever. */
    Map<String, Integer> endless() {
        BitSet marked = (BitSet) ends.clone();
        marked.or(cuts);
        int[][] into = into();
        spread(marked, into);
        Map<String, Integer> found = new LinkedHashMap<>();
        if (marked.cardinality() == size()) {
            return found;
        }
        // A state whose name still changes has not this name for ever.
        for (int i = 0; i < count; i += 2) {
            if (!names.get(edges[i]).equals(names.get(edges[i + 1]))) {
                marked.set(edges[i]);
            }
        }
        spread(marked, into);
        for (int state = marked.nextClearBit(0); state < size(); state = marked.nextClearBit(state + 1)) {
            found.putIfAbsent(names.get(state), state);
        }
        return found;
    }

    /** Marks whatever leads to a marked state. */
    private static void spread(BitSet marked, int[]... into) {
        Deque<Integer> queue = new ArrayDeque<>();
        marked.stream().forEach(queue::add);
        while (!queue.isEmpty()) {
            for (int from : into[queue.remove()]) {
                if (!marked.get(from)) {
                    marked.set(from);
                    queue.add(from);
                }
            }
        }
    }

    private int[][] into() {
        int[] degree = new int[size()];
        for (int i = 1; i < count; i += 2) {
            degree[edges[i]]++;
        }
        int[][] into = new int[size()][];
        for (int i = 0; i < into.length; i++) {
            into[i] = new int[degree[i]];
        }
        for (int i = 0; i < count; i += 2) {
            into[edges[i + 1]][--degree[edges[i + 1]]] = edges[i];
        }
        return into;
    }

    /** The moves that led to the state. */
    List<Move> way(int state) {
        List<Move> way = new ArrayList<>();
        for (int at = state; parents.get(at) >= 0; at = parents.get(at)) {
            way.add(moves.get(at));
        }
        Collections.reverse(way);
        return way;
    }
}
