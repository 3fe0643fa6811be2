// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Memory that is freed: what KASAN sees of a {@code kmalloc}ed object. A touch after free is reported, never an
 * exception by luck. {@code freed} is ghost state: relaxed, so that it adds no order the kernel does not have. A touch
 * looks at it <em>before</em> the access it guards, so a report is always true; a free that falls between the two is
 * missed.
 */
public abstract class KernelObject {
    private boolean freed;

    /** The object is about to be touched. */
    protected final void touch(Kernel kernel, String what) {
        if (isFreed()) {
            kernel.violations.report(Violation.USE_AFTER_FREE, what);
        }
    }

    /** {@code kfree()}. */
    protected final void free(Kernel kernel, String what) {
        do {
            if (isFreed()) {
                kernel.violations.report(Violation.DOUBLE_FREE, what);
                return;
            }
        } while (!FREED.weakCompareAndSetPlain(this, false, true));
    }

    /** Makes the memory usable again for a new object, as a slab does. Only its new owner calls this. */
    protected final void reuse() {
        FREED.setOpaque(this, false);
    }

    public final boolean isFreed() {
        return (boolean) FREED.getOpaque(this);
    }

    // VarHandle mechanics
    private static final VarHandle FREED = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "freed", VarHandle.class, KernelObject.class, boolean.class);
}
