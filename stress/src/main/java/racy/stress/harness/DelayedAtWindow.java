// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.harness;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.kernel.Window;

/**
 * Holds a context up at one window until another context has passed a second one, or for a while: what an interrupt or a
 * busy CPU does, often enough to be seen. Orders nothing.
 */
public final class DelayedAtWindow extends LiveHardware {
    private static final int ROUNDS = 200;

    private final Window where;
    private final Window until;
    private int passes;

    public DelayedAtWindow(Window where, Window until) {
        this.where = where;
        this.until = until;
    }

    @Override
    public void at(Window window) {
        if (window == until) {
            PASSES.setOpaque(this, (int) PASSES.getOpaque(this) + 1);
        }
        if (window == where) {
            int before = (int) PASSES.getOpaque(this);
            for (int i = 0; i < ROUNDS && (int) PASSES.getOpaque(this) == before; i++) {
                Thread.onSpinWait();
            }
        }
    }

    // VarHandle mechanics
    private static final VarHandle PASSES = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "passes", VarHandle.class, DelayedAtWindow.class, int.class);
}
