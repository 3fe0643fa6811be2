// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

/** The explored program uses something that the explorer does not model. */
public final class OutOfModelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean placed;

    public OutOfModelException(String what) {
        this(what, false);
    }

    private OutOfModelException(String what, boolean placed) {
        super(what);
        this.placed = placed;
    }

    /** The same, with the line that uses it. */
    OutOfModelException usedBy(String place) {
        return placed || place == null ? this : new OutOfModelException(getMessage() + ", used by " + place, true);
    }
}
