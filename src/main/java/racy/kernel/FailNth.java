// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The kernel's fault injection ({@code /proc/self/fail-nth}): one allocation fails, the n-th from now on. A test that
 * tries all n has seen each allocation fail once. Every allocation of the model that may fail asks here.
 */
public final class FailNth {
    private int left;

    /** The {@code n}-th allocation from now on fails once. 0 means that none fails. */
    public void set(int n) {
        LEFT.setOpaque(this, n);
    }

    /** Whether the failure is still to come. */
    public boolean isSet() {
        return (int) LEFT.getOpaque(this) != 0;
    }

    /**
     * {@code should_failslab()}: memory is allocated, and this says whether there is none. Several contexts allocate.
     * The counter is relaxed, so no allocation orders another one.
     */
    public boolean shouldFail() {
        int old;
        do {
            old = (int) LEFT.getOpaque(this);
            if (old == 0) {
                return false;
            }
        } while (!LEFT.weakCompareAndSetPlain(this, old, old - 1));
        return old == 1;
    }

    /** Re-initialises this in place. No context may run. */
    public void init() {
        LEFT.set(this, 0);
    }

    // VarHandle mechanics
    private static final VarHandle LEFT = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "left", VarHandle.class, FailNth.class, int.class);
}
