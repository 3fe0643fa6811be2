// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** {@code spinlock_t}: acquire on lock, release on unlock; not recursive, not fair. */
public final class SpinLock {
    private final Preemption preemption;
    private int owner;

    public SpinLock(Kernel kernel) {
        preemption = kernel.preemption;
    }

    public void lock() {
        if (!OWNER.weakCompareAndSetAcquire(this, 0, 1)) {
            lockContended();
        }
    }

    private void lockContended() {
        int round = 0;
        while ((int) OWNER.getOpaque(this) != 0 || !OWNER.weakCompareAndSetAcquire(this, 0, 1)) {
            preemption.cpuRelax(round++);
        }
    }

    public void unlock() {
        OWNER.setRelease(this, 0);
    }

    // VarHandle mechanics
    private static final VarHandle OWNER = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "owner", VarHandle.class, SpinLock.class, int.class);
}
