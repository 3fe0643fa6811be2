// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/**
 * A place where a context may be delayed and another one run. A known race needs such a place. It has a name so that a
 * script can stop a context there and a simulation can lengthen it; it orders nothing. Each layer that has windows lists
 * them in an enum of its own.
 */
public interface Window {
    /** The window's name, in capitals; as an enum gives it. */
    String name();

    /** What the context has just done, in a few words fit for a row of an interleaving. */
    String words();

    /**
     * Whether it is a fine one, between two steps that most interleavings take as one. A script passes a fine window
     * without a stop and without a row, unless it names the window.
     */
    default boolean isFine() {
        return false;
    }
}
