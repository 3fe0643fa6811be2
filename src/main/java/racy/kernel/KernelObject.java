// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Memory that is freed, as KASAN sees a {@code kmalloc}ed object. A touch after the free is reported; it never depends
 * on luck with an exception. {@code freed} is ghost state: relaxed, so that it adds no order that the kernel does not
 * have. A touch reads it <em>before</em> the access that it guards, so a report is always true. A free that comes
 * between the two is missed.
 */
public abstract class KernelObject {
    @Ghost
    private boolean freed;

    /** The object is about to be touched. */
    @Ghost
    protected final void touch(Kernel kernel, String what) {
        if (isFreed()) {
            kernel.violations.report(Violation.USE_AFTER_FREE, what);
        }
    }

    /** {@code kfree()}. */
    @Ghost
    protected final void free(Kernel kernel, String what) {
        do {
            if (isFreed()) {
                kernel.violations.report(Violation.DOUBLE_FREE, what);
                return;
            }
        } while (!FREED.weakCompareAndSetPlain(this, false, true));
    }

    /** Makes the memory usable for a new object, as a slab does. Only the new owner calls this. */
    @Ghost
    protected final void reuse() {
        FREED.setOpaque(this, false);
    }

    @Ghost
    public final boolean isFreed() {
        return (boolean) FREED.getOpaque(this);
    }

    // VarHandle mechanics
    private static final VarHandle FREED = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "freed", VarHandle.class, KernelObject.class, boolean.class);
}
