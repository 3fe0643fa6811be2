// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The kernel's fault injection ({@code /proc/self/fail-nth}): of one kind of thing, such as an allocation, the n-th from
 * now on fails. A test that tries all n has seen each of them fail once. Whatever may fail asks here.
 */
public final class FailNth {
    private int left;

    /** The {@code n}-th from now on fails. 0 means that none fails. */
    public void set(int n) {
        LEFT.setOpaque(this, n);
    }

    /** Whether the failure is still to come. */
    public boolean isSet() {
        return (int) LEFT.getOpaque(this) != 0;
    }

    /**
     * {@code should_fail()}: it is tried, and this says whether it fails. Several contexts may ask. The counter is
     * relaxed, so asking orders nothing.
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
