// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.List;

/**
 * Tells when no context of a simulation has anything to do. Only a context that does something gives work to another
 * one. So if all have looked for work in vain, and nobody has done anything meanwhile, then there is no work.
 */
final class Idleness {
    private final List<SimulatedContext> contexts;
    private long[] waited = {};
    private long done = -1;

    /** @param contexts complete before the first question */
    Idleness(List<SimulatedContext> contexts) {
        this.contexts = contexts;
    }

    /** Whether all have looked in vain since the last time when somebody did something. Asked by one context only. */
    boolean isComplete() {
        long now = 0;
        for (SimulatedContext context : contexts) {
            now += context.done();
        }
        if (now != done) {
            done = now;
            waited = contexts.stream().mapToLong(SimulatedContext::waited).toArray();
            return false;
        }
        for (int i = 0; i < waited.length; i++) {
            // The context that asks looks for work itself.
            SimulatedContext context = contexts.get(i);
            if (context != Thread.currentThread() && context.waited() - waited[i] < 2) {
                return false;
            }
        }
        done = -1;
        return true;
    }
}
