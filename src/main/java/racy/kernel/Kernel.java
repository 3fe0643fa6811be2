// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What every context of one modelled machine shares: the clock, the place to report to, what a context does at a
 * {@link Window}, the numbers that are given out once, and the count of warnings ({@code WARN_ON}, {@code dmesg}).
 */
public final class Kernel {
    private static final long FIRST_FENCE_CONTEXT = 1;

    public final KernelClock clock;
    public final Violations violations;
    public final Preemption preemption;

    private final AtomicLong nextFenceContext = new AtomicLong(FIRST_FENCE_CONTEXT);
    private final RelaxedCounter addresses = new RelaxedCounter();

    @Ghost
    private final RelaxedCounter warnings = new RelaxedCounter();

    @Ghost
    private String lastWarning = "";

    public Kernel(KernelClock clock, Violations violations, Preemption preemption) {
        this.clock = clock;
        this.violations = violations;
        this.preemption = preemption;
    }

    /** Real time, bare violation bits, no preemption beyond the machine's own. */
    public Kernel() {
        this(KernelClock.MONOTONIC, new Violations(), new Preemption());
    }

    /** {@code dma_fence_context_alloc()}: the first of {@code count} timelines that nobody else on this machine has. */
    public long allocateFenceContexts(int count) {
        return nextFenceContext.getAndAdd(count);
    }

    /** A number for an object where the kernel would compare addresses: later ones are higher. */
    public long nextAddress() {
        return addresses.fetchInc();
    }

    /** {@code WARN_ON(true)}: a driver bug that the kernel names and survives. */
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

    /** For reuse in place, with no context running: as booted. The clock and the reports are their owners'. */
    public void init() {
        nextFenceContext.set(FIRST_FENCE_CONTEXT);
        addresses.init();
        warnings.init();
        lastWarning = "";
    }
}
