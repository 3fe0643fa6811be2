// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.Map;
import java.util.TreeMap;
import racy.kernel.Ghost;
import racy.kernel.Violation;
import racy.kernel.Violations;

/**
 * Counts violations and keeps the first detail of each kind. Its monitor orders the contexts that report, so a race
 * that comes after a report may stay hidden.
 */
@Ghost
final class CountedViolations extends Violations {
    private final Map<Violation, Long> counts = new TreeMap<>();
    private final Map<Violation, String> details = new TreeMap<>();

    @Override
    protected synchronized void reported(Violation violation, String detail) {
        counts.merge(violation, 1L, Long::sum);
        details.putIfAbsent(violation, detail);
    }

    synchronized Map<Violation, Long> counts() {
        return Map.copyOf(counts);
    }

    synchronized Map<Violation, String> details() {
        return Map.copyOf(details);
    }
}
