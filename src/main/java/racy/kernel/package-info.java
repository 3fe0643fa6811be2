// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * What the Linux kernel gives a driver: locks, reference counts, workqueues, threaded interrupts, runtime PM, IOMMU
 * groups, and the list of what can go wrong. Imports nothing of Racy.
 *
 * <h2>Who runs what</h2>
 * Nothing here starts a thread. A workqueue, an interrupt line and a timer are passive. The code that plays the worker,
 * the IRQ thread or the timer calls {@link racy.kernel.OrderedWorkqueue#runNext()}, {@link
 * racy.kernel.ThreadedIrq#deliver()}, {@link racy.kernel.ThreadedIrq#runThread()}, {@link
 * racy.kernel.DelayedWork#fire()}, {@link racy.kernel.RuntimePm#fireDueTimer()} or {@link
 * racy.kernel.RuntimePm#runWork()}. So the same code runs in real threads (the simulation), in JCStress actors, and in a
 * script that goes one window at a time.
 *
 * <h2>Shared fields</h2>
 * The tables of shared fields list every mode that the code uses, and a test compares them with the code. The modes are
 * Java's. {@code opaque} is READ_ONCE and WRITE_ONCE. {@code relaxed RMW} is a loop of plain weak compare-and-sets,
 * with the order of {@code atomic_inc()}. {@code volatile RMW} is {@code xchg()} and {@code cmpxchg()}. Accesses before
 * the field is shared are not listed.
 *
 * <table>
 * <caption>field / writers / readers / mode / guard</caption>
 * <tr><th>field</th><th>writes</th><th>reads</th><th>mode</th><th>guard</th></tr>
 * <tr><td>KernelFlags.word</td><td>any</td><td>any</td><td>opaque, acquire, relaxed RMW, volatile RMW</td><td>none;
 * set_bit() is relaxed, test_and_set_bit() ordered</td></tr>
 * <tr><td>KernelObject.freed</td><td>the last owner</td><td>any</td><td>opaque, relaxed RMW</td><td>none: ghost
 * state</td></tr>
 * <tr><td>KernelObject.freedByRcu</td><td>the last owner</td><td>any</td><td>plain</td><td>none: ghost
 * state</td></tr>
 * <tr><td>KernelObject.known, KernelObject.older, KernelObject.holders</td><td>who allocates; who
 * judges</td><td>same</td><td>plain</td><td>none: ghost state</td></tr>
 * <tr><td>LiveObjects.newest</td><td>who allocates</td><td>who judges</td><td>opaque, relaxed RMW</td><td>none: ghost state</td></tr>
 * <tr><td>Kernel.timesOfFailingPut</td><td>a test</td><td>any put</td><td>plain</td><td>set while
 * no context runs: an injected fault</td></tr>
 * <tr><td>Kref.count</td><td>any</td><td>any</td><td>opaque, relaxed RMW, release RMW</td><td>none; relaxed get,
 * release put, an acquire fence at zero</td></tr>
 * <tr><td>SpinLock.owner</td><td>any</td><td>any</td><td>opaque, acquire RMW, release</td><td>itself</td></tr>
 * <tr><td>Mutex.lock</td><td>any</td><td>any</td><td>as SpinLock.owner</td><td>itself</td></tr>
 * <tr><td>SpinLock.excess</td><td>the holder</td><td>the holder</td><td>plain</td><td>itself; after a deadlock
 * nothing</td></tr>
 * <tr><td>OrderedWorkqueue.head, OrderedWorkqueue.tail, OrderedWorkqueue.tickets,
 * OrderedWorkqueue.runningTicket, OrderedWorkqueue.destroyed</td><td>any</td><td>any</td><td>plain</td><td>its lock</td></tr>
 * <tr><td>OrderedWorkqueue.running</td><td>the worker</td><td>cancellers</td><td>opaque, acquire, release</td><td>its
 * lock when set, none when cleared</td></tr>
 * <tr><td>OrderedWorkqueue.worker</td><td>the worker</td><td>who waits for it</td><td>plain</td><td>none: ghost
 * state</td></tr>
 * <tr><td>ThreadedIrq.hardHandler, ThreadedIrq.irqThread</td><td>who plays them</td><td>who waits for
 * them</td><td>plain</td><td>none: ghost state</td></tr>
 * <tr><td>Work.pending</td><td>any</td><td>any</td><td>opaque, volatile RMW</td><td>none; a full barrier follows the
 * clear</td></tr>
 * <tr><td>Work.linked, Work.ticket, Work.disabled, Work.next</td><td>any</td><td>any</td><td>plain</td><td>the
 * queue's lock</td></tr>
 * <tr><td>DelayedWork.armed, DelayedWork.deadline</td><td>any</td><td>any</td><td>plain</td><td>the queue's
 * lock</td></tr>
 * <tr><td>ThreadedIrq.disableDepth</td><td>any</td><td>any</td><td>volatile, volatile RMW</td><td>none</td></tr>
 * <tr><td>ThreadedIrq.hardInProgress</td><td>the CPU that takes the
 * interrupt</td><td>synchronize_irq()</td><td>volatile, volatile RMW</td><td>none; announced before disableDepth is
 * read</td></tr>
 * <tr><td>IrqThread.woken</td><td>hard IRQ, IRQ thread</td><td>IRQ thread</td><td>volatile, volatile
 * RMW</td><td>none</td></tr>
 * <tr><td>ThreadedIrq.threadsActive</td><td>hard IRQ, IRQ thread</td><td>synchronize_irq()</td><td>volatile, volatile
 * RMW</td><td>none</td></tr>
 * <tr><td>ThreadedIrq.unhandled</td><td>the CPU that takes the interrupt</td><td>same</td><td>opaque</td><td>one
 * context at a time</td></tr>
 * <tr><td>RuntimePm.usage</td><td>any</td><td>any</td><td>opaque, relaxed RMW, volatile RMW</td><td>none; relaxed to
 * get, ordered to put</td></tr>
 * <tr><td>RuntimePm.lastBusy</td><td>any</td><td>any</td><td>opaque</td><td>none</td></tr>
 * <tr><td>RuntimePm.status</td><td>any</td><td>any</td><td>volatile</td><td>its lock for writes</td></tr>
 * <tr><td>RuntimePm.timerArmed, RuntimePm.timerExpires, RuntimePm.requested,
 * RuntimePm.runtimeError</td><td>any</td><td>any</td><td>plain</td><td>its lock</td></tr>
 * <tr><td>RuntimePm.nextResumeError</td><td>a test</td><td>the next resume</td><td>plain</td><td>set while no context
 * runs: an injected fault</td></tr>
 * <tr><td>IommuGroup.domain</td><td>any</td><td>any</td><td>opaque, volatile</td><td>its mutex for writes</td></tr>
 * <tr><td>IommuGroup.nextAttachError</td><td>a test</td><td>the next attach</td><td>plain</td><td>set while no context
 * runs: an injected fault</td></tr>
 * <tr><td>TaskStruct.killed</td><td>who sends SIGKILL</td><td>the process</td><td>opaque</td><td>none</td></tr>
 * <tr><td>TaskStruct.exiting</td><td>the process</td><td>the process</td><td>plain</td><td>one context</td></tr>
 * <tr><td>FailNth.left</td><td>who allocates or puts</td><td>same</td><td>opaque, relaxed RMW</td><td>none: an injected
 * fault</td></tr>
 * <tr><td>Rcu.readers</td><td>readers</td><td>any</td><td>plain</td><td>its lock</td></tr>
 * <tr><td>Rcu.sections</td><td>readers</td><td>who frees</td><td>volatile RMW</td><td>none: orders the free against a
 * section that begins</td></tr>
 * <tr><td>RelaxedCounter.count</td><td>any</td><td>any</td><td>opaque, relaxed RMW</td><td>none</td></tr>
 * <tr><td>KernelClock.Manual.stamps</td><td>submitters</td><td>submitters</td><td>opaque, relaxed
 * RMW</td><td>none</td></tr>
 * <tr><td>Kernel.addresses</td><td>any</td><td>any</td><td>as RelaxedCounter.count</td><td>none</td></tr>
 * <tr><td>Kernel.warnings</td><td>any</td><td>who judges</td><td>as RelaxedCounter.count</td><td>none: ghost
 * state</td></tr>
 * <tr><td>Kernel.lastWarning</td><td>any</td><td>who judges</td><td>plain</td><td>none: ghost state</td></tr>
 * <tr><td>Violations.over</td><td>who waits in a deadlock</td><td>who reports</td><td>opaque</td><td>none: ghost
 * state</td></tr>
 * <tr><td>Violations.seen</td><td>any</td><td>who judges</td><td>opaque, relaxed RMW</td><td>none: ghost
 * state</td></tr>
 * </table>
 */
package racy.kernel;
