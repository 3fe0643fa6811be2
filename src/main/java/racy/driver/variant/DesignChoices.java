// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.CmpxchgTaskSlot;
import racy.driver.Design;
import racy.driver.DomainPerCore;
import racy.driver.DoneFenceCheck;
import racy.driver.FenceSlot;
import racy.driver.GenerationSlot;
import racy.driver.HangRecheck;
import racy.driver.InFlightPayload;
import racy.driver.IrqDisabled;
import racy.driver.TracePoint;
import racy.sched.SchedBackendOps;

/**
 * The variants that change one decision of the {@link Design} and need no code of their own. {@link Design} says what
 * each decision does.
 */
final class DesignChoices {
    static final Variant PUBLISHES_BEFORE_DONE_FENCE = Variant.mutant(
            "publish-before-done-fence",
            "run_job publishes the task before it stores task->done_fence",
            "why done_fence must be stored before the publish",
            design -> design.publishBeforeDoneFence = true);

    static final Variant CLAIMS_BEFORE_REGISTERS = Variant.mutant(
            "claim-before-registers",
            "the IRQ thread claims before it stops the hardware and clears the interrupt",
            "why the register writes come before the claim",
            design -> design.irqSequence =
                    (driver, core) -> driver.claimThenComplete(core, () -> driver.stopHardware(core)));

    static final Variant QUEUES_FREE_BEFORE_RUN = Variant.mutant(
            "free-before-run",
            "at restart the scheduler queues free work before run work",
            "whether the order of restart alone makes the attach fail",
            design -> design.sched = design.sched.withFreeBeforeRun());

    static final Variant QUEUES_FREE_BEFORE_CREDITS = Variant.mutant(
            "free-before-credits",
            "a done task's free work is queued before its credits are released",
            "whether the order of completion alone makes the attach fail",
            design -> design.sched = design.sched.withFreeBeforeCredits());

    static final Variant TRACES_AFTER_SIGNAL = Variant.mutant(
            "trace-after-signal",
            "a trace point of the IRQ thread reads the task after it has signalled the task's fence",
            "who may touch a task whose fence is signalled",
            design -> design.tracePoint = TracePoint.AFTER_SIGNAL);

    static final Variant SKIPS_RESET_SILENTLY = Variant.mutant(
            "skip-reset",
            "the timeout handler sees that the task is done, and returns as if it had reset the NPU",
            "what a timeout handler must answer if it leaves the task alone",
            design -> {
                design.quiesce = new DoneFenceCheck();
                design.notHungAnswer = SchedBackendOps.Stat.RESET;
            });

    static final Variant ANSWERS_NO_HANG_AFTER_RESET = Variant.mutant(
            "no-hang-after-reset",
            "the timeout handler resets the NPU and answers NO_HANG",
            "what a timeout handler must answer after drm_sched_stop()",
            design -> design.resetAnswer = SchedBackendOps.Stat.NO_HANG);

    static final Variant FREES_FENCE_AT_ONCE = Variant.mutant(
            "fence-freed-at-once",
            "the last put of a done fence frees it with kfree() instead of kfree_rcu()",
            "what keeps a fence alive under its signaller",
            design -> design.freesFenceAtOnce = true);

    static final Variant FENCE_IN_SLOT = Variant.fix(
            "fence-in-slot",
            "the slot holds a reference to the done fence, not the task",
            "a claimer must not touch the task",
            design -> design.slot = kernel -> new FenceSlot());

    static final Variant CMPXCHG_POINTER = Variant.fix(
            "cmpxchg-pointer",
            "the IRQ thread claims by cmpxchg only the task that its hard handler saw",
            "a late IRQ thread must not take the next task",
            design -> design.slot = CmpxchgTaskSlot::new);

    static final Variant CMPXCHG_GENERATION = Variant.fix(
            "cmpxchg-generation",
            "like cmpxchg-pointer, with a generation number that is never used again",
            "a late IRQ thread must not take the next task, even in recycled memory",
            design -> design.slot = kernel -> new GenerationSlot<>(InFlightPayload.TASK));

    static final Variant DISABLES_IRQ_BEFORE_STOP = Variant.fix(
            "disable-irq-before-stop",
            "reset disables the interrupt line and waits for its handlers before it stops the scheduler",
            "no IRQ thread runs while the scheduler is stopped",
            design -> design.quiesce = new IrqDisabled());

    static final Variant RECHECKS_NOT_HUNG = Variant.fix(
            "not-hung-recheck",
            "reset disables the interrupt line, checks again whether the task hangs, and answers NO_HANG if not",
            "a completed or just started task must not be reset",
            design -> design.quiesce = new HangRecheck());

    /** What the handler has masked is being handled already. */
    static final Variant READS_MASKED_STATUS = Variant.fix(
            "masked-status",
            "the hard IRQ handler looks at the masked status instead of the raw one",
            "on a shared line the raw status wakes the IRQ thread twice for one completion",
            design -> design.maskedStatus = true);

    /** The IOMMU's handler does the same. */
    static final Variant CHECKS_POWER_IN_IRQ = Variant.fix(
            "irq-checks-power",
            "the hard IRQ handler leaves the registers alone unless the core is in use",
            "on a shared line the handler runs for interrupts of an idle core too",
            design -> design.irqChecksPower = true);

    static final Variant BINDS_DOMAIN_PER_CORE = Variant.fix(
            "domain-per-core",
            "a domain stays bound to its core and is changed only in run_job and in reset",
            "no inference depends on another one's last put",
            design -> design.attachment = new DomainPerCore());

    static final Variant ERRORS_FAIL_INFERENCE = Variant.fix(
            "errors-fail-inference",
            "a run_job that answers an error marks the inference cancelled",
            "the completion fence must not say success",
            design -> design.errorsFailInference = true);

    static final Variant INFERENCE_OWNS_CORE = Variant.fix(
            "inference-owns-core",
            "a core runs no task of another inference until the owner's last was scheduled; "
                    + "needs core-chosen-once and dependencies-on-first",
            "on-chip state and the domain belong to one inference at a time",
            design -> design.inferenceOwnsCore = true);

    /**
     * {@code drm_sched_stop()} does not: a context that read {@code pause_submit} before may queue run work afterwards.
     */
    static final Variant HOLDS_TASKS_IN_RESET = Variant.fix(
            "hold-tasks-in-reset",
            "prepare_job holds every task back while a reset is under way",
            "drm_sched_stop() alone does not keep run_job out of a reset",
            design -> design.holdsTasksInReset = true);

    static final Variant DEPENDENCIES_ON_FIRST_TASK = Variant.fix(
            "dependencies-on-first",
            "the implicit dependencies are the first task's",
            "no task runs before its inputs are ready",
            design -> design.dependenciesOnFirstTask = true);

    static final Variant READERS_ADD_FENCES = Variant.fix(
            "readers-add-fences",
            "the completion fence is added to the buffers that are read, too, as a reader's",
            "nobody may write a buffer that an inference still reads",
            design -> design.readersAddFences = true);

    static final Variant CORE_CHOSEN_ONCE = Variant.fix(
            "core-chosen-once",
            "all tasks are armed for the core that the first one got",
            "arming does not pin the inference by itself",
            design -> design.coreChosenOnce = true);

    static final Variant INFERENCE_HOLDS_POWER = Variant.fix(
            "inference-holds-power",
            "the inference holds a PM count of its own from its first task to its last put",
            "the NPU must not suspend between two tasks, because later ones need what earlier ones left on the chip",
            design -> design.inferenceHoldsPower = true);

    /** A task that may touch registers holds a count. So the credits do not tell more. */
    static final Variant SUSPENDS_BY_USAGE = Variant.fix(
            "suspend-by-usage",
            "the suspend callback does not refuse because of the scheduler's credits; the PM count alone decides",
            "a suspend that was refused is not tried again before the next put",
            design -> design.suspendsByUsage = true);

    static final Variant RESET_PUTS_AUTOSUSPEND = Variant.fix(
            "reset-put-autosuspend",
            "reset drops the PM count with autosuspend instead of noidle",
            "the NPU must power down after a reset",
            design -> design.resetPutsAutosuspend = true);

    static final Variant TAKES_DOMAIN_FIRST = Variant.fix(
            "domain-first",
            "the inference takes its domain before anything can fail",
            "error paths must not put NULL",
            design -> design.domainFirst = true);

    static final Variant BOS_KEEP_FILE = Variant.fix(
            "bos-keep-file",
            "buffers hold a reference to their file's private data",
            "buffers outlive close()",
            design -> design.fileRefcounted = true);

    /** A mend of the scheduler. A driver alone would have to wait until its queue is empty before it closes a file. */
    static final Variant REMOVED_STAYS_OUT = Variant.fix(
            "removed-stays-out",
            "an entity that is killed while its job is popped does not come back into the run queue",
            "the worker must not take jobs off a queue that is being killed",
            design -> design.sched = design.sched.withRemovedStaysOut());

    static final Variant CANCELS_ON_REMOVE = Variant.fix(
            "cancel-on-remove",
            "when a core is unbound, its timeout and its interrupt are disabled first, and cancel_job ends its tasks",
            "drm_sched_fini() frees no pending task without cancel_job, and a reset in progress restarts what it stopped",
            design -> design.cancelsOnRemove = true);

    static final Variant TRACES_BEFORE_SIGNAL = Variant.fix(
            "trace-before-signal",
            "a trace point of the IRQ thread reads the task before it signals the task's fence",
            "nobody may touch a task whose fence is signalled",
            design -> design.tracePoint = TracePoint.BEFORE_SIGNAL);

    static final Variant SKIPS_RESET_WITH_NO_HANG = Variant.fix(
            "skip-reset-no-hang",
            "the timeout handler sees that the task is done, and answers NO_HANG",
            "the scheduler must put the task back, or nobody frees it",
            design -> design.quiesce = new DoneFenceCheck());

    /** The fence is still freed at once, so this lock alone keeps the signaller out. */
    static final Variant LOCKS_FENCE_BEFORE_PUT = Variant.fix(
            "fence-lock-before-put",
            "free_job takes the lock of the done fence once before it drops the fence, which is freed with kfree()",
            "whoever drops a fence must know that its signaller has left it",
            design -> {
                design.freesFenceAtOnce = true;
                design.locksFenceBeforePut = true;
            });

    private DesignChoices() {}
}
