// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * A shared, level-triggered interrupt line ({@code kernel/irq/manage.c}, {@code IRQF_SHARED}, not {@code
 * IRQF_ONESHOT}). Each device on it has an action with a hard handler, and each action may have a thread. The interrupt
 * and the IRQ threads are steps that a caller takes: {@link #deliver()} is the CPU that takes the interrupt, and {@link
 * #runThread()} is a woken thread. Only one context at a time plays each of them, because an interrupt controller does
 * not deliver an active interrupt a second time.
 *
 * <p>As in the kernel, a wake-up while a thread runs makes it run once more. {@link #synchronize()} waits for a hard
 * handler in progress, and for every thread that was woken, even if it has not begun to run.
 *
 * <p>A line with {@code IRQF_ONESHOT} would stay masked until its threads have ended, so no second interrupt would come
 * while a thread runs. Rocket does not ask for that. It could not alone, because all actions of a line must agree on it,
 * and the IOMMU's driver does not ask for it either.
 */
public final class ThreadedIrq implements Awaited {
    /** What a hard handler answers ({@code irqreturn_t}). */
    public enum Return {
        NONE,
        HANDLED,
        WAKE_THREAD
    }

    /** The kernel gives up after 99,900 of 100,000. Here the limit is lower, so that a script can reach it too. */
    public static final int UNHANDLED_LIMIT = 100;

    /** One device on the line. */
    public interface Action {
        /** The device drives the line: its level, after the device's own mask. */
        boolean isAsserted();

        /** The hard handler. It runs for every interrupt of the line, whichever device raised it. */
        Return hardHandler();

        /** The thread function. Only a device whose hard handler answers {@link Return#WAKE_THREAD} needs one. */
        default void threadHandler() {}
    }

    private final Kernel kernel;
    /** One for each action, in the order of the requests. */
    private final List<IrqThread> threads = new ArrayList<>();

    private int disableDepth;
    private int hardInProgress;
    /** {@code threads_active}: wake-ups that no thread has handled yet, and the runs in progress. */
    private int threadsActive;

    /** The number of successive interrupts that no handler recognised as its own. */
    private int unhandled;

    // The ids of the threads that play them; else 0.
    @Ghost
    private long hardHandler;

    @Ghost
    private long irqThread;

    public ThreadedIrq(Kernel kernel) {
        this.kernel = kernel;
    }

    /** {@code request_threaded_irq(IRQF_SHARED)}. Called before the line is used. Returns the action's thread. */
    public IrqThread request(Action action) {
        IrqThread thread = new IrqThread(this, action);
        threads.add(thread);
        return thread;
    }

    /** The level of the line, before the interrupt controller's mask. */
    public boolean isAsserted() {
        for (int i = 0; i < threads.size(); i++) {
            if (threads.get(i).action.isAsserted()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The CPU takes the interrupt, if the line is up and enabled. All hard handlers run.
     *
     * @return whether a thread was woken
     */
    public boolean deliver() {
        return take(false);
    }

    /**
     * An injected fault: the CPU takes an interrupt a second time. All hard handlers run, though the line is down by
     * now. The hard handler's write that lowers the line is posted. It may reach the device after the CPU has ended the
     * interrupt, so the interrupt controller finds the line still up. Called after a {@link #deliver()}.
     *
     * @return whether a thread was woken
     */
    public boolean deliverAgain() {
        return take(true);
    }

    private boolean take(boolean again) {
        // Announced before the depth is read. So disable() sees the handler in progress, or this sees the line
        // disabled.
        HARD_IN_PROGRESS.getAndAdd(this, 1);
        kernel.preemption.interruptsOff();
        handledBy(Thread.currentThread().getId());
        try {
            if ((int) DISABLE_DEPTH.getVolatile(this) > 0 || !again && !isAsserted()) {
                return false;
            }
            kernel.preemption.at(IrqWindow.TAKEN);
            boolean wake = false;
            boolean handled = false;
            for (int i = 0; i < threads.size(); i++) {
                IrqThread thread = threads.get(i);
                Return answer = thread.action.hardHandler();
                handled |= answer != Return.NONE;
                if (answer == Return.WAKE_THREAD) {
                    thread.wake();
                    wake = true;
                }
            }
            note(handled);
            return wake;
        } finally {
            handledBy(0);
            kernel.preemption.interruptsOn();
            HARD_IN_PROGRESS.getAndAdd(this, -1);
        }
    }

    /** {@code note_interrupt()}: an interrupt that no handler recognises would otherwise keep the CPU busy for ever. */
    private void note(boolean handled) {
        int inARow = handled ? 0 : (int) UNHANDLED.getOpaque(this) + 1;
        UNHANDLED.setOpaque(this, inARow);
        if (inARow == UNHANDLED_LIMIT) {
            kernel.warn("irq: nobody cared, the line is disabled");
            disableNosync();
        }
    }

    void threadActivated() {
        THREADS_ACTIVE.getAndAdd(this, 1);
    }

    void threadDone() {
        THREADS_ACTIVE.getAndAdd(this, -1);
    }

    /**
     * The step of the first IRQ thread that was woken. On a line with one threaded action it is the IRQ thread.
     *
     * @return false if none was woken
     */
    public boolean runThread() {
        threadedBy(Thread.currentThread().getId());
        try {
            for (int i = 0; i < threads.size(); i++) {
                if (threads.get(i).run()) {
                    return true;
                }
            }
        } finally {
            threadedBy(0);
        }
        return false;
    }

    @Ghost
    private void handledBy(long thread) {
        hardHandler = thread;
    }

    @Ghost
    private void threadedBy(long thread) {
        irqThread = thread;
    }

    /** {@code disable_irq_nosync()}: masks the line at the interrupt controller. Calls nest. */
    public void disableNosync() {
        DISABLE_DEPTH.getAndAdd(this, 1);
    }

    /**
     * {@code disable_irq()}: masks the line and waits for handlers in progress. A handler of the line must not call it.
     */
    public void disable() {
        disableNosync();
        synchronize();
    }

    /** {@code enable_irq()}: undoes one disable. If the level is still up, the next {@link #deliver()} takes it. */
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

    /** {@code synchronize_irq()}: waits until hard handlers and woken threads have finished. */
    public void synchronize() {
        kernel.await(
                this,
                () -> (int) HARD_IN_PROGRESS.getVolatile(this) == 0 && (int) THREADS_ACTIVE.getVolatile(this) == 0);
    }

    @Override
    public String words() {
        return "the line's handlers";
    }

    @Override
    public String heldBy() {
        return "run by";
    }

    @Override
    @Ghost
    public long holder() {
        long hard = hardHandler;
        return hard != 0 ? hard : irqThread;
    }

    public boolean isDisabled() {
        return (int) DISABLE_DEPTH.getVolatile(this) > 0;
    }

    /** A thread was woken and has not taken that. */
    public boolean isThreadWoken() {
        return threadsWoken() > 0;
    }

    private int threadsWoken() {
        int woken = 0;
        for (int i = 0; i < threads.size(); i++) {
            woken += threads.get(i).isWoken() ? 1 : 0;
        }
        return woken;
    }

    /** A thread was woken, and none runs yet. */
    public boolean isThreadOnlyWoken() {
        int woken = threadsWoken();
        return woken > 0 && (int) THREADS_ACTIVE.getVolatile(this) == woken;
    }

    /** The line is down, no handler runs and none was woken. */
    public boolean isQuiet() {
        return !isAsserted()
                && (int) HARD_IN_PROGRESS.getVolatile(this) == 0
                && (int) THREADS_ACTIVE.getVolatile(this) == 0;
    }

    /** Re-initialises this in place. No context may run. */
    public void init() {
        DISABLE_DEPTH.set(this, 0);
        HARD_IN_PROGRESS.set(this, 0);
        THREADS_ACTIVE.set(this, 0);
        threads.forEach(IrqThread::init);
        UNHANDLED.set(this, 0);
        hardHandler = 0;
        irqThread = 0;
    }

    // VarHandle mechanics
    private static final VarHandle DISABLE_DEPTH = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "disableDepth", VarHandle.class, ThreadedIrq.class, int.class);
    private static final VarHandle HARD_IN_PROGRESS = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "hardInProgress", VarHandle.class, ThreadedIrq.class, int.class);
    private static final VarHandle THREADS_ACTIVE = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "threadsActive", VarHandle.class, ThreadedIrq.class, int.class);
    private static final VarHandle UNHANDLED = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "unhandled", VarHandle.class, ThreadedIrq.class, int.class);
}
