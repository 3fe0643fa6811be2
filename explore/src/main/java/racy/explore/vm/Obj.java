// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

/** An object or an array of the explored program. */
public final class Obj {
    /** The {@link #owner} of an object that more than one thread may reach. */
    static final int SHARED = -1;
    /** The {@link #owner} of an object that several threads use, each its own part. */
    static final int CONFINED = -2;

    private static final long[] NO_PRIMITIVES = {};
    private static final Object[] NO_REFERENCES = {};

    public final Klass klass;
    /** Primitive slots. Each holds one value of any primitive type; a float or a double as its bits. */
    long[] p = NO_PRIMITIVES;
    /** Reference slots. */
    Object[] r = NO_REFERENCES;
    /** The only thread that can reach the object, or {@link #SHARED}. */
    int owner;
    /** The thread that holds the monitor. 0 if none does. */
    int monitorOwner;

    int monitorDepth;
    /** The identity hash code. 0 until somebody asks. */
    int hash;
    /** Its name in a {@link Fingerprint}. 0 if it has none yet. */
    long name;
    /** The object's number in the state that is being compared. Only {@link Digest} uses it. */
    int mark;

    int epoch;
    /** Whether several elements of the array were read in one step while others could reach it. */
    boolean copiedAtOnce;
    /** Whether an element was written while others could reach the array. */
    boolean isChanged;
    /** Whether the comparison of states leaves it out, because nothing changes it. */
    boolean background;

    /** Whether a thread made it while the threads ran. */
    boolean young;
    /** Whether all who can reach the object got there through a final field, so that they see it as it was then. */
    boolean isFrozen;
    /** Whether some see the object as if through a final field and others may not. */
    boolean isHalfFrozen;

    Obj(Klass klass, int owner) {
        this.klass = klass;
        this.owner = owner;
    }

    public boolean isYoung() {
        return young;
    }

    boolean isShared() {
        return owner == SHARED;
    }

    int length() {
        return klass.component.primitive ? p.length : r.length;
    }
}
