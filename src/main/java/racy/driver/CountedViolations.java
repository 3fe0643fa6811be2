// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import racy.kernel.Ghost;
import racy.kernel.Violation;
import racy.kernel.Violations;

/**
 * Counts violations, and keeps the first of each kind of {@link Sighting} with what the contexts did just before. Its
 * monitor orders the contexts that report, so a race that comes after a report may stay hidden.
 */
@Ghost
final class CountedViolations extends Violations {
    private record Kind(Violation violation, String role, String detail) {}

    private final Supplier<String> recentSteps;
    private final Map<Kind, Sighting> sightings = new LinkedHashMap<>();
    /** Looks of threads that are no contexts: of the one that ends the simulation. */
    private final long[] looks = new long[Long.SIZE];

    CountedViolations(Supplier<String> recentSteps) {
        this.recentSteps = recentSteps;
    }

    @Override
    protected synchronized void reported(Violation violation, String detail) {
        SimulatedContext context = SimulatedContext.current();
        Kind kind = new Kind(violation, context == null ? "at the end" : context.role(), detail);
        Sighting before = sightings.get(kind);
        sightings.put(
                kind,
                before != null ? before.again() : new Sighting(violation, kind.role, detail, 1, recentSteps.get()));
    }

    @Override
    public void looked(Violation violation) {
        SimulatedContext context = SimulatedContext.current();
        (context == null ? looks : context.looks)[violation.ordinal()]++;
    }

    /** In the order in which they came. */
    synchronized List<Sighting> sightings() {
        return List.copyOf(sightings.values());
    }

    /** How often the model looked for each violation. Called when all contexts are joined. */
    Map<Violation, Long> looks(List<SimulatedContext> contexts) {
        Map<Violation, Long> sum = new TreeMap<>();
        for (Violation violation : Violation.all()) {
            long count = looks[violation.ordinal()];
            for (SimulatedContext context : contexts) {
                count += context.looks[violation.ordinal()];
            }
            sum.put(violation, count);
        }
        return sum;
    }
}
