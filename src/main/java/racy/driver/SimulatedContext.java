// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import racy.kernel.Window;

/**
 * A context of a simulation: a thread that takes one step after the other, with random choices of its own. It counts
 * what it does, so that the simulation can tell when nobody has anything to do.
 */
final class SimulatedContext extends Thread {
    /** After so many looks in vain the context sleeps between two looks. */
    private static final int YIELDS = 64;

    private static final long NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    final SplittableRandom random;
    final RecentSteps recent;
    /** Null for a context that serves no single core. */
    final RocketCore core;

    /** Plain: only the context itself counts, until it is joined. */
    private final Map<Window, long[]> passed = new HashMap<>();

    /** How often the model looked for each violation in this context. Only the context itself counts. */
    final long[] looks = new long[Long.SIZE];

    /** Tasks that it freed while a client stood in its push loop. Only the context itself counts. */
    long freedDuringPush;

    private boolean pushing;
    private long done;
    private long waited;

    SimulatedContext(String name, RocketCore core, Runnable life, SimulationConfig config) {
        super(life, name);
        setDaemon(true);
        this.core = core;
        random = randomOf(config, name);
        recent = new RecentSteps(name);
    }

    /** The random choices of what has this name. */
    static SplittableRandom randomOf(SimulationConfig config, String name) {
        return new SplittableRandom(config.seed() * 31 + name.hashCode());
    }

    /** The context that calls. Null for a thread that is none. */
    static SimulatedContext current() {
        return Thread.currentThread() instanceof SimulatedContext context ? context : null;
    }

    /** Its name without the number of its core. */
    String role() {
        return core == null ? getName() : getName().substring(0, getName().lastIndexOf('-'));
    }

    void passes(Window window, long nanos) {
        passed.computeIfAbsent(window, w -> new long[1])[0]++;
        recent.add(nanos, window.name());
        if (window == RocketWindow.SUBMIT_PUSHED) {
            PUSHING.setOpaque(this, true);
        }
    }

    /** Whether it has pushed a task in the step that it is in. */
    boolean isPushing() {
        return (boolean) PUSHING.getOpaque(this);
    }

    /** How often it passed each window. Called when it is joined. */
    Map<Window, Long> passed() {
        Map<Window, Long> counts = new HashMap<>();
        passed.forEach((window, count) -> counts.put(window, count[0]));
        return counts;
    }

    /** It has done something, or goes on after a wait. */
    void did() {
        if (isPushing()) {
            PUSHING.setOpaque(this, false);
        }
        DONE.setOpaque(this, (long) DONE.getOpaque(this) + 1);
    }

    /** It has nothing to do, or must wait, for the {@code round}th time in a row. */
    void rest(int round) {
        WAITED.setOpaque(this, (long) WAITED.getOpaque(this) + 1);
        if (round < YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(this, NAP_NANOS);
        }
    }

    /** How often it did something. */
    long done() {
        return (long) DONE.getOpaque(this);
    }

    /** How often it had nothing to do. */
    long waited() {
        return (long) WAITED.getOpaque(this);
    }

    // VarHandle mechanics
    private static final VarHandle PUSHING = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "pushing", VarHandle.class, SimulatedContext.class, boolean.class);
    private static final VarHandle DONE = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "done", VarHandle.class, SimulatedContext.class, long.class);
    private static final VarHandle WAITED = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "waited", VarHandle.class, SimulatedContext.class, long.class);
}
