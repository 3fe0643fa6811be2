// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.kernel.Ghost;

/** What the {@link DriverJudge} asks a core when all contexts are idle. Ghost: no answer may order anything. */
@Ghost
public interface JudgedCore {
    /** A task is in flight on it, or was lost there. */
    boolean isTaskInFlight();

    /** Nobody holds it powered, and it was told to suspend. */
    boolean isPowerIdle();

    /** A completion is still to come: it runs something, or its interrupt is not handled yet. */
    boolean isCompletionComing();
}
