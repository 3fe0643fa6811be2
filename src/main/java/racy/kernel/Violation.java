// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/**
 * The one vocabulary of what can go wrong. The model reports these itself, to a {@link Violations}; every engine, test
 * and report judges with this list and no other.
 */
public enum Violation {
    /** Runtime-PM usage went below zero. */
    PM_UNDERFLOW("runtime-PM usage below zero"),
    /** All is idle, yet runtime-PM usage is not zero, or it is zero and the device was never told to suspend. */
    PM_LEAK("runtime PM still holds the device powered when all is idle"),
    /** A task's done fence was signalled as success though the hardware did not finish that task. */
    PREMATURE_SIGNAL("done fence signalled though the hardware did not finish the task"),
    /** Two contexts both own one published task. */
    DOUBLE_CLAIM("two contexts own one published task"),
    /** A freed task, inference or fence was touched. */
    USE_AFTER_FREE("freed object touched"),
    /** An object was freed twice. */
    DOUBLE_FREE("object freed twice"),
    /** A published task was claimed by nobody, or its completion never reaches its fence. */
    LOST_TASK("published task claimed by nobody, or its completion lost"),
    /** The claimed task's {@code done_fence} is not visible to the claimer yet. */
    NULL_DONE_FENCE("claimed task's done_fence not visible"),
    /** An IRQ thread of an earlier task stopped hardware that runs another. */
    LATE_IRQ_STOPS_HW("late IRQ thread stopped hardware that runs another task"),
    /** Registers were touched while the core is in reset. */
    MMIO_IN_RESET("registers touched while the core is in reset"),
    /** Registers were touched while runtime-PM usage is zero. */
    MMIO_UNPOWERED("registers touched while PM usage is zero"),
    /** GO while a task is running. */
    HW_OVERLAP("GO while a task is running"),
    /** {@code iommu_attach_group()} answered -EBUSY to an innocent inference. */
    ATTACH_BUSY("IOMMU attach answered -EBUSY to an innocent inference"),
    /** A task runs with another client's IOMMU domain attached, or with none. */
    WRONG_DOMAIN_DMA("task ran with another client's IOMMU domain, or none"),
    /** The inference's completion fence says success though one of its tasks never ran. */
    SILENT_PARTIAL_SUCCESS("completion fence says success though a task never ran"),
    /** A later task runs on a core without what the task before it left on the chip: a foreign task, a reset, another
     * core, or a task that never ran came between. */
    STATE_LOST("on-chip state lost between two tasks of one inference"),
    /** A reset killed a task of an inference that did not time out. */
    INNOCENT_KILLED("reset killed a task of an inference that did not time out"),
    /** A task that completed was reported cancelled. */
    COMPLETED_CANCELLED("completed task reported cancelled"),
    /** A task ran before its inputs' fences signalled. */
    EARLY_START("task ran before its inputs were ready"),
    /** No context can move and work is left. */
    DEADLOCK("no context can move and work is left");

    private final String meaning;

    Violation(String meaning) {
        this.meaning = meaning;
    }

    /** What it means, in a few words fit for an outcome description. */
    public String meaning() {
        return meaning;
    }

    int bit() {
        return 1 << ordinal();
    }
}
