// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import racy.kernel.Kernel;
import racy.kernel.SpinLock;
import racy.sched.SchedBackendOps;
import racy.sched.SchedOptions;

/**
 * The decisions in which one driver differs from another. A new design is the patch as posted; a variant changes the
 * decisions that it is about. The design is complete before the device is built and does not change afterwards.
 */
public final class Design {
    /** Builds the driver: the patch, or the driver before it. */
    public BiFunction<RocketDevice, Design, RocketDriver> driver = PatchedDriver::new;

    /** Makes the slot of each core. */
    public Function<Kernel, InFlightSlot<?>> slot = TaskSlot::new;

    public IrqSequence irqSequence = IrqSequence.AS_POSTED;
    public Quiesce quiesce = Quiesce.NONE;
    public Cancellation cancellation = Cancellation.NAMED_BEFORE_STOP;
    public Attachment attachment = Attachment.ONCE_PER_INFERENCE;
    public SchedOptions sched = SchedOptions.ROCKET;

    /** {@code pm_runtime_set_autosuspend_delay(dev, 50)}. An administrator can change it in sysfs. */
    public long autosuspendNanos = TimeUnit.MILLISECONDS.toNanos(50);

    /** Makes a core's own queue of tasks, given the lock of its fences. Null, because Rocket has none. */
    public BiFunction<Kernel, SpinLock, DriverQueue> driverQueue = (kernel, fenceLock) -> null;

    /** The claim and what follows up to the signal are one section of the {@code job_lock}, in both claimers. */
    public boolean locksClaims;
    /** {@code run_job} publishes the task first and stores the done fence afterwards. */
    public boolean publishBeforeDoneFence;
    /** The hard IRQ handler reads the masked status. As posted it reads the raw one. */
    public boolean maskedStatus;
    /** The hard IRQ handler touches the registers only if somebody uses the core. As posted it always does. */
    public boolean irqChecksPower;
    /** A {@code run_job} that returns an error fails its inference. */
    public boolean errorsFailInference;
    /** An inference holds a PM count of its own from its first task to its end. As posted each task holds one. */
    public boolean inferenceHoldsPower;
    /** The PM count alone says whether the core may suspend. In all published code a task that has a credit says no. */
    public boolean suspendsByUsage;
    /** Reset drops the PM count with autosuspend. As posted it uses noidle. */
    public boolean resetPutsAutosuspend;
    /** An inference owns its core until its last task was scheduled. Tasks are armed before the first one is pushed. */
    public boolean inferenceOwnsCore;
    /** {@code prepare_job} holds back every task while a reset is in progress. */
    public boolean holdsTasksInReset;
    /** The first task waits for the inputs. As posted the last one does. */
    public boolean dependenciesOnFirstTask;
    /** The completion fence is added to the buffers that are read, too. In all published code it is not. */
    public boolean readersAddFences;
    /** All tasks go to the core that the first task was armed on. */
    public boolean coreChosenOnce;

    /**
     * When a core is removed, its timeout and its interrupt are disabled first, and its tasks are cancelled. In all
     * published code not.
     */
    public boolean cancelsOnRemove;
    /** Where the IRQ thread has a trace point that reads the task. As posted there is none. */
    public TracePoint tracePoint = TracePoint.NONE;
    /** What {@code timedout_job} answers if it leaves the task alone. */
    public SchedBackendOps.Stat notHungAnswer = SchedBackendOps.Stat.NO_HANG;
    /** What {@code timedout_job} answers after a reset. */
    public SchedBackendOps.Stat resetAnswer = SchedBackendOps.Stat.RESET;
    /** The last put of a done fence frees it with kfree(). As posted it is kfree_rcu(). */
    public boolean freesFenceAtOnce;
    /** {@code free_job} takes the lock of the done fence once before it drops the fence. */
    public boolean locksFenceBeforePut;

    /** The scheduler sees one job for each inference, with all its programs: the driver before the patch. */
    public boolean oneUnitPerInference;
    /** The job is armed before its fences' slots are reserved, which can fail: the driver before the patch. */
    public boolean armsBeforeReserving;
    /** {@code rocket_copy_tasks()} frees the array itself when it fails: the driver before the patch. */
    public boolean copyTasksFreesOnError;
    /** The inference takes its domain before anything can fail. In all published code it takes it last. */
    public boolean domainFirst;
    /** Buffers keep their file's private data alive. In all published code they do not. */
    public boolean fileRefcounted;
}
