// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import racy.kernel.Violation;
import racy.review.Step;

/**
 * A report that shows a race, and the context that makes it. The same report in another context may be another race.
 *
 * @param violation what is reported; null for an oops, because the vocabulary has no word for it
 */
public record Symptom(String context, Violation violation) {
    /** The context dies. */
    public static Symptom oops(String context) {
        return new Symptom(context, null);
    }

    boolean matches(Step step) {
        Step.Kind kind = violation == null ? Step.Kind.OOPS : Step.Kind.VIOLATION;
        return step.kind() == kind
                && step.violation() == violation
                && step.context().equals(context);
    }

    @Override
    public String toString() {
        return (violation == null ? "oops" : violation) + " in " + context;
    }
}
