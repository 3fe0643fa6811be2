// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import static racy.driver.DrmRocketTask.COMPLETES;
import static racy.driver.DrmRocketTask.LATE;
import static racy.review.script.ScriptedMachine.HARDWARE;
import static racy.review.script.ScriptedMachine.IRQ;
import static racy.review.script.ScriptedMachine.RESET;
import static racy.review.script.ScriptedMachine.SUBMIT_WQ;

import java.util.List;
import java.util.function.Consumer;
import racy.driver.DrmRocketTask;
import racy.driver.RocketFile;
import racy.driver.RocketWindow;
import racy.kernel.Violation;
import racy.kernel.Window;

/**
 * Races between the interrupt and the signal: an IRQ thread is delayed there, and other contexts go on. In most of
 * these scenarios the first task is late: it completes, and its timeout expires too.
 */
final class IrqScenarios {
    private IrqScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                                "R1",
                                "a late IRQ thread claims and signals the next task",
                                delayed(RocketWindow.IRQ_CLEARED, RocketWindow.RUN_GO))
                        .about("core-lock", "serialised", "signals-fence")
                        .shownBy(new Symptom(IRQ, Violation.PREMATURE_SIGNAL)),
                Scenario.of(
                                "R1-status",
                                "the hard handler is late after its status read, and what it wakes claims the next task",
                                machine -> {
                                    overdueTask(machine, LATE, COMPLETES);
                                    machine.startCompletion();
                                    machine.script.runUntil(HARDWARE, RocketWindow.HARD_IRQ_STATUS_READ);
                                    machine.script.finish(RESET);
                                    machine.script.runUntil(SUBMIT_WQ, RocketWindow.RUN_GO);
                                    machine.script.finish(HARDWARE);
                                    machine.script.finish(IRQ);
                                })
                        .about("core-lock", "serialised", "signals-fence")
                        .shownBy(new Symptom(IRQ, Violation.PREMATURE_SIGNAL)),
                Scenario.of(
                                "R2",
                                "a late IRQ thread stops the hardware under the next task",
                                delayed(RocketWindow.IRQ_THREAD_WOKEN, RocketWindow.RUN_GO))
                        .about("core-lock", "serialised", "only-affected")
                        .shownBy(new Symptom(IRQ, Violation.LATE_IRQ_STOPS_HW)),
                Scenario.of("R2-reset", "a late IRQ thread writes to a core that is held in reset", machine -> {
                            lateTask(machine, LATE, COMPLETES);
                            machine.script.runUntil(IRQ, RocketWindow.IRQ_THREAD_WOKEN);
                            machine.script.runUntil(RESET, RocketWindow.RESET_ASSERTED);
                            machine.script.finish(IRQ);
                        })
                        .about("serialised")
                        .shownBy(new Symptom(IRQ, Violation.MMIO_IN_RESET)),
                Scenario.of(
                                "R3",
                                "the IRQ thread claims, reset frees the task, the IRQ thread loads done_fence",
                                machine -> {
                                    // An inference of one task is freed together with that task. The driver before the
                                    // patch claims such a task at once too.
                                    lateTask(machine, LATE);
                                    machine.script.runUntil(IRQ, RocketWindow.IRQ_CLAIMED);
                                    machine.script.finish(RESET);
                                    machine.submitWorkers();
                                    machine.script.finish(IRQ);
                                })
                        .about("core-lock", "workaround", "serialised", "shared-structs")
                        .shownBy(new Symptom(IRQ, Violation.USE_AFTER_FREE)),
                Scenario.of(
                                "claim-first",
                                "an IRQ thread that owns a dead task stops the hardware under the next",
                                delayed(RocketWindow.IRQ_CLAIMED, RocketWindow.RUN_GO))
                        .about("core-lock", "serialised")
                        .shownBy(new Symptom(IRQ, Violation.LATE_IRQ_STOPS_HW)),
                Scenario.of(
                                "unmarked",
                                "the IRQ thread claims, reset finds nothing to mark, later tasks run",
                                machine -> {
                                    lateTask(machine, LATE, COMPLETES);
                                    machine.script.runUntil(IRQ, RocketWindow.IRQ_CLAIMED);
                                    machine.script.finish(RESET);
                                })
                        .about("atomics", "only-affected")
                        .shownBy(
                                new Symptom(IRQ, Violation.SILENT_PARTIAL_SUCCESS),
                                new Symptom(SUBMIT_WQ, Violation.WRONG_DOMAIN_DMA)),
                Scenario.of(
                                "R4-order",
                                "a late IRQ thread claims a task whose done_fence is not stored yet",
                                delayed(RocketWindow.IRQ_CLEARED, RocketWindow.RUN_PUBLISHED))
                        .about("xchg")
                        .shownBy(new Symptom(IRQ, Violation.NULL_DONE_FENCE)),
                Scenario.of(
                                "irq-read-write",
                                "the IRQ thread reads the slot, reset claims, the IRQ thread clears it",
                                machine -> {
                                    lateTask(machine, LATE, COMPLETES);
                                    machine.script.runUntil(IRQ, RocketWindow.IRQ_CLAIM_READ);
                                    machine.script.runUntil(RESET, RocketWindow.RESET_CLAIMED);
                                    machine.script.finish(IRQ);
                                })
                        .about("xchg", "pm-put")
                        .shownBy(new Symptom(IRQ, Violation.DOUBLE_CLAIM)),
                Scenario.of(
                                "reset-read-write",
                                "reset reads the slot, the IRQ thread claims, reset clears it",
                                machine -> {
                                    lateTask(machine, LATE, COMPLETES);
                                    machine.script.runUntil(RESET, RocketWindow.RESET_CLAIM_READ);
                                    machine.script.finish(IRQ);
                                })
                        .about("xchg", "pm-put")
                        .shownBy(new Symptom(RESET, Violation.DOUBLE_CLAIM)),
                Scenario.of(
                                "signal-first",
                                "the IRQ thread signals, the next task is published, it claims that",
                                machine -> {
                                    machine.submit(machine.device.open("A"), COMPLETES, COMPLETES);
                                    machine.prepare();
                                    machine.complete();
                                    machine.script.runUntil(IRQ, RocketWindow.IRQ_SIGNALLED);
                                    machine.submitWorkers();
                                })
                        .about("xchg", "signals-fence")
                        .shownBy(new Symptom(Script.OBSERVER, Violation.LOST_TASK)),
                Scenario.of(
                                "shared-line",
                                "the IOMMU interrupts, the IRQ thread is woken twice for one task",
                                machine -> {
                                    machine.submit(machine.device.open("A"), COMPLETES, COMPLETES);
                                    machine.prepare();
                                    machine.complete();
                                    machine.script.runUntil(IRQ, RocketWindow.IRQ_THREAD_WOKEN);
                                    machine.script.does(HARDWARE, "the IOMMU interrupts on the shared line", () -> {
                                        machine.core.npu.raiseIommuInterrupt();
                                        machine.core.irq.deliver();
                                    });
                                    machine.script.finish(IRQ);
                                    machine.script.runUntil(SUBMIT_WQ, RocketWindow.RUN_GO);
                                    machine.script.finish(IRQ);
                                })
                        .about("core-lock", "serialised", "signals-fence")
                        .shownBy(
                                new Symptom(IRQ, Violation.PREMATURE_SIGNAL),
                                new Symptom(IRQ, Violation.LATE_IRQ_STOPS_HW)));
    }

    /**
     * The first task completes after its timeout, and the IRQ thread is woken. Another client's task is queued. The
     * second task makes sure that the inference is freed before the other client's task attaches. Otherwise R5 prevents
     * that one from running.
     */
    private static void lateTask(ScriptedMachine machine, DrmRocketTask... tasks) {
        overdueTask(machine, tasks);
        machine.complete();
    }

    /** The same before the first task completes. */
    private static void overdueTask(ScriptedMachine machine, DrmRocketTask... tasks) {
        RocketFile a = machine.device.open("A");
        RocketFile b = machine.device.open("B");
        machine.submit(a, tasks);
        machine.submit(b, COMPLETES);
        machine.prepare();
        machine.letTimeoutExpire();
    }

    /**
     * The IRQ thread is delayed at the window {@code irq} during the whole reset. It goes on when the other client's
     * task has come to {@code next}.
     */
    private static Consumer<ScriptedMachine> delayed(Window irq, Window next) {
        return machine -> {
            lateTask(machine, LATE, COMPLETES);
            machine.script.runUntil(IRQ, irq);
            machine.script.finish(RESET);
            machine.script.runUntil(SUBMIT_WQ, next);
            machine.script.finish(IRQ);
        };
    }
}
