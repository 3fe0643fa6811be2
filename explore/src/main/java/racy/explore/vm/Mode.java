// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

/** An access mode of Java, weakest first. */
public enum Mode {
    PLAIN,
    OPAQUE,
    /** Of a load, or of the load of a read-modify-write. */
    ACQUIRE,
    /** Of a store, or of the store of a read-modify-write. */
    RELEASE,
    VOLATILE
}
