// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * {@code drivers/gpu/drm/scheduler}: jobs, entities, the scheduler. Imports {@code racy.fence}, {@code racy.kernel}.
 *
 * <h2>What it guarantees, and what it does not</h2>
 * With a credit limit of one, there is one task on the hardware. There may still be several jobs on the pending list.
 * The next job may run before the last job's {@code finished} fence is signalled, or before the last job is freed. Jobs
 * of several entities interleave. Nothing here waits for a driver's interrupt handler.
 *
 * <h2>Shared fields</h2>
 * {@link racy.kernel} explains the modes.
 *
 * <table>
 * <caption>field / writers / readers / mode / guard</caption>
 * <tr><th>field</th><th>writes</th><th>reads</th><th>mode</th><th>guard</th></tr>
 * <tr><td>GpuScheduler.pauseSubmit</td><td>timeout wq</td><td>any</td><td>opaque</td><td>none: check, then
 * queue</td></tr>
 * <tr><td>GpuScheduler.creditCount</td><td>submit wq, IRQ thread, timeout wq</td><td>submit wq</td><td>opaque, relaxed
 * RMW</td><td>none</td></tr>
 * <tr><td>GpuScheduler.score</td><td>any</td><td>submitters</td><td>opaque, relaxed RMW</td><td>none</td></tr>
 * <tr><td>PendingList.first, PendingList.last</td><td>submit wq, timeout
 * wq</td><td>same</td><td>plain</td><td>job_list_lock; stop walks it without</td></tr>
 * <tr><td>PendingList.changing</td><td>submit wq, timeout wq</td><td>same</td><td>opaque</td><td>none: ghost
 * state</td></tr>
 * <tr><td>SchedJob.previous, SchedJob.next</td><td>submit wq, timeout
 * wq</td><td>same</td><td>plain</td><td>job_list_lock; stop walks it without</td></tr>
 * <tr><td>SchedJob.initialised</td><td>submitter</td><td>who frees</td><td>plain</td><td>the push: ghost
 * state</td></tr>
 * <tr><td>SchedJob.cleanups</td><td>who frees</td><td>same</td><td>opaque, relaxed RMW</td><td>none: ghost
 * state</td></tr>
 * <tr><td>SchedJob.queued</td><td>one submitter, one consumer</td><td>who judges</td><td>plain</td><td>the queue: ghost
 * state</td></tr>
 * <tr><td>GpuScheduler.freeGuilty</td><td>timeout wq</td><td>timeout wq</td><td>plain</td><td>one context</td></tr>
 * <tr><td>RunQueue.entities, RunQueue.tree, SchedEntity.place</td><td>any</td><td>submit
 * wq</td><td>plain</td><td>rq lock</td></tr>
 * <tr><td>EntityStats.runtime, EntityStats.vruntime</td><td>any</td><td>any</td><td>plain</td><td>stats lock</td></tr>
 * <tr><td>AverageJob.internal</td><td>submit wq</td><td>submitters</td><td>opaque</td><td>none: the scheduler's average
 * is a hint</td></tr>
 * <tr><td>JobQueue.head</td><td>one submitter, one consumer</td><td>the consumer</td><td>opaque, acquire,
 * release</td><td>none: single producer, single consumer</td></tr>
 * <tr><td>JobQueue.tail</td><td>one submitter, one consumer</td><td>same</td><td>volatile RMW</td><td>none</td></tr>
 * <tr><td>JobQueue.count</td><td>one submitter, one consumer</td><td>any</td><td>opaque, volatile
 * RMW</td><td>none</td></tr>
 * <tr><td>SchedJob.queueNext</td><td>one submitter</td><td>the consumer</td><td>plain, acquire, release</td><td>none;
 * plain before the job is in the queue</td></tr>
 * <tr><td>SchedEntity.dependency</td><td>submit wq, signaller of the dependency</td><td>submit wq</td><td>opaque,
 * volatile RMW</td><td>none</td></tr>
 * <tr><td>SchedEntity.lastScheduled</td><td>submit wq; close, with the queue idle</td><td>submitters, while the
 * queue is empty</td><td>opaque, acquire, release, volatile RMW</td><td>the queue being empty</td></tr>
 * <tr><td>SchedEntity.busy</td><td>submit wq</td><td>close</td><td>opaque, acquire, release</td><td>none</td></tr>
 * <tr><td>SchedEntity.scheduler, SchedEntity.stopped</td><td>submitters</td><td>any</td><td>opaque</td><td>entity lock
 * for writes</td></tr>
 * <tr><td>SchedFence.withoutHardware</td><td>submit wq, system wq</td><td>who judges</td><td>plain</td><td>none: ghost
 * state</td></tr>
 * <tr><td>SchedFence.parent</td><td>submit wq, timeout wq</td><td>same</td><td>plain</td><td>works cancelled</td></tr>
 * </table>
 */
package racy.sched;
