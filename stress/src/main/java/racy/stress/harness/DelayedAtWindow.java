// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.harness;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import racy.kernel.Window;

/**
 * Delays a context at one window until another context has passed a second window, or for a limited time. An interrupt
 * or a busy CPU does the same, but more rarely. It orders nothing. {@link #and} adds a delay at another window.
 */
public final class DelayedAtWindow extends LiveHardware {
    private final Window where;
    private final Window until;
    private final DelayedAtWindow other;
    private int passes;

    public DelayedAtWindow(Window where, Window until) {
        this(where, until, null);
    }

    private DelayedAtWindow(Window where, Window until, DelayedAtWindow other) {
        this.where = where;
        this.until = until;
        this.other = other;
    }

    /** These delays and one more. */
    public DelayedAtWindow and(Window nextWhere, Window nextUntil) {
        return new DelayedAtWindow(nextWhere, nextUntil, this);
    }

    @Override
    public void at(Window window) {
        for (DelayedAtWindow delay = this; delay != null; delay = delay.other) {
            delay.pass(window);
        }
        for (DelayedAtWindow delay = this; delay != null; delay = delay.other) {
            delay.hold(window, this);
        }
    }

    private void pass(Window window) {
        if (window == until) {
            PASSES.setOpaque(this, (int) PASSES.getOpaque(this) + 1);
        }
    }

    private void hold(Window window, DelayedAtWindow attached) {
        if (window == where) {
            int before = (int) PASSES.getOpaque(this);
            attached.tryAwait(() -> (int) PASSES.getOpaque(this) != before);
        }
    }

    // VarHandle mechanics
    private static final VarHandle PASSES = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "passes", VarHandle.class, DelayedAtWindow.class, int.class);
}
