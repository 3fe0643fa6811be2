// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The place to which the model reports what went wrong. Nothing is called while nothing is wrong. A report sets one
 * bit, and a subclass may keep the details. The bits are read after the contexts have been joined.
 */
@Ghost
public class Violations {
    /** The {@link #toString()} of an empty set, and the clean outcome of every stress test. */
    public static final String NONE = "none";

    @Ghost
    private long seen;

    /** What the model does from now on means nothing. */
    @Ghost
    private boolean over;

    /**
     * Reports a violation.
     *
     * @param detail which context touched what, in a few words; a constant, so that a report allocates nothing
     */
    public final void report(Violation violation, String detail) {
        if ((boolean) OVER.getOpaque(this)) {
            return;
        }
        take(violation, detail);
    }

    /**
     * Reports a violation after which the model goes on only so that a run ends. No later report is taken, because it
     * might tell of what cannot happen.
     */
    final void reportLast(Violation violation, String detail) {
        if (!(boolean) OVER.getOpaque(this)) {
            OVER.setOpaque(this, true);
            take(violation, detail);
        }
    }

    private void take(Violation violation, String detail) {
        long old;
        do {
            old = mask();
        } while (!SEEN.weakCompareAndSetPlain(this, old, old | violation.bit()));
        reported(violation, detail);
    }

    /**
     * A judge calls this when it suspects something, and then looks again before it reports. What it has read may be an
     * old value, because nothing in the driver orders it after the new one. What it reads after this full fence is no
     * older than the driver's claim that it judges. The fence comes after that claim and only in a context that is under
     * suspicion, so it hides no race that led to the claim, and the clean path has no fence.
     *
     * @return true
     */
    public static boolean secondLook() {
        VarHandle.fullFence();
        return true;
    }

    /** Called after each report, in the context that went wrong. */
    protected void reported(Violation violation, String detail) {}

    /** The model looks for {@code violation}, which a report follows if it is there. A subclass may count. */
    public void looked(Violation violation) {}

    public final boolean has(Violation violation) {
        return (mask() & violation.bit()) != 0;
    }

    public final boolean isEmpty() {
        return mask() == 0;
    }

    public final Set<Violation> asSet() {
        Set<Violation> set = new TreeSet<>();
        long mask = mask();
        for (Violation violation : Violation.all()) {
            if ((mask & violation.bit()) != 0) {
                set.add(violation);
            }
        }
        return set;
    }

    /** Forgets all reports. Only the owner calls this, with no context running. */
    public void clear() {
        SEEN.setOpaque(this, 0L);
        OVER.setOpaque(this, false);
    }

    /** The names in the order of {@link Violation}, joined by {@code +}; {@value #NONE} for the empty set. */
    @Override
    public final String toString() {
        return describe(mask());
    }

    private long mask() {
        return (long) SEEN.getOpaque(this);
    }

    /** A stress run asks for the same few sets millions of times, so each text is made once. */
    private static String describe(long mask) {
        return mask == 0 ? NONE : DESCRIPTIONS.computeIfAbsent(mask, Violations::spell);
    }

    private static String spell(long mask) {
        StringBuilder names = new StringBuilder();
        for (Violation violation : Violation.all()) {
            if ((mask & violation.bit()) != 0) {
                names.append(names.length() == 0 ? "" : "+").append(violation.name());
            }
        }
        return names.toString();
    }

    private static final ConcurrentHashMap<Long, String> DESCRIPTIONS = new ConcurrentHashMap<>();

    // VarHandle mechanics
    private static final VarHandle SEEN = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "seen", VarHandle.class, Violations.class, long.class);
    private static final VarHandle OVER = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "over", VarHandle.class, Violations.class, boolean.class);
}
