// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import static racy.driver.DrmRocketTask.COMPLETES;
import static racy.driver.DrmRocketTask.LATE;
import static racy.review.script.ScriptedMachine.CLIENT;
import static racy.review.script.ScriptedMachine.IRQ;
import static racy.review.script.ScriptedMachine.RESET;
import static racy.review.script.ScriptedMachine.SUBMIT_WQ;

import java.util.List;
import racy.driver.DrmRocketJob;
import racy.driver.DrmRocketSubmit;
import racy.driver.DrmRocketTask;
import racy.driver.RocketFile;
import racy.driver.RocketWindow;
import racy.kernel.Violation;
import racy.kernel.WorkWindow;
import racy.sched.SchedWindow;

/** Races about what the driver relies on without saying so: the orders inside the scheduler, its workqueues, its locks. */
final class InternalsScenarios {
    private static final String SUBMIT_WQ_1 = ScriptedMachine.on(1, SUBMIT_WQ);

    private InternalsScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                                "R15",
                                "a timeout that names a failed task resets a healthy one, and the next runs without its domain",
                                machine -> {
                                    machine.submit(machine.device.open("A"), LATE);
                                    machine.submit(machine.device.open("B"), COMPLETES);
                                    machine.submit(machine.device.open("C"), COMPLETES, COMPLETES);
                                    machine.startNextItem();
                                    machine.script.finish(SUBMIT_WQ);
                                    machine.letTimeoutExpire();
                                    machine.complete();
                                    machine.script.runUntil(RESET, SchedWindow.TDR_STARTED);
                                    machine.script.finish(IRQ);
                                    // B fails, because A is attached. A is freed and B is not. C starts.
                                    machine.script.runUntil(SUBMIT_WQ, SchedWindow.FREE_JOB_FREED);
                                    machine.script.runUntil(RESET, SchedWindow.TDR_UNLINKED);
                                    machine.script.runUntil(SUBMIT_WQ, RocketWindow.RUN_GO);
                                    machine.script.finish(RESET);
                                    machine.submitWorkers();
                                })
                        .about("only-affected", "attached-once")
                        .shownBy(new Symptom(SUBMIT_WQ, Violation.WRONG_DOMAIN_DMA)),
                Scenario.of(
                                "tail-before-count",
                                "a push links its job, the worker finds a count of zero, nobody wakes it",
                                machine -> {
                                    RocketFile a = machine.device.open("A");
                                    machine.submit(a, COMPLETES);
                                    startSubmit(machine, a, COMPLETES);
                                    machine.script.runUntil(CLIENT, SchedWindow.MUTANT_PUSH_LINKED);
                                    // The first task fails at once, so no completion looks again later.
                                    machine.device.failAllocation(1);
                                    machine.submitWorkers();
                                    machine.script.finish(CLIENT);
                                })
                        .about("serialised")
                        .shownBy(new Symptom(Script.OBSERVER, Violation.DEADLOCK)),
                Scenario.of(
                                "last-scheduled-late",
                                "a task is off its queue, last_scheduled is old, the next is armed for another core",
                                machine -> {
                                    RocketFile a = machine.device.open("A");
                                    startSubmit(machine, a, COMPLETES, COMPLETES);
                                    machine.script.runUntil(CLIENT, RocketWindow.SUBMIT_PUSHED);
                                    machine.script.runUntil(SUBMIT_WQ, SchedWindow.MUTANT_POP_DEQUEUED);
                                    machine.script.finish(CLIENT);
                                    machine.script.finish(SUBMIT_WQ);
                                    machine.script.finish(SUBMIT_WQ_1);
                                })
                        .onCores(2)
                        .about("pinned")
                        .shownBy(
                                new Symptom(SUBMIT_WQ_1, Violation.WRONG_DOMAIN_DMA),
                                new Symptom(SUBMIT_WQ_1, Violation.STATE_LOST)),
                Scenario.of(
                                "pending-after-run",
                                "run work has found nothing, a client queues it in vain, its task waits for ever",
                                machine -> {
                                    machine.submit(machine.device.open("A"), COMPLETES);
                                    machine.prepare();
                                    machine.complete();
                                    machine.script.finish(IRQ);
                                    // Free work, then the run work that it queues.
                                    machine.script.runUntil(SUBMIT_WQ, WorkWindow.MUTANT_WORK_RAN);
                                    machine.script.runUntil(SUBMIT_WQ, WorkWindow.MUTANT_WORK_RAN);
                                    machine.submit(machine.device.open("B"), COMPLETES);
                                    machine.submitWorkers();
                                })
                        .about("serialised")
                        .shownBy(new Symptom(Script.OBSERVER, Violation.DEADLOCK)),
                Scenario.of(
                                "queue-under-fence-lock",
                                "a callback on the done fence takes the lock that its caller holds",
                                machine -> {
                                    machine.submit(machine.device.open("A"), COMPLETES);
                                    machine.prepare();
                                    machine.complete();
                                    machine.script.finish(IRQ);
                                })
                        .about("core-lock", "signals-fence")
                        .shownBy(new Symptom(IRQ, Violation.DEADLOCK)));
    }

    /** A client submits, as a context that passes the windows of the submission. */
    private static void startSubmit(ScriptedMachine machine, RocketFile file, DrmRocketTask... tasks) {
        machine.script.start(CLIENT, () -> machine.device.submit(file, DrmRocketSubmit.of(DrmRocketJob.of(tasks))));
    }
}
