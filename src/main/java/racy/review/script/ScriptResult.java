// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import racy.driver.variant.Variant;
import racy.kernel.Violation;
import racy.review.Interleaving;

/**
 * What one scenario did on one variant. If the race is not shown, that says only that this one schedule does not show
 * it.
 *
 * @param violations all that was reported, whether looked for or not
 * @param oopses the exceptions that contexts died of
 * @param failure why the script did not reach its end; empty if it did
 */
public record ScriptResult(
        Scenario scenario,
        Variant variant,
        Set<Violation> violations,
        Interleaving trace,
        List<String> oopses,
        String failure) {
    public ScriptResult {
        violations = Collections.unmodifiableSet(new TreeSet<>(violations));
        oopses = List.copyOf(oopses);
    }

    /** Whether the scenario saw what it looks for. */
    public boolean shown() {
        return trace.any(scenario::isSymptom);
    }

    /** Whether every context ended and no work was left. */
    public boolean reachedEnd() {
        return failure.isEmpty();
    }

    /** Whether it did not, because contexts are in deadlock. That was reported as a violation. */
    public boolean endedInDeadlock() {
        return failure.startsWith(ScriptFailure.Deadlock.PREFIX);
    }

    /** The interleaving up to the event that was looked for. All of it if that did not happen. */
    public Interleaving witness() {
        return trace.upTo(scenario::isSymptom);
    }
}
