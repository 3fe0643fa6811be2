// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.runner;

/** The engine cannot run or keep what it measured; the message is for the user. */
public final class StressException extends Exception {
    private static final long serialVersionUID = 1L;

    StressException(String message) {
        super(message);
    }

    StressException(String message, Throwable cause) {
        super(message, cause);
    }
}
