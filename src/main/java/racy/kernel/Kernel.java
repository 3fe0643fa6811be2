// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What every context of one modelled machine shares: the clock, the place to report to, what a context does at a
 * {@link Window}, and the count of warnings ({@code WARN_ON}, {@code dmesg}).
 */
public final class Kernel {
    public final KernelClock clock;
    public final Violations violations;
    public final Preemption preemption;
    private final AtomicLong warnings = new AtomicLong();
    private volatile String lastWarning = "";

    public Kernel(KernelClock clock, Violations violations, Preemption preemption) {
        this.clock = clock;
        this.violations = violations;
        this.preemption = preemption;
    }

    /** Real time, bare violation bits, no preemption beyond the machine's own. */
    public Kernel() {
        this(KernelClock.MONOTONIC, new Violations(), new Preemption());
    }

    /** {@code WARN_ON(true)}: a driver bug that the kernel names and survives. */
    public void warn(String message) {
        warnings.incrementAndGet();
        lastWarning = message;
    }

    public long warnings() {
        return warnings.get();
    }

    public String lastWarning() {
        return lastWarning;
    }
}
