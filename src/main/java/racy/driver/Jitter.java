// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import racy.kernel.Ghost;
import racy.kernel.Preemption;
import racy.kernel.RelaxedCounter;
import racy.kernel.SpinLock;
import racy.kernel.Window;

/**
 * Delays contexts at windows, at random: any context for a moment, the IRQ thread for about one timeout. When the
 * simulation is over, it ends the contexts that still wait.
 */
final class Jitter extends Preemption {
    private static final int YIELDS = 16;
    private static final long NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long MOMENT_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    /** The simulation ended while a context was still waiting for another one. */
    static final class Halted extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** A late IRQ thread is delayed the longest: it may run on after a reset. */
    private static final Set<Window> LATE_IRQ = Set.of(
            RocketWindow.IRQ_THREAD_WOKEN,
            RocketWindow.IRQ_HW_STOPPED,
            RocketWindow.IRQ_CLEARED,
            RocketWindow.IRQ_CLAIMED,
            RocketWindow.IRQ_BEFORE_SIGNAL);

    private final double probability;
    private final long timeoutNanos;

    @Ghost
    private final RelaxedCounter resets = new RelaxedCounter();

    private final ThreadLocal<SplittableRandom> random;
    private volatile boolean over;

    Jitter(SimulationConfig config) {
        probability = config.faults().delay();
        timeoutNanos = config.timeout().toNanos();
        random = ThreadLocal.withInitial(
                () -> randomOf(config, Thread.currentThread().getName()));
    }

    /** The random choices of the context with this name. */
    static SplittableRandom randomOf(SimulationConfig config, String context) {
        return new SplittableRandom(config.seed() * 31 + context.hashCode());
    }

    @Override
    public void at(Window window) {
        if (window == RocketWindow.RESET_STARTED) {
            countReset();
        }
        if (probability == 0) {
            return;
        }
        SplittableRandom chance = random.get();
        if (chance.nextDouble() < probability) {
            LockSupport.parkNanos(
                    this, chance.nextLong(LATE_IRQ.contains(window) ? 2 * timeoutNanos : MOMENT_NANOS) + 1);
        }
    }

    @Override
    protected void cpuRelax(int round) {
        if (over) {
            throw new Halted();
        }
        idle(round);
    }

    /** A deadlock stays: the simulation sees that nothing moves and says who waits for whom. */
    @Override
    protected boolean isHopeless() {
        return false;
    }

    @Override
    public void locked(SpinLock lock) {
        waits.locked(lock);
    }

    @Override
    public void unlocked(SpinLock lock) {
        waits.unlocked(lock);
    }

    /** Which context holds which locks and waits for what, one line each. The contexts stand still. */
    String whoWaits() {
        return waits.lines(name -> name).stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    @Override
    public void park(Object blocker, long nanos) {
        if (over) {
            throw new Halted();
        }
        super.park(blocker, Math.min(nanos, timeoutNanos));
    }

    /** There is nothing to do, for the {@code round}th time in a row. */
    void idle(int round) {
        if (round < YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(this, NAP_NANOS);
        }
    }

    @Ghost
    private void countReset() {
        resets.fetchInc();
    }

    @Ghost
    long resets() {
        return resets.read();
    }

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }
}
