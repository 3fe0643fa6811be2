// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The last steps of one context. Only that context adds to it. Another context may read it at any time, without a lock,
 * so that no order is added; it may miss the newest steps.
 */
final class RecentSteps {
    private static final int KEPT = 64;

    /** One step, with the time of the simulation. */
    record Entry(long nanos, String context, String words) {}

    private final String context;
    private final Entry[] ring = new Entry[KEPT];
    private int next;

    RecentSteps(String context) {
        this.context = context;
    }

    void add(long nanos, String words) {
        ring[next++ % KEPT] = new Entry(nanos, context, words);
    }

    /** The steps of all contexts in the order of their time, as text: one line for each, with microseconds before the last. */
    static String of(List<RecentSteps> all, int most) {
        List<Entry> entries = new ArrayList<>();
        for (RecentSteps steps : all) {
            for (Entry entry : steps.ring) {
                if (entry != null) {
                    entries.add(entry);
                }
            }
        }
        entries.sort(Comparator.comparingLong(Entry::nanos));
        if (entries.isEmpty()) {
            return "";
        }
        long end = entries.get(entries.size() - 1).nanos;
        StringBuilder text = new StringBuilder();
        for (Entry entry : entries.subList(Math.max(0, entries.size() - most), entries.size())) {
            text.append(String.format("%12.1f us  %-14s %s%n", (entry.nanos - end) / 1e3, entry.context, entry.words));
        }
        return text.toString();
    }
}
