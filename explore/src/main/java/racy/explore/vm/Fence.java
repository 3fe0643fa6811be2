// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

/** A fence of {@code VarHandle}. */
public enum Fence {
    FULL,
    ACQUIRE,
    RELEASE,
    LOAD_LOAD,
    STORE_STORE
}
