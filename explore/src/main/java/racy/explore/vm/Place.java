// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

/**
 * A place in memory: a field of an object, an element of an array, a monitor, or the permit of a thread.
 *
 * @param slot into the references or the primitives of the object; {@link #MONITOR} and {@link #PERMIT} stand for
 *     themselves
 */
public record Place(Obj object, int slot, boolean isReference) {
    private static final int MONITOR = -1;
    private static final int PERMIT = -2;

    static Place ofMonitor(Obj object) {
        return new Place(object, MONITOR, false);
    }

    /** What {@code unpark} gives to a thread, and {@code park} takes. */
    static Place ofPermit(Obj thread) {
        return new Place(thread, PERMIT, false);
    }

    /** Whether it is a monitor or a permit, so that it holds no value. */
    public boolean isSynchronizer() {
        return slot < 0;
    }

    /** Whether more than one thread may reach the place. */
    public boolean isShared() {
        return isSynchronizer() ? object.owner < 0 : object.isShared();
    }

    /** Whether all who can reach the object do so through a final field. */
    public boolean isFrozen() {
        return object.isFrozen;
    }

    /** Whether some reach the object through a final field and others may not. */
    public boolean isHalfFrozen() {
        return object.isHalfFrozen;
    }

    /** What the memory holds: a {@code Long} for every primitive. */
    Object value() {
        return isReference ? object.r[slot] : (Object) object.p[slot];
    }

    /** The places of one field of all objects of a class, or of all elements of all arrays of a class, have one kind. */
    public String kind() {
        boolean isStatic = object == object.klass.statics;
        String holder = object.klass.name + (isStatic ? " static " : " ");
        return isSynchronizer()
                ? holder + (slot == MONITOR ? "monitor" : "permit")
                : holder + (object.klass.isArray() ? "[]" : slot + (isReference ? "r" : "p"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Place place
                && place.object == object
                && place.slot == slot
                && place.isReference == isReference;
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(object) + 2 * slot + (isReference ? 1 : 0);
    }
}
