// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * All objects that were allocated since the kernel was booted, freed or not. It is a list with its links in the objects,
 * so that an allocation in a model costs none here.
 *
 * <p>The audit counts for each object the references that somebody owns and will drop. Objects own some, see {@link
 * KernelObject#nameHeld}. The rest is owned by user space, by the cores and by other things that are never freed. An
 * object with more references than that is a leak. So a leak is exact, and does not depend on what the object is.
 */
@Ghost
public final class LiveObjects {
    private KernelObject newest;

    /** Any context may call this, for an object that it has just allocated. */
    void add(KernelObject object) {
        if (object.known) {
            return;
        }
        object.known = true;
        do {
            object.older = newest();
        } while (!NEWEST.weakCompareAndSetPlain(this, object.older, object));
    }

    /** The object that was allocated last, or null. */
    public KernelObject newest() {
        return (KernelObject) NEWEST.getOpaque(this);
    }

    /** The object that was allocated before {@code object}, or null. */
    public KernelObject before(KernelObject object) {
        return object.older;
    }

    /**
     * The first half of the audit, with no context running: the references that the objects own. The caller then calls
     * {@link KernelObject#holds} for all others.
     */
    public void countHeld() {
        for (KernelObject object = newest(); object != null; object = object.older) {
            object.holders = 0;
        }
        for (KernelObject object = newest(); object != null; object = object.older) {
            if (!object.isFreed()) {
                object.nameHeld();
            }
        }
    }

    /** The second half of the audit. */
    public void reportLeaks(Violations violations) {
        for (KernelObject object = newest(); object != null; object = object.older) {
            if (!object.isFreed() && object.references() > object.holders) {
                violations.report(Violation.LEAK, object.leak());
            }
        }
    }

    /** Forgets all objects. No context may run. */
    void init() {
        KernelObject object = newest();
        while (object != null) {
            KernelObject next = object.older;
            object.known = false;
            object.older = null;
            object = next;
        }
        NEWEST.set(this, (KernelObject) null);
    }

    // VarHandle mechanics
    private static final VarHandle NEWEST = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "newest", VarHandle.class, LiveObjects.class, KernelObject.class);
}
