// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.kernel.Kernel;

/** The hard IRQ handler notes the task that it finds in flight. The IRQ thread claims only that task, by cmpxchg. */
public final class CmpxchgTaskSlot extends TaskSlot {
    private RocketTask irqExpectedTask;

    public CmpxchgTaskSlot(Kernel kernel) {
        super(kernel);
    }

    @Override
    public void hardIrq() {
        IRQ_EXPECTED_TASK.setOpaque(this, readOnceInFlightTask());
    }

    @Override
    public RocketTask claimInIrq() {
        RocketTask expected = (RocketTask) IRQ_EXPECTED_TASK.getOpaque(this);
        return expected != null && cmpxchgInFlightTask(expected, null) == expected ? expected : null;
    }

    @Override
    public void init() {
        super.init();
        IRQ_EXPECTED_TASK.set(this, null);
    }

    // VarHandle mechanics
    private static final VarHandle IRQ_EXPECTED_TASK = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "irqExpectedTask", VarHandle.class, CmpxchgTaskSlot.class, RocketTask.class);
}
