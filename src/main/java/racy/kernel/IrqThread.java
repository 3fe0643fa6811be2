// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The thread of one action of an interrupt line ({@code struct irqaction}, {@code irq_thread()}). A hard handler wakes
 * the thread of its own action and no other. Only one context at a time plays it.
 */
public final class IrqThread {
    final ThreadedIrq.Action action;
    private final ThreadedIrq line;
    /** {@code IRQTF_RUNTHREAD}: two wake-ups count as one if the thread has not taken the first yet. */
    private int woken;

    IrqThread(ThreadedIrq line, ThreadedIrq.Action action) {
        this.line = line;
        this.action = action;
    }

    /** {@code __irq_wake_thread()}. */
    void wake() {
        if ((int) WOKEN.getAndSet(this, 1) == 0) {
            line.threadActivated();
        }
    }

    /**
     * The thread's step. It runs the thread function once if the thread was woken.
     *
     * @return false if it was not
     */
    public boolean run() {
        if (!isWoken() || (int) WOKEN.getAndSet(this, 0) == 0) {
            return false;
        }
        try {
            action.threadHandler();
        } finally {
            line.threadDone();
        }
        return true;
    }

    /** The thread was woken and has not taken that. */
    public boolean isWoken() {
        return (int) WOKEN.getVolatile(this) != 0;
    }

    /** Re-initialises this in place. No context may run. */
    void init() {
        WOKEN.set(this, 0);
    }

    // VarHandle mechanics
    private static final VarHandle WOKEN = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "woken", VarHandle.class, IrqThread.class, int.class);
}
