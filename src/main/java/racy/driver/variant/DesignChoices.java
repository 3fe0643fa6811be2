// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import racy.driver.CmpxchgTaskSlot;
import racy.driver.Design;
import racy.driver.DomainPerCore;
import racy.driver.FenceSlot;
import racy.driver.GenerationSlot;
import racy.driver.HangRecheck;
import racy.driver.InFlightPayload;
import racy.driver.IrqDisabled;

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

    static final Variant CANCELS_ON_REMOVE = Variant.fix(
            "cancel-on-remove",
            "when a core is unbound, its interrupt is disabled first, and cancel_job ends its tasks",
            "drm_sched_fini() frees no pending task without cancel_job",
            design -> design.cancelsOnRemove = true);

    static final Variant KEEPS_STOPPED_OUT = Variant.fix(
            "killed-stays-out",
            "the scheduler does not put a killed client back on the run queue when it takes a job from it",
            "SIGKILL beside the submit worker must not leave a freed client on the run queue",
            design -> design.sched = design.sched.withStoppedKeptOut());

    private DesignChoices() {}
}
