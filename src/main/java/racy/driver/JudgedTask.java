// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/** What the {@link DriverJudge} asks a unit of work. Ghost: no answer may order anything. */
public interface JudgedTask {
    /** The inference that it is a part of, freed or not. */
    JudgedJob judgedJob();

    /** Whether it is its inference's last. */
    boolean isLastOfInference();

    /** The hardware did all that it asks for. */
    boolean isFinishedByHardware();

    /** Counts a claim; returns how many there were before. */
    int countClaim();
}
