// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

/** The engine cannot run, or cannot keep what it measured. The message is for the user. */
public final class StressException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean runKept;

    StressException(String message) {
        this(message, null);
    }

    StressException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private StressException(String message, Throwable cause, boolean runKept) {
        super(message, cause);
        this.runKept = runKept;
    }

    /** The run stopped in the middle. The forks before this moment are in its directory. */
    static StressException brokenOff(String message, Throwable cause) {
        return new StressException(message, cause, true);
    }

    /** Whether the run's directory holds forks that were measured before this. */
    public boolean isRunKept() {
        return runKept;
    }
}
