// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * {@code drivers/dma-buf}: fences and reservations. Imports {@code racy.kernel}.
 *
 * <h2>Two fences</h2>
 * {@link racy.fence.DmaFence} is the kernel's fence, with its lock. {@link racy.fence.LockFreeFence} keeps the same
 * contract without the lock, after {@code java.util.concurrent.FutureTask}: claim, plain payload, one released state.
 * It answers the question "do we need the lock?", and the benchmarks compare the two.
 *
 * <h2>Shared fields</h2>
 * {@link racy.kernel} explains the modes.
 *
 * <table>
 * <caption>field / writers / readers / mode / guard</caption>
 * <tr><th>field</th><th>writes</th><th>reads</th><th>mode</th><th>guard</th></tr>
 * <tr><td>DmaFence.flags</td><td>the signaller</td><td>any</td><td>as KernelFlags.word</td><td>fence lock for writes;
 * the fast path tests SIGNALED without</td></tr>
 * <tr><td>DmaFence.refcount</td><td>any</td><td>any</td><td>as Kref.count</td><td>none</td></tr>
 * <tr><td>DmaFence.timestamp</td><td>the signaller</td><td>any, after TIMESTAMP</td><td>plain</td><td>fence
 * lock</td></tr>
 * <tr><td>DmaFence.error</td><td>whoever will signal, before it does</td><td>any, after
 * SIGNALED</td><td>plain</td><td>SIGNALED</td></tr>
 * <tr><td>DmaFence.freedAt</td><td>the last put</td><td>any</td><td>opaque</td><td>none: ghost state</td></tr>
 * <tr><td>DmaFence.heldOutside</td><td>a holder outside of the model</td><td>who judges</td><td>plain</td><td>none: ghost
 * state</td></tr>
 * <tr><td>DmaFence.head, DmaFence.tail</td><td>any</td><td>any</td><td>plain</td><td>fence lock</td></tr>
 * <tr><td>FenceCallback.previous, FenceCallback.next,
 * FenceCallback.linked</td><td>any</td><td>any</td><td>plain</td><td>fence lock</td></tr>
 * <tr><td>FenceCallback.node</td><td>adder</td><td>remover</td><td>volatile</td><td>none; lock-free fence
 * only</td></tr>
 * <tr><td>LockFreeFence.state</td><td>any</td><td>any</td><td>acquire, volatile RMW</td><td>none</td></tr>
 * <tr><td>LockFreeFence.claimed</td><td>signallers</td><td>signallers</td><td>volatile RMW</td><td>none</td></tr>
 * <tr><td>LockFreeFence.timestamp, LockFreeFence.error</td><td>the claimer</td><td>any, after
 * SIGNALED</td><td>plain</td><td>state</td></tr>
 * <tr><td>LockFreeFence.Node.phase</td><td>adder, signaller, remover</td><td>same</td><td>volatile
 * RMW</td><td>none</td></tr>
 * <tr><td>DmaResv.entries, DmaResv.slots</td><td>lock holder</td><td>lock holder</td><td>plain</td><td>the reservation's
 * mutex</td></tr>
 * </table>
 */
package racy.fence;
