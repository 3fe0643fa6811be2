// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

/** A script cannot go on: its contexts are in deadlock, one of them does not come back, or the script has a mistake. */
public class ScriptFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ScriptFailure(String message) {
        super(message);
    }

    /** Contexts are in deadlock. It was reported as a violation. */
    static final class Deadlock extends ScriptFailure {
        static final String PREFIX = "deadlock: ";
        private static final long serialVersionUID = 1;

        Deadlock(String message) {
            super(PREFIX + message);
        }
    }
}
