// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/**
 * A place where a context may be delayed while another one runs. Every known race needs such a place. A window has a
 * name, so that a script can stop a context there and a simulation can lengthen it. It orders nothing. Each layer that
 * has windows lists them in an enum of its own.
 */
public interface Window {
    /** The window's name in capitals, as an enum constant has it. */
    String name();

    /** What the context has just done, in a few words that fit into a row of an interleaving. */
    String words();

    /**
     * Whether the window is fine: it lies between two steps that most interleavings show as one. A script passes a fine
     * window without a stop and without a row, unless it names the window.
     */
    default boolean isFine() {
        return false;
    }
}
