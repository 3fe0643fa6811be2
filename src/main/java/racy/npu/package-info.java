// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * One NPU core of the RK3588 as its driver sees it: registers, a task that runs, hangs or completes late, an interrupt,
 * a reset, a power switch, and the core's IOMMU. Imports {@code racy.kernel}.
 *
 * <p>The hardware is passive too. The code that plays it calls {@link racy.npu.RocketNpu#complete()}.
 *
 * <h2>Shared fields</h2>
 * {@link racy.kernel} explains the modes.
 *
 * <table>
 * <caption>field / writers / readers / mode / guard</caption>
 * <tr><th>field</th><th>writes</th><th>reads</th><th>mode</th><th>guard</th></tr>
 * <tr><td>RocketNpu.setup</td><td>submit, reset</td><td>nobody: the values mean nothing to the
 * model</td><td>release</td><td>none: device registers</td></tr>
 * <tr><td>RocketNpu.regcmd</td><td>submit, reset</td><td>GO</td><td>acquire, release</td><td>none: a device
 * register</td></tr>
 * <tr><td>RocketNpu.running</td><td>GO, stop, reset, completion</td><td>same</td><td>acquire, volatile, volatile
 * RMW</td><td>none</td></tr>
 * <tr><td>RocketNpu.interrupts</td><td>submit, completion, hard IRQ, IRQ thread, reset</td><td>hard IRQ, the
 * line</td><td>opaque, acquire, volatile, release RMW, volatile RMW</td><td>none: raw status and mask, device
 * registers, and a count of resets</td></tr>
 * <tr><td>RocketNpu.powered</td><td>suspend, resume</td><td>any access, IOMMU</td><td>volatile</td><td>runtime PM's
 * status</td></tr>
 * <tr><td>RocketNpu.inReset</td><td>reset</td><td>any access</td><td>volatile</td><td>none</td></tr>
 * <tr><td>RocketNpu.tableBase</td><td>IOMMU, reset, suspend, resume</td><td>GO, IOMMU</td><td>volatile</td><td>none: a device
 * register</td></tr>
 * <tr><td>RocketNpu.iommuFault</td><td>the IOMMU</td><td>its hard handler, the line</td><td>volatile</td><td>none: a
 * device register</td></tr>
 * <tr><td>RocketNpu.onChip</td><td>GO, reset, suspend</td><td>GO</td><td>opaque, relaxed RMW</td><td>none: ghost
 * state</td></tr>
 * <tr><td>NpuProgram.status</td><td>the hardware</td><td>who judges</td><td>opaque</td><td>none: ghost
 * state</td></tr>
 * <tr><td>NpuProgram.startedNanos</td><td>the hardware</td><td>who judges</td><td>plain</td><td>none: ghost
 * state</td></tr>
 * <tr><td>NpuProgram.endedNanos</td><td>the hardware</td><td>who judges</td><td>plain</td><td>none: ghost
 * state</td></tr>
 * </table>
 *
 * <p>A register write is {@code writel()}: every access before it is ordered before it. A register read is {@code
 * readl()}: every access after it is ordered after it. So the handler of a task's interrupt sees what was stored before
 * GO.
 */
package racy.npu;
