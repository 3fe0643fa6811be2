// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static racy.review.Level.IDEA;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.review.Probe;

/**
 * The idea of {@link PublicationStress}: the task in the slot, and its plain field. The result is 0 if the slot was
 * empty, 1 if the fence was seen, else -1.
 */
@Probe(variant = "", level = IDEA)
public abstract class PublishedSlot {
    static final Object TASK = new Object();
    static final Object FENCE = new Object();

    Object inFlightTask;
    Object doneFence;

    final int claim() {
        return look(IN_FLIGHT_TASK.getAndSet(this, null));
    }

    final int look(Object claimed) {
        if (claimed == null) {
            return 0;
        }
        return doneFence == null ? -1 : 1;
    }

    // VarHandle mechanics
    static final VarHandle IN_FLIGHT_TASK = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "inFlightTask", VarHandle.class, PublishedSlot.class, Object.class);
}
