// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.function.BiFunction;
import java.util.function.Function;
import racy.kernel.Kernel;
import racy.sched.SchedOptions;

/**
 * The decisions that tell one driver from another. Starts as the patch was posted; a variant changes the ones it is
 * about. Filled before the device is built and not changed after.
 */
public final class Design {
    /** Builds the driver: the patched one, or what it replaced. */
    public BiFunction<RocketDevice, Design, RocketDriver> driver = PatchedDriver::new;

    /** Makes each core its slot. */
    public Function<Kernel, InFlightSlot<?>> slot = TaskSlot::new;

    public IrqSequence irqSequence = IrqSequence.AS_POSTED;
    public Quiesce quiesce = Quiesce.NONE;
    public Cancellation cancellation = Cancellation.NAMED_BEFORE_STOP;
    public Attachment attachment = Attachment.ONCE_PER_INFERENCE;
    public SchedOptions sched = SchedOptions.ROCKET;

    /** run_job stores the done fence after it published the task. */
    public boolean publishBeforeDoneFence;
    /** The hard IRQ handler looks at the masked status; as posted it looks at the raw one. */
    public boolean maskedStatus;
    /** The hard IRQ handler touches the registers only if somebody holds the core powered; as posted always. */
    public boolean irqChecksPower;
    /** A run_job that answers an error fails its inference. */
    public boolean errorsFailInference;
    /** Reset drops the PM count with autosuspend; as posted with noidle. */
    public boolean resetPutsAutosuspend;
    /** An inference keeps its core until its last task was scheduled; tasks are armed before the first is pushed. */
    public boolean inferenceOwnsCore;
    /** prepare_job holds every task back while a reset is under way. */
    public boolean holdsTasksInReset;
    /** The first task waits for the inputs; as posted the last. */
    public boolean dependenciesOnFirstTask;
    /** All tasks go to the core that the first was armed on. */
    public boolean coreChosenOnce;

    /** The inference is one scheduled unit with all programs: before the patch. */
    public boolean oneUnitPerInference;
    /** rocket_copy_tasks() frees the array itself when it fails: before the patch. */
    public boolean copyTasksFreesOnError;
    /** The inference takes its domain before anything can fail; in all published code it is last. */
    public boolean domainFirst;
    /** Buffers keep their file's private data alive; in all published code they do not. */
    public boolean fileRefcounted;
}
