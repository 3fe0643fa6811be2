// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/** What a {@link RocketSimulation} can let go wrong, and how often it does so in {@link Faults#all()}. */
public enum Fault {
    /** A task never completes. */
    HANG(0.01),
    /** A task completes about when its timeout expires. */
    LATE(0.01),
    /** A context is delayed for a moment at a window. */
    DELAY(0.002),
    /** A context of the interrupt is delayed at a window for about the timeout. */
    LATE_INTERRUPT(0.002),
    /** The IOMMU raises its interrupt, on the line it shares, about when a task completes. */
    IOMMU_INTERRUPT(0.05),
    /** The CPU takes an interrupt twice, because the write that lowers the line comes late. */
    TAKEN_TWICE(0.01),
    /** There is no memory for a task's fence. */
    FENCE_ALLOCATION(0.002),
    /** The core does not resume for a task. */
    RESUME(0.002),
    /** The IOMMU refuses a domain. */
    ATTACH(0.002),
    /** A submission fails: no memory, an interrupted wait for a lock, or no room for a fence. */
    SUBMISSION(0.01),
    /** A submission names a buffer that does not exist, or has a task without register commands. */
    BAD_ARGUMENTS(0.005),
    /** A client closes its file, which waits for its queue, and opens it again. */
    CLOSE(0.001),
    /** A client gets SIGKILL while it closes its file, so its inferences are killed, and a new one begins. */
    KILL(0.001);

    private final double usual;

    Fault(double usual) {
        this.usual = usual;
    }

    /** Its probability in {@link Faults#all()}, on each occasion. */
    double usual() {
        return usual;
    }
}
