// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import racy.kernel.Violation;
import racy.kernel.Window;

/**
 * One row of a trace.
 *
 * @param context who
 * @param what in a few words
 * @param violation what was reported, for {@link Kind#VIOLATION}; else null
 */
public record Step(String context, Kind kind, String what, Violation violation) {
    /** What kind of row it is. */
    public enum Kind {
        /** The context passed a window. */
        WINDOW,
        /** A step that the script does not look into: the hardware, user space. */
        ACTION,
        /** The model reported a violation. */
        VIOLATION,
        /** The context waits for another one. */
        WAITS,
        /** The context died of an exception. */
        OOPS,
        /** The context returned. */
        RETURNS
    }

    static Step of(String context, Kind kind, String what) {
        return new Step(context, kind, what, null);
    }

    static Step at(String context, Window window) {
        return of(context, Kind.WINDOW, window.words());
    }

    static Step violation(String context, Violation violation, String detail) {
        return new Step(context, Kind.VIOLATION, violation + " (" + detail + ")", violation);
    }
}
