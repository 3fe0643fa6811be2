// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.kernel.Ghost;

/** What the {@link DriverJudge} asks an inference. Ghost: no answer may order anything. */
@Ghost
public interface JudgedJob {
    /** One of its inputs is not ready yet. */
    boolean hasInputPending();

    /** An earlier inference still reads a buffer that this one writes. */
    default boolean isOutputBeingRead() {
        return false;
    }

    /** One of its tasks ran and did not complete before its timeout. */
    boolean isGuilty();

    /** A reset restarts the scheduler now. */
    default void noteRestart() {}

    /** A reset had cancelled it before it restarted the scheduler. */
    default boolean isCancelledBeforeRestart() {
        return false;
    }

    /** The driver itself failed it because a run_job answered an error. */
    boolean isFailedByError();

    /** The hardware did not finish one of the tasks before the last one. */
    boolean isEarlierTaskUnfinished();
}
