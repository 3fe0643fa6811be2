// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.axioms;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Puts what the threads of an execution did into one order: each thread's own order, a load after the store that it sees,
 * and few switches between threads. If stores and loads wait for each other in a circle, a load stands before its store.
 */
final class Linear<T> {
    private final List<T> order = new ArrayList<>();
    private int switches;

    /**
     * @param items in an order that respects that of each thread
     * @param threadOf the thread of an item
     * @param waitsFor the item that an item sees; null if it sees none
     */
    Linear(List<T> items, Function<T, Integer> threadOf, Function<T, T> waitsFor) {
        Map<Integer, List<T>> threads = new HashMap<>();
        items.forEach(each -> threads.computeIfAbsent(threadOf.apply(each), any -> new ArrayList<>())
                .add(each));
        Map<Integer, Integer> done = new HashMap<>();
        Set<T> placed = new HashSet<>();
        Set<T> all = new HashSet<>(items);
        Integer running = null;
        while (order.size() < items.size()) {
            Integer next = null;
            for (Map.Entry<Integer, List<T>> each : threads.entrySet()) {
                int at = done.getOrDefault(each.getKey(), 0);
                if (at < each.getValue().size()) {
                    T wanted = waitsFor.apply(each.getValue().get(at));
                    boolean ready = wanted == null || placed.contains(wanted) || !all.contains(wanted);
                    if (ready && (next == null || each.getKey().equals(running))) {
                        next = each.getKey();
                    }
                }
            }
            if (next == null) {
                next = threads.entrySet().stream()
                        .filter(each -> done.getOrDefault(each.getKey(), 0)
                                < each.getValue().size())
                        .findFirst()
                        .orElseThrow()
                        .getKey();
            }
            T item = threads.get(next).get(done.merge(next, 1, Integer::sum) - 1);
            order.add(item);
            placed.add(item);
            if (running != null && !running.equals(next)) {
                switches++;
            }
            running = next;
        }
    }

    List<T> order() {
        return order;
    }

    int switches() {
        return switches;
    }
}
