// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.Map;
import java.util.TreeMap;
import racy.kernel.Ghost;
import racy.kernel.Violation;
import racy.kernel.Violations;

/** Counts, and keeps each kind's first detail. Its monitor orders those who report: what comes after a report may hide. */
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
