// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Memory that is freed, as KASAN sees a {@code kmalloc}ed object. A touch after the free is reported; it never depends
 * on luck with an exception. {@code freed} is ghost state: relaxed, so that it adds no order that the kernel does not
 * have.
 *
 * <p>A load is checked after it. So a free that comes before the load is seen, and so is one beside it. Such a report is
 * true: if something ordered the load before the free, the check would be before the free too. A store may hand the
 * object over to the context that frees it. So a store is checked before it, and a free that comes between the two is
 * missed.
 *
 * <p>When all contexts are idle, an object with more references than holders is a leak, see {@link LiveObjects}.
 */
public abstract class KernelObject {
    @Ghost
    private boolean freed;

    /** The memory goes when a grace period is over. Written before freed. */
    @Ghost
    private boolean freedByRcu;

    // Of LiveObjects.
    @Ghost
    boolean known;

    @Ghost
    KernelObject older;

    @Ghost
    int holders;

    /** The object is about to be touched, or was just loaded from. */
    @Ghost
    protected final void touch(Kernel kernel, String what) {
        if (isFreed()) {
            kernel.violations.report(Violation.USE_AFTER_FREE, what);
        }
    }

    /**
     * A context that entered the object while it was alive touches it once more. The context has been in a read section
     * of RCU since then, as with a spinlock held. So memory that RCU frees is still there.
     */
    @Ghost
    protected final void touchInside(Kernel kernel, String what) {
        if (isFreed() && !freedByRcu) {
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

    /** {@code kfree_rcu()}: the memory stays until every read section that has begun is over. */
    @Ghost
    protected final void freeByRcu(Kernel kernel, String what) {
        freedByRcu = true;
        free(kernel, what);
    }

    /** Whether the memory of this freed object stays until the grace period is over. */
    @Ghost
    protected final boolean isFreedByRcu() {
        return freedByRcu;
    }

    /** Makes the memory usable for a new object, as a slab does. Only the new owner calls this. */
    @Ghost
    protected final void reuse() {
        freedByRcu = false;
        FREED.setOpaque(this, false);
    }

    /** The same as {@link #reuse()}. From now on the audit looks at the object. */
    @Ghost
    protected final void allocated(Kernel kernel) {
        reuse();
        kernel.objects.add(this);
    }

    @Ghost
    public final boolean isFreed() {
        return (boolean) FREED.getOpaque(this);
    }

    // --- ghost: who holds whom, when all contexts are idle ---

    /** Calls {@link #holds} for each reference that this object owns and will drop. The object is not freed. */
    @Ghost
    protected void nameHeld() {}

    /** Somebody owns a reference to {@code held}, or to nothing. */
    @Ghost
    public static void holds(KernelObject held) {
        if (held != null) {
            held.holders++;
        }
    }

    /** References held, by holders that are known and by others. 0 for an object without a count. */
    public int references() {
        return 0;
    }

    /** What to report if it has a reference that nobody will drop. */
    protected String leak() {
        return "an object has a reference that nobody will drop";
    }

    // VarHandle mechanics
    private static final VarHandle FREED = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "freed", VarHandle.class, KernelObject.class, boolean.class);
}
