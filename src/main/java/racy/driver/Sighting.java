// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.kernel.Violation;

/**
 * A violation that a simulation has seen: how often one kind of context reported it with one detail.
 *
 * @param role of the contexts, without the number of their core
 * @param steps what all contexts did just before the first report, see {@link RecentSteps}
 */
public record Sighting(Violation violation, String role, String detail, long count, String steps) {
    Sighting again() {
        return new Sighting(violation, role, detail, count + 1, steps);
    }

    /** The report in one line, without the steps. */
    @Override
    public String toString() {
        return count + " x " + violation + " in " + role + ": " + detail;
    }

    /** The schedule that led to the first report. */
    public String witness() {
        return steps + role + ": " + violation + ", " + detail;
    }
}
