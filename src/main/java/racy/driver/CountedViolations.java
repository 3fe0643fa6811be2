// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import racy.kernel.Ghost;
import racy.kernel.Violation;
import racy.kernel.Violations;

/**
 * Counts violations, and keeps the detail of the first one of each kind with what the contexts did just before. Its
 * monitor orders the contexts that report, so a race that comes after a report may stay hidden.
 */
@Ghost
final class CountedViolations extends Violations {
    private final Supplier<String> recentSteps;
    private final Map<Violation, Long> counts = new TreeMap<>();
    private final Map<Violation, String> witnesses = new TreeMap<>();

    CountedViolations(Supplier<String> recentSteps) {
        this.recentSteps = recentSteps;
    }

    @Override
    protected synchronized void reported(Violation violation, String detail) {
        counts.merge(violation, 1L, Long::sum);
        if (!witnesses.containsKey(violation)) {
            String context = Thread.currentThread().getName();
            witnesses.put(violation, recentSteps.get() + context + ": " + violation + ", " + detail);
        }
    }

    synchronized Map<Violation, Long> counts() {
        return new TreeMap<>(counts);
    }

    synchronized Map<Violation, String> witnesses() {
        return new TreeMap<>(witnesses);
    }
}
