// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.fence.DmaFence;
import racy.kernel.Ghost;

/**
 * A slot that holds a number beside a plain payload. Each publish counts the number up. The hard IRQ handler notes the
 * number, and the IRQ thread claims only under that number. A number is never used again, but a pointer to recycled
 * memory may be.
 *
 * The next publish overwrites the payload, and it cannot come before this one is claimed. So a claimer reads the
 * payload <em>before</em> its cmpxchg. If the cmpxchg succeeds, nobody had claimed before, and the payload is of the
 * same generation.
 */
public final class GenerationSlot<C> implements InFlightSlot<C> {
    private static final long EMPTY = 0;

    private final InFlightPayload<C> payload;

    /** Plain. The generation publishes it. */
    private C inFlight;

    private long inFlightGeneration;
    private long irqExpectedGeneration;
    /** Plain. Only {@code run_job} counts it up. */
    private long lastGeneration;

    public GenerationSlot(InFlightPayload<C> payload) {
        this.payload = payload;
    }

    @Override
    public InFlightPayload<C> payload() {
        return payload;
    }

    @Override
    public void publish(RocketTask task) {
        slotWritten();
        inFlight = payload.of(task);
        // The exchange releases the payload, so a claimer that sees the number sees it too.
        xchgInFlightGeneration(++lastGeneration);
    }

    @Override
    public void hardIrq() {
        writeOnceIrqExpectedGeneration(readOnceInFlightGeneration());
    }

    @Override
    public C claimInIrq() {
        return claim(readOnceIrqExpectedGeneration());
    }

    @Override
    public C claimInReset() {
        return claim(acquireInFlightGeneration());
    }

    private C claim(long expected) {
        if (expected == EMPTY || acquireInFlightGeneration() != expected) {
            return null;
        }
        C claimed = inFlight;
        return cmpxchgInFlightGeneration(expected, EMPTY) ? claimed : null;
    }

    @Override
    public boolean isEmpty() {
        return readOnceInFlightGeneration() == EMPTY;
    }

    @Ghost
    private void slotWritten() {
        if (readOnceInFlightGeneration() != EMPTY) {
            payload.unit(inFlight).slotWritten();
        }
    }

    @Ghost
    @Override
    public DmaFence heldFence() {
        return isEmpty() ? null : payload.held(inFlight);
    }

    @Override
    public void init() {
        inFlight = null;
        IN_FLIGHT_GENERATION.set(this, EMPTY);
        IRQ_EXPECTED_GENERATION.set(this, EMPTY);
        lastGeneration = EMPTY;
    }

    private long readOnceInFlightGeneration() {
        return (long) IN_FLIGHT_GENERATION.getOpaque(this);
    }

    /** {@code smp_load_acquire()}: sees the payload of the generation it returns. */
    private long acquireInFlightGeneration() {
        return (long) IN_FLIGHT_GENERATION.getAcquire(this);
    }

    private long xchgInFlightGeneration(long generation) {
        return (long) IN_FLIGHT_GENERATION.getAndSet(this, generation);
    }

    private boolean cmpxchgInFlightGeneration(long expected, long generation) {
        return IN_FLIGHT_GENERATION.compareAndSet(this, expected, generation);
    }

    private long readOnceIrqExpectedGeneration() {
        return (long) IRQ_EXPECTED_GENERATION.getOpaque(this);
    }

    private void writeOnceIrqExpectedGeneration(long generation) {
        IRQ_EXPECTED_GENERATION.setOpaque(this, generation);
    }

    // VarHandle mechanics
    private static final VarHandle IN_FLIGHT_GENERATION = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "inFlightGeneration", VarHandle.class, GenerationSlot.class, long.class);
    private static final VarHandle IRQ_EXPECTED_GENERATION = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "irqExpectedGeneration", VarHandle.class, GenerationSlot.class, long.class);
}
