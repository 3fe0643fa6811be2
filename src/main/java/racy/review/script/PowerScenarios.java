// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import static racy.driver.DrmRocketTask.COMPLETES;
import static racy.review.script.ScriptedMachine.HARDWARE;
import static racy.review.script.ScriptedMachine.IRQ;
import static racy.review.script.ScriptedMachine.SUBMIT_WQ;

import java.util.List;
import racy.driver.DrmRocketJob;
import racy.driver.RocketBo;
import racy.driver.RocketCore;
import racy.driver.RocketFile;
import racy.driver.RocketWindow;
import racy.kernel.IrqWindow;
import racy.kernel.Violation;
import racy.sched.SchedWindow;

/**
 * Races with the autosuspend timer, and with an interrupt that the CPU takes twice or late. A suspended core has lost
 * what was on the chip, and its registers must not be touched.
 */
final class PowerScenarios {
    private PowerScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                                "suspend-between",
                                "the submit worker is late, and the NPU suspends between two tasks of an inference",
                                machine -> {
                                    machine.submit(machine.device.open("A"), COMPLETES, COMPLETES);
                                    machine.prepare();
                                    machine.complete();
                                    machine.script.finish(IRQ);
                                    machine.suspend();
                                    machine.submitWorkers();
                                })
                        .about("pm-put", "last-task")
                        .shownBy(new Symptom(SUBMIT_WQ, Violation.STATE_LOST)),
                Scenario.of(
                                "suspend-inputs",
                                "an inference's last task waits for its inputs, and the NPU suspends meanwhile",
                                machine -> {
                                    RocketFile a = machine.device.open("A");
                                    RocketBo bo = a.createBo();
                                    machine.submit(a, DrmRocketJob.of(COMPLETES).writing(bo));
                                    machine.submit(
                                            machine.device.open("B"),
                                            DrmRocketJob.of(COMPLETES, COMPLETES)
                                                    .reading(bo));
                                    machine.prepare();
                                    RocketCore second = machine.device.core(1);
                                    machine.prepare(second);
                                    machine.completeAndFree(second);
                                    machine.suspend();
                                    machine.completeAndFree(machine.core);
                                    machine.script.finish(ScriptedMachine.on(1, SUBMIT_WQ));
                                })
                        .onCores(2)
                        .about("pm-put", "last-task")
                        .shownBy(new Symptom(ScriptedMachine.on(1, SUBMIT_WQ), Violation.STATE_LOST)),
                Scenario.of(
                                "suspend-busy",
                                "a suspend is refused between the PM put and the signal, and nobody asks again",
                                machine -> {
                                    machine.submit(machine.device.open("A"), COMPLETES);
                                    machine.prepare();
                                    machine.complete();
                                    machine.script.runUntil(IRQ, RocketWindow.IRQ_BEFORE_SIGNAL);
                                    machine.suspend();
                                    machine.script.finish(IRQ);
                                    machine.prepare();
                                    machine.suspend();
                                })
                        .about("pm-put")
                        .shownBy(new Symptom(Script.OBSERVER, Violation.PM_LEAK)),
                Scenario.of(
                                "suspend-refused",
                                "a suspend is refused because of a task that then fails, and nobody asks again",
                                machine -> {
                                    machine.submit(machine.device.open("A"), COMPLETES);
                                    machine.prepare();
                                    machine.completeAndFree(machine.core);
                                    machine.submit(machine.device.open("B"), COMPLETES);
                                    machine.script.runUntil(SUBMIT_WQ, SchedWindow.RUN_JOB_CREDITS_TAKEN);
                                    machine.suspend();
                                    machine.device.failAllocation(1);
                                    machine.script.finish(SUBMIT_WQ);
                                    machine.suspend();
                                })
                        .about("pm-put")
                        .shownBy(new Symptom(Script.OBSERVER, Violation.PM_LEAK)),
                Scenario.of(
                                "suspend-line",
                                "the NPU suspends while the hard handlers of its shared line run",
                                machine -> {
                                    machine.submit(machine.device.open("A"), COMPLETES);
                                    machine.prepare();
                                    machine.complete();
                                    iommuInterrupts(machine);
                                    machine.script.runUntil(HARDWARE, IrqWindow.TAKEN);
                                    machine.script.finish(IRQ);
                                    machine.prepare();
                                    machine.suspend();
                                    machine.script.finish(HARDWARE);
                                })
                        .about("pm-put", "serialised")
                        .shownBy(new Symptom(HARDWARE, Violation.MMIO_UNPOWERED)),
                Scenario.of(
                                "suspend-thread",
                                "the IRQ thread is woken twice for one task, and the NPU suspends before its second run",
                                machine -> {
                                    machine.submit(machine.device.open("A"), COMPLETES);
                                    machine.prepare();
                                    machine.complete();
                                    machine.script.runUntil(IRQ, RocketWindow.IRQ_THREAD_WOKEN);
                                    iommuInterrupts(machine);
                                    machine.script.finish(HARDWARE);
                                    machine.script.finish(IRQ);
                                    machine.prepare();
                                    machine.script.runUntil(IRQ, RocketWindow.IRQ_THREAD_WOKEN);
                                    machine.suspend();
                                    machine.script.finish(IRQ);
                                })
                        .about("pm-put", "serialised")
                        .shownBy(new Symptom(IRQ, Violation.MMIO_UNPOWERED)),
                Scenario.of(
                                "taken-twice",
                                "the write that masks the interrupt is posted, and the CPU takes the interrupt twice",
                                machine -> {
                                    machine.submit(machine.device.open("A"), COMPLETES, COMPLETES);
                                    machine.prepare();
                                    machine.complete();
                                    machine.script.runUntil(IRQ, RocketWindow.IRQ_THREAD_WOKEN);
                                    machine.script.does(
                                            HARDWARE,
                                            "the CPU takes the same interrupt again",
                                            machine.core.irq::deliverAgain);
                                    machine.script.finish(IRQ);
                                    machine.script.runUntil(SUBMIT_WQ, RocketWindow.RUN_GO);
                                    machine.script.finish(IRQ);
                                })
                        .about("core-lock", "serialised", "signals-fence")
                        .shownBy(
                                new Symptom(IRQ, Violation.PREMATURE_SIGNAL),
                                new Symptom(IRQ, Violation.LATE_IRQ_STOPS_HW)));
    }

    /** The IOMMU raises the shared line. The CPU's handling of it is a context of its own. */
    private static void iommuInterrupts(ScriptedMachine machine) {
        machine.core.npu.raiseIommuInterrupt();
        machine.script.start(HARDWARE, machine.core.irq::deliver);
    }
}
