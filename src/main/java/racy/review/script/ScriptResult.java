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
 * What one scenario did on one variant. That a race is not shown says that this one schedule does not show it, and no
 * more.
 *
 * @param violations all that was reported, whether looked for or not
 * @param oopses what contexts died of
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

    /** What the scenario looks for happened. */
    public boolean shown() {
        return trace.any(scenario::isSymptom);
    }

    /** Every context ended and nothing was left to do. */
    public boolean reachedEnd() {
        return failure.isEmpty();
    }

    /** The interleaving up to what was looked for; all of it if that did not happen. */
    public Interleaving witness() {
        return trace.upTo(scenario::isSymptom);
    }
}
