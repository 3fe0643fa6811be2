// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.axioms;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import racy.explore.vm.Obj;

/**
 * What threads were seen to write in any execution. A load waits for a later store only if one may come, and sees one that
 * is still to come only if its value was once written.
 */
final class Writers {
    /** How often each thread wrote to each kind of place in one execution, at most. */
    private final Map<String, Map<Integer, Integer>> most = new HashMap<>();
    /** How often each did so in the execution that is being built. */
    private final Map<String, Map<Integer, Integer>> now = new HashMap<>();

    private final Map<String, Set<Object>> values = new HashMap<>();
    /** Kinds of places to which objects were written that the threads made themselves. */
    private final Set<String> young = new HashSet<>();

    private final Set<String> plain = new HashSet<>();
    private boolean news;

    /** Whether something was seen that earlier decisions did not know. Says so once. */
    boolean hasNews() {
        boolean had = news;
        news = false;
        return had;
    }

    /** A thread writes. To be taken back with {@link #unwrites}. */
    void writes(String kind, int thread) {
        int count = now.computeIfAbsent(kind, any -> new HashMap<>()).merge(thread, 1, Integer::sum);
        Map<Integer, Integer> known = most.computeIfAbsent(kind, any -> new HashMap<>());
        if (count > known.getOrDefault(thread, 0)) {
            known.put(thread, count);
            news = true;
        }
    }

    void unwrites(String kind, int thread) {
        now.get(kind).merge(thread, -1, Integer::sum);
    }

    /** Whether one of these threads may still write to a place of this kind. */
    boolean mayWrite(String kind, BitSet threads) {
        Map<Integer, Integer> done = now.getOrDefault(kind, Map.of());
        return most.getOrDefault(kind, Map.of()).entrySet().stream()
                .anyMatch(each -> threads.get(each.getKey()) && done.getOrDefault(each.getKey(), 0) < each.getValue());
    }

    /** A plain store to a place of this kind. */
    void writesPlain(String kind) {
        news |= plain.add(kind);
    }

    /** Whether a plain store to a place of this kind was seen. */
    boolean isPlain(String kind) {
        return plain.contains(kind);
    }

    /** A value that an execution that came to its end wrote. */
    void wrote(String kind, Object value) {
        if (value instanceof Obj object && object.isYoung()) {
            young.add(kind);
            return;
        }
        news |= values.computeIfAbsent(kind, any -> new LinkedHashSet<>()).add(value);
    }

    /** The values that were written to places of this kind, but for objects that the threads made themselves. */
    List<Object> values(String kind) {
        return new ArrayList<>(values.getOrDefault(kind, Set.of()));
    }

    /** Whether objects that the threads made themselves were written to places of this kind. */
    boolean hasYoung(String kind) {
        return young.contains(kind);
    }
}
