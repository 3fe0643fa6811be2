// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * A shared, level-triggered interrupt line with one threaded handler among its sharers ({@code kernel/irq/manage.c},
 * {@code IRQF_SHARED}, not {@code IRQF_ONESHOT}). Delivery and the IRQ thread are steps that a caller takes:
 * {@link #deliver()} is the CPU taking the interrupt, {@link #runThread()} the woken thread; at a time, one context plays
 * each, since an interrupt controller does not deliver an active interrupt a second time.
 *
 * <p>As in the kernel a wake-up while the thread runs makes it run once more, and {@link #synchronize()} waits for a
 * hard handler in progress and for a thread that was woken, run or not.
 */
public final class ThreadedIrq {
    /** What a hard handler answers ({@code irqreturn_t}). */
    public enum Return {
        NONE,
        HANDLED,
        WAKE_THREAD
    }

    /** The kernel gives up after 99,900 of 100,000; fewer do here, so that a script comes to that end too. */
    public static final int UNHANDLED_LIMIT = 100;

    /** One device on the line. */
    public interface Action {
        /** The device drives the line: the level, after the device's own mask. */
        boolean isAsserted();

        /** The hard handler; runs for every interrupt of the line, whoever raised it. */
        Return hardHandler();

        /** The thread function; only for a device whose hard handler answers {@link Return#WAKE_THREAD}. */
        default void threadHandler() {}
    }

    private final Kernel kernel;
    private final List<Action> actions = new ArrayList<>();
    private int disableDepth;
    private int hardInProgress;
    /** Wake-ups not yet worked off plus the run in progress: {@code threads_active}. */
    private int threadsActive;

    private Action woken;
    /** Interrupts in a row that no handler took for its own. */
    private int unhandled;

    public ThreadedIrq(Kernel kernel) {
        this.kernel = kernel;
    }

    /** {@code request_threaded_irq(IRQF_SHARED)}; before the line is used. */
    public void request(Action action) {
        actions.add(action);
    }

    /** The level of the line, before the interrupt controller's mask. */
    public boolean isAsserted() {
        for (int i = 0; i < actions.size(); i++) {
            if (actions.get(i).isAsserted()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The CPU takes the interrupt, if the line is up and enabled: all hard handlers run.
     *
     * @return whether the thread was woken
     */
    public boolean deliver() {
        // Announced before the depth is read: disable() sees the handler in progress, or this sees the line disabled.
        HARD_IN_PROGRESS.getAndAdd(this, 1);
        try {
            if ((int) DISABLE_DEPTH.getVolatile(this) > 0 || !isAsserted()) {
                return false;
            }
            boolean wake = false;
            boolean handled = false;
            for (int i = 0; i < actions.size(); i++) {
                Action action = actions.get(i);
                Return answer = action.hardHandler();
                handled |= answer != Return.NONE;
                if (answer == Return.WAKE_THREAD) {
                    wake(action);
                    wake = true;
                }
            }
            note(handled);
            return wake;
        } finally {
            HARD_IN_PROGRESS.getAndAdd(this, -1);
        }
    }

    /** {@code note_interrupt()}: a level that is up and that no handler takes for its own would keep the CPU for ever. */
    private void note(boolean handled) {
        int inARow = handled ? 0 : (int) UNHANDLED.getOpaque(this) + 1;
        UNHANDLED.setOpaque(this, inARow);
        if (inARow == UNHANDLED_LIMIT) {
            kernel.warn("irq: nobody cared, the line is disabled");
            disableNosync();
        }
    }

    private void wake(Action action) {
        // IRQTF_RUNTHREAD: a second wake-up before the thread took the first is the same wake-up.
        if ((Action) WOKEN.getAndSet(this, action) == null) {
            THREADS_ACTIVE.getAndAdd(this, 1);
        }
    }

    /**
     * The IRQ thread's step: runs the thread function once if it was woken.
     *
     * @return false if it was not
     */
    public boolean runThread() {
        Action action = (Action) WOKEN.getAndSet(this, null);
        if (action == null) {
            return false;
        }
        try {
            action.threadHandler();
        } finally {
            THREADS_ACTIVE.getAndAdd(this, -1);
        }
        return true;
    }

    /** {@code disable_irq_nosync()}: masks the line at the interrupt controller; nests. */
    public void disableNosync() {
        DISABLE_DEPTH.getAndAdd(this, 1);
    }

    /** {@code disable_irq()}: masks the line and waits for handlers in progress. Never call it from one of them. */
    public void disable() {
        disableNosync();
        synchronize();
    }

    /** {@code enable_irq()}: undoes one disable; a level that is still up is taken at the next {@link #deliver()}. */
    public void enable() {
        int depth;
        do {
            depth = (int) DISABLE_DEPTH.getVolatile(this);
            if (depth == 0) {
                kernel.warn("Unbalanced enable for IRQ");
                return;
            }
        } while (!DISABLE_DEPTH.weakCompareAndSet(this, depth, depth - 1));
    }

    /** {@code synchronize_irq()}: waits for hard handlers and woken threads to finish. */
    public void synchronize() {
        int round = 0;
        while ((int) HARD_IN_PROGRESS.getVolatile(this) > 0 || (int) THREADS_ACTIVE.getVolatile(this) > 0) {
            kernel.preemption.cpuRelax(round++);
        }
    }

    public boolean isDisabled() {
        return (int) DISABLE_DEPTH.getVolatile(this) > 0;
    }

    public boolean isThreadWoken() {
        return (Action) WOKEN.getVolatile(this) != null;
    }

    /** The thread was woken and nobody runs it yet. */
    public boolean isThreadOnlyWoken() {
        return isThreadWoken() && (int) THREADS_ACTIVE.getVolatile(this) == 1;
    }

    /** The line is down, no handler runs and none was woken. */
    public boolean isQuiet() {
        return !isAsserted()
                && (int) HARD_IN_PROGRESS.getVolatile(this) == 0
                && (int) THREADS_ACTIVE.getVolatile(this) == 0;
    }

    /** For reuse in place, with no context running. */
    public void init() {
        DISABLE_DEPTH.set(this, 0);
        HARD_IN_PROGRESS.set(this, 0);
        THREADS_ACTIVE.set(this, 0);
        WOKEN.set(this, null);
        UNHANDLED.set(this, 0);
    }

    // VarHandle mechanics
    private static final VarHandle DISABLE_DEPTH = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "disableDepth", VarHandle.class, ThreadedIrq.class, int.class);
    private static final VarHandle HARD_IN_PROGRESS = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "hardInProgress", VarHandle.class, ThreadedIrq.class, int.class);
    private static final VarHandle THREADS_ACTIVE = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "threadsActive", VarHandle.class, ThreadedIrq.class, int.class);
    private static final VarHandle WOKEN = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "woken", VarHandle.class, ThreadedIrq.class, Action.class);
    private static final VarHandle UNHANDLED = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "unhandled", VarHandle.class, ThreadedIrq.class, int.class);
}
