// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** {@code struct kref} ({@code include/linux/kref.h}, {@code refcount.h}). */
public final class Kref {
    private int count;

    /** {@code kref_init()}: one reference, plain; before the object is shared. */
    public void init() {
        COUNT.set(this, 1);
    }

    /**
     * {@code kref_get()}: relaxed, as {@code refcount_inc()}. The closest in Java is a loop of plain weak CASes.
     *
     * @return false if the count was zero: the object is being freed ("addition on 0; use-after-free")
     */
    public boolean get() {
        int old;
        do {
            old = (int) COUNT.getOpaque(this);
            if (old <= 0) {
                return false;
            }
        } while (!COUNT.weakCompareAndSetPlain(this, old, old + 1));
        return true;
    }

    /**
     * {@code kref_put()}: {@code refcount_dec_and_test()}, a release, then an acquire at zero. So the last holder sees
     * what every other holder did before its put.
     *
     * @return true if this was the last reference; then the caller releases the object
     */
    public boolean put() {
        return drop() == 1;
    }

    /** The same as {@link #get()}, and reports a get without a reference. */
    public void get(Kernel kernel, String what) {
        if (!get()) {
            kernel.violations.report(Violation.USE_AFTER_FREE, what);
        }
    }

    /** The same as {@link #put()}, and reports a put without a reference ("underflow; use-after-free"). */
    public boolean put(Kernel kernel, String what) {
        boolean last = false;
        for (int times = kernel.timesOfPut(); times > 0; times--) {
            int old = drop();
            if (old <= 0) {
                kernel.violations.report(Violation.USE_AFTER_FREE, what);
            }
            last |= old == 1;
        }
        return last;
    }

    private int drop() {
        int old = (int) COUNT.getAndAddRelease(this, -1);
        if (old == 1) {
            VarHandle.acquireFence();
        }
        return old;
    }

    /** Plain: like zeroed memory. */
    public void clear() {
        COUNT.set(this, 0);
    }

    /** {@code kref_read()}. */
    public int read() {
        return (int) COUNT.getOpaque(this);
    }

    // VarHandle mechanics
    private static final VarHandle COUNT =
            ConstantBootstraps.fieldVarHandle(MethodHandles.lookup(), "count", VarHandle.class, Kref.class, int.class);
}
