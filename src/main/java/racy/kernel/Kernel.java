// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * What all contexts of one modelled machine share: the clock, the place to report violations, what a context does at a
 * {@link Window}, the numbers that are given out once, and the count of warnings ({@code WARN_ON}, {@code dmesg}).
 */
public final class Kernel {
    private static final long FIRST_FENCE_CONTEXT = 1;

    public final KernelClock clock;
    public final Violations violations;
    public final Preemption preemption;
    public final FailNth failNth = new FailNth();
    public final Rcu rcu;

    private final AtomicLong nextFenceContext = new AtomicLong(FIRST_FENCE_CONTEXT);
    private final RelaxedCounter addresses = new RelaxedCounter();

    private final FailNth failingPut = new FailNth();
    /** Plain: set while no context runs. */
    private int timesOfFailingPut;

    /** Everything that was allocated. */
    @Ghost
    public final LiveObjects objects = new LiveObjects();

    @Ghost
    private final RelaxedCounter warnings = new RelaxedCounter();

    @Ghost
    private String lastWarning = "";

    public Kernel(KernelClock clock, Violations violations, Preemption preemption) {
        this.clock = clock;
        this.violations = violations;
        this.preemption = preemption;
        rcu = new Rcu(this);
    }

    /** Real time, violations as bits without details, and no preemption besides the machine's own. */
    public Kernel() {
        this(KernelClock.MONOTONIC, new Violations(), new Preemption());
    }

    /**
     * The context waits for {@code what} until {@code condition} holds. The condition takes no lock: a context that holds
     * one for a moment while it looks would seem to wait with the lock held. In a deadlock it would wait for ever; then
     * the context goes on as after {@link #waitsForEver}.
     *
     * @return whether the condition holds
     */
    public boolean await(Awaited what, BooleanSupplier condition) {
        if (condition.getAsBoolean()) {
            return true;
        }
        boolean own = what.holder() == Thread.currentThread().getId();
        if (!own && preemption.await(what, condition)) {
            return true;
        }
        waitsForEver("waits for " + what.words() + (own ? ", which it holds itself" : ", and its holder waits for it"));
        return false;
    }

    /**
     * The context waits for what never comes. This is reported, and the context goes on, so that a run ends. What the
     * model does after that means nothing, so nothing more is reported.
     */
    public void waitsForEver(String detail) {
        violations.reportLast(Violation.DEADLOCK, detail);
    }

    /**
     * {@code dma_fence_context_alloc()}: returns the first of {@code count} timelines that nothing else on this machine
     * has.
     */
    public long allocateFenceContexts(int count) {
        return nextFenceContext.getAndAdd(count);
    }

    /** A number for an object, where the kernel would compare addresses. Later numbers are higher. */
    public long nextAddress() {
        return addresses.fetchInc();
    }

    /** The {@code n}th put of a reference from now on is done this many times: 0 forgets it, 2 repeats it. */
    public void failPut(int n, int times) {
        failingPut.set(n);
        timesOfFailingPut = times;
    }

    /** Whether the put that {@link #failPut} asked for is still to come. */
    public boolean isPutToFail() {
        return failingPut.isSet();
    }

    /** How often the put that comes now is done. */
    int timesOfPut() {
        return failingPut.shouldFail() ? timesOfFailingPut : 1;
    }

    /** {@code WARN_ON(true)}: the kernel reports a driver bug and goes on. */
    @Ghost
    public void warn(String message) {
        warnings.fetchInc();
        lastWarning = message;
    }

    @Ghost
    public long warnings() {
        return warnings.read();
    }

    @Ghost
    public String lastWarning() {
        return lastWarning;
    }

    /**
     * Re-initialises the kernel in place, as booted. No context may run. The owners of the clock and of the reports
     * reset them.
     */
    public void init() {
        nextFenceContext.set(FIRST_FENCE_CONTEXT);
        addresses.init();
        failNth.init();
        rcu.init();
        failingPut.init();
        objects.init();
        warnings.init();
        lastWarning = "";
    }
}
