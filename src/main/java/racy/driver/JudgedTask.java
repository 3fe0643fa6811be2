// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.kernel.Ghost;

/** What the {@link DriverJudge} asks a unit of work. Ghost: no answer may order anything. */
@Ghost
public interface JudgedTask {
    /** The inference that it belongs to, freed or not. */
    JudgedJob judgedJob();

    /** Whether it is the last task of its inference. */
    boolean isLastOfInference();

    /** The hardware did everything that the task asks for. */
    boolean isFinishedByHardware();

    /** The driver looks now, for the last time, whether the hardware has finished the task. */
    default void noteLastLook() {}

    /** The hardware finished the task after the driver's last look, so the driver cannot know it. */
    default boolean isFinishedSinceLastLook() {
        return false;
    }

    /** When all contexts are idle: the slot that held it was written over, and nobody had claimed it. */
    default boolean isOverwrittenUnclaimed() {
        return false;
    }

    /** Counts a claim; returns how many there were before. */
    int countClaim();
}
