// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

/** A schedule that is none, or does not fit the test. The message names the first step that does not fit. */
public final class ScheduleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScheduleException(String message) {
        super(message);
    }
}
