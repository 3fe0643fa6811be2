// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A count that several contexts raise. No increment is lost, and none orders anything. */
public final class RelaxedCounter {
    private long count;

    /**
     * {@code atomic64_fetch_inc_relaxed()}. The closest in Java is a loop of plain weak CASes.
     *
     * @return what it was before
     */
    public long fetchInc() {
        long old;
        do {
            old = read();
        } while (!COUNT.weakCompareAndSetPlain(this, old, old + 1));
        return old;
    }

    /** {@code atomic64_read()}. */
    public long read() {
        return (long) COUNT.getOpaque(this);
    }

    /** For reuse in place, with no context running. */
    public void init() {
        COUNT.set(this, 0L);
    }

    // VarHandle mechanics
    private static final VarHandle COUNT = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "count", VarHandle.class, RelaxedCounter.class, long.class);
}
