// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.fence.DmaFence;
import racy.kernel.Ghost;

/** The slot holds a reference to the done fence instead of the task. */
public final class FenceSlot implements InFlightSlot<RocketFence> {
    private RocketFence inFlightFence;

    @Override
    public InFlightPayload<RocketFence> payload() {
        return InFlightPayload.FENCE;
    }

    @Override
    public void publish(RocketTask task) {
        slotWritten();
        // Released so that the claimer sees the fence initialised.
        IN_FLIGHT_FENCE.setRelease(this, payload().of(task));
    }

    @Override
    public RocketFence claimInIrq() {
        return xchgInFlightFence(null);
    }

    @Override
    public RocketFence claimInReset() {
        return xchgInFlightFence(null);
    }

    @Override
    public boolean isEmpty() {
        return IN_FLIGHT_FENCE.getOpaque(this) == null;
    }

    @Ghost
    private void slotWritten() {
        RocketFence old = (RocketFence) IN_FLIGHT_FENCE.getOpaque(this);
        if (old != null) {
            payload().unit(old).slotWritten();
        }
    }

    @Ghost
    @Override
    public DmaFence heldFence() {
        return payload().held((RocketFence) IN_FLIGHT_FENCE.getOpaque(this));
    }

    @Override
    public void init() {
        IN_FLIGHT_FENCE.set(this, null);
    }

    private RocketFence xchgInFlightFence(RocketFence fence) {
        return (RocketFence) IN_FLIGHT_FENCE.getAndSet(this, fence);
    }

    // VarHandle mechanics
    private static final VarHandle IN_FLIGHT_FENCE = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "inFlightFence", VarHandle.class, FenceSlot.class, RocketFence.class);
}
