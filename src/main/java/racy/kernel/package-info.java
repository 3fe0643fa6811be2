// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * What the Linux kernel gives a driver: locks, reference counts, workqueues, threaded interrupts, runtime PM, IOMMU
 * groups, and the list of what can go wrong. Imports nothing of Racy.
 *
 * <h2>Who runs what</h2>
 * Nothing here starts a thread. A workqueue, an interrupt line and a timer are passive: whoever plays the worker, the
 * IRQ thread or the timer calls {@link racy.kernel.OrderedWorkqueue#runNext()},
 * {@link racy.kernel.ThreadedIrq#deliver()}, {@link racy.kernel.ThreadedIrq#runThread()} or
 * {@link racy.kernel.DelayedWork#fire()}. So the same code is driven by real threads (the simulation), by JCStress
 * actors, and by a script one window at a time.
 *
 * <h2>Shared fields</h2>
 * <table>
 * <caption>field / writers / readers / mode / guard</caption>
 * <tr><th>field</th><th>writes</th><th>reads</th><th>mode</th><th>guard</th></tr>
 * <tr><td>KernelFlags.word</td><td>any</td><td>any</td><td>volatile or relaxed RMW; opaque test</td><td>none</td></tr>
 * <tr><td>Kernel.nextFenceContext</td><td>any</td><td>any</td><td>volatile RMW</td><td>none</td></tr>
 * <tr><td>Kernel.addresses, warnings: RelaxedCounter.count</td><td>any</td><td>any</td><td>plain weak CAS, opaque
 * read</td><td>none; warnings are ghost state</td></tr>
 * <tr><td>Kernel.lastWarning</td><td>any</td><td>who judges</td><td>plain</td><td>none: ghost state</td></tr>
 * <tr><td>Violations.seen</td><td>any</td><td>who judges</td><td>plain weak CAS, opaque read</td><td>none: ghost
 * state</td></tr>
 * <tr><td>RuntimePm.nextResumeError, IommuGroup.nextAttachError</td><td>who injects faults</td><td>any</td><td>plain</td>
 * <td>set while no context runs</td></tr>
 * <tr><td>KernelObject.freed</td><td>last owner</td><td>any</td><td>relaxed</td><td>none: ghost state</td></tr>
 * <tr><td>Kref.count</td><td>any</td><td>any</td><td>relaxed get, release put, acquire at zero</td><td>none</td></tr>
 * <tr><td>SpinLock.owner, Mutex</td><td>any</td><td>any</td><td>acquire CAS, release store</td><td>itself</td></tr>
 * <tr><td>OrderedWorkqueue.head, Work.pending …</td><td>any</td><td>any</td><td>plain</td><td>its lock</td></tr>
 * <tr><td>DelayedWork.armed, deadline</td><td>any</td><td>any</td><td>plain</td><td>the queue's lock</td></tr>
 * <tr><td>OrderedWorkqueue.running</td><td>worker</td><td>cancellers</td><td>release / acquire</td><td>set under the
 * lock</td></tr>
 * <tr><td>ThreadedIrq.disableDepth, threadsActive, …</td><td>any</td><td>any</td><td>volatile</td><td>none</td></tr>
 * <tr><td>RuntimePm.usage</td><td>any</td><td>any</td><td>volatile RMW</td><td>none</td></tr>
 * <tr><td>RuntimePm.powered, suspendScheduled</td><td>any</td><td>any</td><td>volatile</td><td>its lock for writes</td></tr>
 * <tr><td>IommuGroup.domain</td><td>any</td><td>any</td><td>volatile</td><td>its mutex for writes</td></tr>
 * </table>
 */
package racy.kernel;
