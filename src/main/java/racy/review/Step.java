// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import racy.kernel.Violation;
import racy.kernel.Window;

/**
 * One row of an {@link Interleaving}.
 *
 * @param context who did it
 * @param what what was done, in a few words
 * @param source the line of code that was reached, such as {@code File.java:12}; null if the engine does not know it
 * @param value for {@link Kind#ACCESS}: what was read or written; else null
 * @param readFrom for a read: who wrote the value; else null
 * @param violation for {@link Kind#VIOLATION}: what was reported; else null
 */
public record Step(
        String context, Kind kind, String what, String source, String value, String readFrom, Violation violation) {
    /** What kind of row it is. */
    public enum Kind {
        /** The context passed a window. */
        WINDOW,
        /** The context read or wrote shared memory. */
        ACCESS,
        /** A step that the engine does not look into: the hardware, user space. */
        ACTION,
        /** The model reported a violation. */
        VIOLATION,
        /** The context waits for another one. */
        WAITS,
        /** Others go on while the context stands at a window with interrupts off. */
        STALLS,
        /** The context died of an exception. */
        OOPS,
        /** The context returned. */
        RETURNS
    }

    /** A row with words only. */
    public static Step of(String context, Kind kind, String what) {
        return new Step(context, kind, what, null, null, null, null);
    }

    /** The context passed {@code window} at {@code source}. */
    public static Step at(String context, Window window, String source) {
        return new Step(context, Kind.WINDOW, window.words(), source, null, null, null);
    }

    /** The context read or wrote {@code value} at {@code source}. */
    public static Step access(String context, String what, String source, String value, String readFrom) {
        return new Step(context, Kind.ACCESS, what, source, value, readFrom, null);
    }

    /** The model reported {@code violation} at {@code source}. */
    public static Step violation(String context, Violation violation, String detail, String source) {
        return new Step(context, Kind.VIOLATION, violation + " (" + detail + ")", source, null, null, violation);
    }

    /** Others go on while the context stands at a window with interrupts off. */
    public static Step stalls(String context) {
        return of(context, Kind.STALLS, "stalls here with interrupts off: PREEMPT_RT or a stolen virtual CPU");
    }

    /** Whether the step takes the whole row of a table: it is none of the context's own steps. */
    public boolean takesWholeRow() {
        return kind == Kind.ACTION || kind == Kind.STALLS;
    }

    /** Whether the step is something that must not happen. */
    public boolean isBad() {
        return kind == Kind.VIOLATION || kind == Kind.OOPS;
    }

    /** What was done. For an access also the value, and who wrote the value that was read. */
    public String words() {
        if (kind != Kind.ACCESS) {
            return what;
        }
        String from = readFrom == null ? "" : " from " + readFrom;
        return what + (value == null ? "" : " = " + value) + from;
    }
}
