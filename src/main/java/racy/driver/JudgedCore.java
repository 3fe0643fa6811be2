// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/** What the {@link DriverJudge} asks a core when all contexts are idle. Ghost: no answer may order anything. */
public interface JudgedCore {
    /** A task is on it, or was lost there. */
    boolean isTaskInFlight();

    /** Nobody holds it powered, and it was told to suspend. */
    boolean isPowerIdle();

    /** It runs something, or its interrupt is not dealt with yet: a completion is still to come. */
    boolean isCompletionComing();
}
