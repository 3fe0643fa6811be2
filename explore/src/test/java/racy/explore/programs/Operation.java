// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.programs;

/**
 * An operation on a location, by the name of the {@code VarHandle} method.
 *
 * @param value what is stored or added
 * @param result the field of the result that takes what was read, from 1; 0 if nothing is read
 */
public record Operation(String method, int location, int value, int result) {
    public boolean isFence() {
        return method.endsWith("Fence");
    }

    public boolean isUpdate() {
        return method.startsWith("getAnd");
    }

    public boolean reads() {
        return method.startsWith("get");
    }

    public boolean writes() {
        return method.startsWith("set") || isUpdate();
    }

    /** What an update makes of what it read. */
    int updated(int read) {
        return method.startsWith("getAndAdd") ? read + value : value;
    }

    boolean isVolatile() {
        return method.endsWith("Volatile") || method.equals("getAndAdd") || method.equals("getAndSet");
    }

    boolean isAcquire() {
        return isVolatile() || method.endsWith("Acquire");
    }

    boolean isRelease() {
        return isVolatile() || method.endsWith("Release");
    }

    /** In the model's set {@code opq}. */
    boolean isOpaque() {
        return isFence()
                ? !method.equals("loadLoadFence") && !method.equals("storeStoreFence")
                : isAcquire() || isRelease() || method.endsWith("Opaque");
    }

    @Override
    public String toString() {
        return method + (isFence() ? "" : " " + location + (writes() ? " " + value : ""));
    }
}
