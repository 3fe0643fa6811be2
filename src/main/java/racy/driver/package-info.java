// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * {@code drivers/accel/rocket}: device, cores, open files, inferences and their tasks, and the driver's code in its
 * contexts. Imports {@code racy.npu}, {@code racy.sched}, {@code racy.fence}, {@code racy.kernel}.
 *
 * <h2>Where things are</h2>
 * {@link racy.driver.RocketDriver} is what all drivers share. {@link racy.driver.PatchedDriver} is the patch, and
 * {@link racy.driver.PrePatchDriver} is the driver before it. Where variants differ, the driver asks its {@link
 * racy.driver.Design}. The variants are in {@code racy.driver.variant}. {@link racy.driver.DriverJudge} reports when
 * something went wrong. {@link racy.driver.RocketSimulation} plays all contexts with threads. It has shared state of
 * its own: {@code Client}, guarded by its monitor, and what the last rows below name. {@code RecentSteps} is read
 * without a lock, by a context that reports a violation.
 *
 * <h2>Shared fields</h2>
 * {@link racy.kernel} explains the modes.
 *
 * <table>
 * <caption>field / writers / readers / mode / guard</caption>
 * <tr><th>field</th><th>writes</th><th>reads</th><th>mode</th><th>guard</th></tr>
 * <tr><td>TaskSlot.inFlightTask</td><td>run_job (submit wq), claimers (IRQ thread, timeout
 * wq)</td><td>same</td><td>opaque, release, volatile RMW</td><td>none; credits keep it empty at publish. As posted
 * WRITE_ONCE publishes and xchg claims; the rest is variants'</td></tr>
 * <tr><td>CmpxchgTaskSlot.irqExpectedTask</td><td>hard IRQ</td><td>IRQ thread</td><td>opaque</td><td>wake-up of the
 * thread</td></tr>
 * <tr><td>FenceSlot.inFlightFence</td><td>run_job, claimers</td><td>same</td><td>opaque, release, volatile
 * RMW</td><td>none</td></tr>
 * <tr><td>GenerationSlot.inFlightGeneration</td><td>run_job, claimers</td><td>same, hard IRQ</td><td>opaque, acquire,
 * volatile RMW</td><td>none</td></tr>
 * <tr><td>GenerationSlot.irqExpectedGeneration</td><td>hard IRQ</td><td>IRQ thread</td><td>opaque</td><td>wake-up of
 * the thread</td></tr>
 * <tr><td>GenerationSlot.inFlight</td><td>run_job</td><td>claimers</td><td>plain</td><td>published by the
 * generation</td></tr>
 * <tr><td>GenerationSlot.lastGeneration</td><td>run_job</td><td>run_job</td><td>plain</td><td>one context</td></tr>
 * <tr><td>RocketCore.emitSeqno</td><td>submit wq</td><td>same</td><td>plain</td><td>one context</td></tr>
 * <tr><td>RocketCore.ownerFence, RocketCore.boundDomain</td><td>submit wq; timeout wq with works
 * cancelled</td><td>same</td><td>plain</td><td>one context at a time</td></tr>
 * <tr><td>RocketCore.resetFence</td><td>timeout wq</td><td>submit wq</td><td>plain</td><td>resetLock; one fix
 * only</td></tr>
 * <tr><td>RocketCore.resetPending</td><td>timeout wq</td><td>any</td><td>opaque</td><td>none; pre-patch only</td></tr>
 * <tr><td>RocketJob.cancelled</td><td>timeout wq, run_job</td><td>submit wq</td><td>opaque</td><td>none: atomic_set(),
 * atomic_read(); a worker restarted after the set sees it</td></tr>
 * <tr><td>RocketJob.core</td><td>run_job</td><td>run_job, last put</td><td>plain</td><td>submit wq; the last
 * kref_put</td></tr>
 * <tr><td>RocketJob.poweredCore</td><td>run_job, last put</td><td>same</td><td>plain</td><td>submit wq; the last
 * kref_put; one fix only</td></tr>
 * <tr><td>RocketJob.refcount</td><td>any</td><td>any</td><td>as Kref.count</td><td>none</td></tr>
 * <tr><td>RocketJob.failedByError</td><td>run_job</td><td>who judges</td><td>plain</td><td>none: ghost state</td></tr>
 * <tr><td>RocketJob.inputs</td><td>submitter</td><td>who judges</td><td>plain</td><td>the push: ghost state</td></tr>
 * <tr><td>RocketJob.readersOfOutputs</td><td>submitter</td><td>who judges</td><td>plain</td><td>the push: ghost
 * state</td></tr>
 * <tr><td>RocketBo.readers</td><td>submitters</td><td>same</td><td>plain</td><td>the reservation's lock: ghost
 * state</td></tr>
 * <tr><td>RocketJob.cancelledBeforeRestart</td><td>timeout wq</td><td>who judges</td><td>plain</td><td>the restart:
 * ghost state</td></tr>
 * <tr><td>RocketTask.doneFence</td><td>run_job</td><td>claimers, last put</td><td>plain</td><td>published by the
 * slot</td></tr>
 * <tr><td>RocketTask.nextProgram</td><td>run_job, IRQ thread</td><td>same</td><td>plain</td><td>job_lock; pre-patch
 * only</td></tr>
 * <tr><td>RocketTask.startedNanos</td><td>run_job</td><td>timeout wq</td><td>acquire, release</td><td>none; recheck
 * fix only</td></tr>
 * <tr><td>RocketTask.claims</td><td>claimers</td><td>claimers</td><td>opaque, relaxed RMW</td><td>none: ghost
 * state</td></tr>
 * <tr><td>RocketTask.unfinishedAtLastLook</td><td>timeout wq</td><td>who judges</td><td>plain</td><td>none: ghost
 * state</td></tr>
 * <tr><td>DriverQueue.length</td><td>submit wq, signaller</td><td>same</td><td>plain</td><td>its lock; other drivers'
 * only</td></tr>
 * <tr><td>RocketTask.overwritten</td><td>who writes the slot</td><td>who judges</td><td>plain</td><td>none: ghost
 * state</td></tr>
 * <tr><td>RocketJob.beingSubmitted, RocketFile.open, RocketBo.hasHandle</td><td>submitter, user space</td><td>who
 * judges</td><td>plain</td><td>none: ghost state</td></tr>
 * <tr><td>RocketDevice.nextLockError,
 * RocketDevice.nextReservationError</td><td>a test</td><td>the next
 * submission</td><td>plain</td><td>set while no context runs: injected faults</td></tr>
 * <tr><td>SimulatedClock.skipped</td><td>the timer</td><td>all contexts</td><td>volatile</td><td>one
 * writer</td></tr>
 * <tr><td>SimulatedContext.done, SimulatedContext.waited, SimulatedContext.pushing</td><td>the context</td><td>the
 * timer</td><td>opaque</td><td>none: counts of the simulation</td></tr>
 * <tr><td>Jitter.over</td><td>the simulation</td><td>all contexts</td><td>volatile</td><td>none: ghost state</td></tr>
 * </table>
 */
package racy.driver;
