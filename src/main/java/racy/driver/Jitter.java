// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import racy.kernel.Awaited;
import racy.kernel.Preemption;
import racy.kernel.SpinLock;
import racy.kernel.Window;
import racy.sched.SchedWindow;

/**
 * Delays contexts at windows, at random: any context for a moment, a context of the interrupt for about one timeout.
 * When the simulation is over, it ends the contexts that still wait.
 */
final class Jitter extends Preemption {
    private static final long MOMENT_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    /** The simulation ended while a context was still waiting for another one. */
    static final class Halted extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** A late interrupt is delayed the longest: it may run on after a reset. */
    private static final Set<Window> INTERRUPT = Set.of(
            RocketWindow.HARD_IRQ_STATUS_READ,
            RocketWindow.IRQ_THREAD_WOKEN,
            RocketWindow.IRQ_HW_STOPPED,
            RocketWindow.IRQ_CLEARED,
            RocketWindow.IRQ_CLAIMED,
            RocketWindow.IRQ_BEFORE_SIGNAL);

    private final SimulatedClock clock;
    private final Faults faults;
    private final FaultInjection injection;
    private final long timeoutNanos;
    private List<SimulatedContext> submitters = List.of();
    private volatile boolean over;

    Jitter(SimulatedClock clock, SimulationConfig config, FaultInjection injection) {
        this.clock = clock;
        this.injection = injection;
        faults = config.faults();
        timeoutNanos = config.timeout().toNanos();
    }

    /** Called before any context runs. */
    void watch(List<SimulatedContext> clients) {
        submitters = clients;
    }

    @Override
    public void at(Window window) {
        SimulatedContext context = SimulatedContext.current();
        if (context == null) {
            return;
        }
        context.passes(window, clock.nanos());
        if (window == SchedWindow.FREE_JOB_FREED && submitters.stream().anyMatch(SimulatedContext::isPushing)) {
            context.freedDuringPush++;
        }
        injection.at(window, context);
        if (INTERRUPT.contains(window) && faults.happens(Fault.LATE_INTERRUPT, context.random)) {
            delay(context, context.random.nextLong(2 * timeoutNanos) + 1);
        } else if (faults.happens(Fault.DELAY, context.random)) {
            delay(context, context.random.nextLong(MOMENT_NANOS) + 1);
        }
    }

    private void delay(SimulatedContext context, long nanos) {
        long end = clock.nanos() + nanos;
        for (int round = 0; clock.nanos() - end < 0 && !over; round++) {
            context.rest(round);
        }
        context.did();
    }

    @Override
    public void await(BooleanSupplier condition) {
        super.await(condition);
        goesOn();
    }

    @Override
    public boolean await(Awaited what, BooleanSupplier condition) {
        boolean holds = super.await(what, condition);
        goesOn();
        return holds;
    }

    private static void goesOn() {
        SimulatedContext context = SimulatedContext.current();
        if (context != null) {
            context.did();
        }
    }

    @Override
    protected void cpuRelax(int round) {
        if (over) {
            throw new Halted();
        }
        SimulatedContext context = SimulatedContext.current();
        if (context == null) {
            super.cpuRelax(round);
        } else {
            context.rest(round);
        }
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

    /** Sleeps for a moment only: the clock of the simulation may have gone on. */
    @Override
    public void park(Object blocker, long nanos) {
        cpuRelax(Integer.MAX_VALUE);
    }

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }
}
