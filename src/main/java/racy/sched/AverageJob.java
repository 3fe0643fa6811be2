// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * {@code DECLARE_EWMA(drm_sched_avgtime, 6, 4)} ({@code include/linux/average.h}): how long a job takes. Each new job
 * has a quarter of the weight. The caller serialises the writers; a reader may see an older average, as in the kernel.
 */
final class AverageJob {
    private static final int PRECISION = 6;
    private static final int WEIGHT_LOG2 = 2;

    private long internal;

    void add(long nanos) {
        long next = TimeUnit.NANOSECONDS.toMicros(nanos) << PRECISION;
        long old = (long) INTERNAL.getOpaque(this);
        INTERNAL.setOpaque(this, old == 0 ? next : (old << WEIGHT_LOG2) - old + next >> WEIGHT_LOG2);
    }

    /** In microseconds; 0 before the first job. */
    long micros() {
        return (long) INTERNAL.getOpaque(this) >> PRECISION;
    }

    void init() {
        INTERNAL.set(this, 0L);
    }

    // VarHandle mechanics
    private static final VarHandle INTERNAL = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "internal", VarHandle.class, AverageJob.class, long.class);
}
