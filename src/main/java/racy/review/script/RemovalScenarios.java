// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import static racy.driver.DrmRocketTask.COMPLETES;
import static racy.driver.DrmRocketTask.HANGS;
import static racy.review.script.ScriptedMachine.CLIENT;
import static racy.review.script.ScriptedMachine.IRQ;
import static racy.review.script.ScriptedMachine.RESET;
import static racy.review.script.ScriptedMachine.SUBMIT_WQ;

import java.util.List;
import racy.driver.RocketFile;
import racy.driver.RocketWindow;
import racy.kernel.Violation;
import racy.sched.SchedWindow;

/** Races about a core that is unbound from the driver while it has work. */
final class RemovalScenarios {
    /** The administrator, who unbinds the core. */
    private static final String ADMIN = "admin";

    private RemovalScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of("unbind", "a core is unbound while a task runs, and the task is never freed", machine -> {
                            RocketFile a = machine.device.open("A");
                            machine.submit(a, HANGS, COMPLETES);
                            machine.prepare();
                            unbind(machine);
                            machine.script.does(CLIENT, "closes the file", a::close);
                        })
                        .about("shared-structs")
                        .shownBy(new Symptom(ADMIN, Violation.LEAK)),
                Scenario.of(
                                "unbind-late",
                                "an IRQ thread queues free work on the workqueue of a core that was unbound",
                                machine -> {
                                    machine.submit(machine.device.open("A"), COMPLETES);
                                    machine.prepare();
                                    machine.complete();
                                    machine.script.runUntil(IRQ, SchedWindow.SCHED_PAUSE_CHECKED);
                                    machine.script.start(ADMIN, () -> machine.device.remove(machine.core));
                                    machine.script.runUntilBlocked(ADMIN);
                                    machine.script.finish(IRQ);
                                    machine.script.finish(ADMIN);
                                })
                        .about("shared-structs")
                        .shownBy(new Symptom(IRQ, Violation.USE_AFTER_FREE)),
                Scenario.of(
                                "unbind-reset",
                                "a reset ends after a core's scheduler was stopped for good, and starts the next task",
                                machine -> {
                                    RocketFile a = machine.device.open("A");
                                    machine.submit(a, HANGS);
                                    machine.submit(a, COMPLETES);
                                    machine.prepare();
                                    machine.letTimeoutExpire();
                                    machine.script.runUntil(RESET, RocketWindow.RESET_BEFORE_START);
                                    machine.script.start(ADMIN, () -> machine.device.remove(machine.core));
                                    machine.script.runUntilBlocked(ADMIN);
                                    machine.script.finish(RESET);
                                    // It has cancelled the pending jobs and waits until the workqueue is empty.
                                    machine.script.runUntilBlocked(ADMIN);
                                    machine.script.finish(SUBMIT_WQ);
                                    machine.script.finish(ADMIN);
                                    machine.script.does(CLIENT, "closes the file", a::close);
                                })
                        // Otherwise R5 prevents the next task from running.
                        .mendedBy("domain-per-core")
                        .about("shared-structs")
                        .shownBy(new Symptom(ADMIN, Violation.LEAK)));
    }

    private static void unbind(ScriptedMachine machine) {
        machine.script.does(ADMIN, "unbinds the core", () -> machine.device.remove(machine.core));
    }
}
