// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Decides what happens where a context may be preempted and where it must wait. This class does what is usual: nothing
 * at a window, and spin, then yield, while waiting. A script or a simulation overrides it. In a JVM that has loaded no
 * subclass, the compilers inline the empty method away.
 *
 * <p>A context waits in one of two ways. {@link #await(BooleanSupplier)} names the condition: the context cannot move until another one
 * has made the condition true. {@link #park} names none: the context sleeps until it is woken, so a lost wake-up can be
 * seen.
 */
public class Preemption {
    /** Spins before the first yield. With two cores, the context that is waited for may need this one. */
    private static final int SPINS = 64;

    /** After so many rounds a wait is long, and it may be a deadlock. */
    private static final int LONG = 1_000;

    protected final Waits waits = new Waits();

    /** The context passes {@code window}. */
    public void at(Window window) {}

    /**
     * The context waits until {@code condition} holds. The waiting context evaluates the condition as often as needed,
     * and the condition changes nothing. It may be false again when the context goes on.
     */
    public void await(BooleanSupplier condition) {
        for (int round = 0; !condition.getAsBoolean(); round++) {
            cpuRelax(round);
        }
    }

    /**
     * The context waits for {@code what} until {@code condition} holds. {@link Kernel#await} calls it.
     *
     * @return false if the wait can never end; then the condition does not hold
     */
    public boolean await(Awaited what, BooleanSupplier condition) {
        for (int round = 0; !condition.getAsBoolean(); round++) {
            if (round == LONG) {
                return awaitLong(what, condition);
            }
            cpuRelax(round);
        }
        return true;
    }

    private boolean awaitLong(Awaited what, BooleanSupplier condition) {
        waits.begin(what);
        try {
            while (!condition.getAsBoolean()) {
                if (isHopeless()) {
                    return false;
                }
                cpuRelax(LONG);
            }
            return true;
        } finally {
            waits.end();
        }
    }

    /** Whether the wait that the calling thread has entered in {@link #waits} can never end. */
    protected boolean isHopeless() {
        return waits.isInCircle();
    }

    /**
     * The context waits until {@code condition} holds. If that takes too long, the context goes on without it. Here no
     * wait is too long; a subclass that bounds the wait overrides this.
     *
     * @return whether the condition holds
     */
    public boolean tryAwait(BooleanSupplier condition) {
        await(condition);
        return true;
    }

    /**
     * {@code wait_event_timeout()}: the context waits until {@code condition} holds, or until {@code nanos} of the
     * kernel's clock have passed.
     */
    public void awaitTimeout(KernelClock clock, BooleanSupplier condition, long nanos) {
        long start = clock.nanos();
        await(() -> condition.getAsBoolean() || clock.nanos() - start >= nanos);
    }

    /** The context has taken {@code lock}. */
    public void locked(SpinLock lock) {}

    /** The context is about to release {@code lock}. */
    public void unlocked(SpinLock lock) {}

    /** {@code local_irq_save()}: until {@link #interruptsOn()}, nothing of this machine can delay the context. Nests. */
    public void interruptsOff() {}

    /** {@code local_irq_restore()}. */
    public void interruptsOn() {}

    /** What {@link #await(BooleanSupplier)} does between two checks. {@code round} counts from zero within one wait. */
    protected void cpuRelax(int round) {
        if (round < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    /** The context sleeps until {@link #unpark}, or for at most {@code nanos}. It may wake up without a cause. */
    public void park(Object blocker, long nanos) {
        LockSupport.parkNanos(blocker, nanos);
    }

    /** Wakes a context that sleeps. If it does not sleep, its next sleep returns at once. */
    public void unpark(Thread context) {
        LockSupport.unpark(context);
    }
}
