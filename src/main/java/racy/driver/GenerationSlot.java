// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.kernel.Preemption;

/**
 * A slot that holds a number, counted up at each publish, beside a plain payload. The hard IRQ handler notes the number;
 * the IRQ thread claims only that one. A number never comes back, as a pointer to recycled memory may.
 *
 * <p>The payload is overwritten by the next publish, which needs this one claimed first. So a claimer reads it
 * <em>before</em> its cmpxchg: if that succeeds, nobody had claimed, and what was read is of the same generation.
 */
public abstract class GenerationSlot<C> implements InFlightSlot<C> {
    private static final long EMPTY = 0;

    /** What a claimer will own of {@code task}. */
    protected abstract C payload(RocketTask task);

    @Override
    public final void publish(RocketCore core, RocketTask task) {
        core.setGenerationPayload(payload(task));
        // The exchange releases the payload to whoever sees the number.
        core.xchgInFlightGeneration(core.nextGeneration());
    }

    @Override
    public final void hardIrq(RocketCore core) {
        core.writeOnceIrqExpectedGeneration(core.readOnceInFlightGeneration());
    }

    @Override
    public final C claimInIrq(RocketCore core, Preemption preemption) {
        return claim(core, core.readOnceIrqExpectedGeneration());
    }

    @Override
    public final C claimInReset(RocketCore core, Preemption preemption) {
        return claim(core, core.acquireInFlightGeneration());
    }

    @SuppressWarnings("unchecked")
    private C claim(RocketCore core, long expected) {
        if (expected == EMPTY || core.acquireInFlightGeneration() != expected) {
            return null;
        }
        C payload = (C) core.generationPayload();
        return core.cmpxchgInFlightGeneration(expected, EMPTY) ? payload : null;
    }
}
