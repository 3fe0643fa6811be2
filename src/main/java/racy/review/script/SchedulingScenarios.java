// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import static racy.driver.DrmRocketTask.COMPLETES;
import static racy.driver.DrmRocketTask.HANGS;
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
import racy.sched.SchedPolicy;
import racy.sched.SchedWindow;

/** Races about which inference attaches its domain when, and about which task a timeout hits. */
final class SchedulingScenarios {
    private static final Symptom ATTACH_BUSY = new Symptom(SUBMIT_WQ, Violation.ATTACH_BUSY);

    private SchedulingScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of("R5", "after a reset the next inference attaches before the dead one detached", machine -> {
                            hungTask(machine);
                            machine.script.finish(RESET);
                            machine.submitWorkers();
                        })
                        .about("attached-once", "only-affected")
                        .shownBy(ATTACH_BUSY),
                Scenario.of(
                                "R6",
                                "a task's credits are released, and the next attaches before it is freed",
                                machine -> {
                                    machine.submit(machine.device.open("A"), COMPLETES);
                                    machine.submit(machine.device.open("B"), COMPLETES);
                                    machine.script.runUntil(SUBMIT_WQ, RocketWindow.RUN_GO);
                                    machine.script.runUntil(SUBMIT_WQ, SchedWindow.SCHED_PAUSE_CHECKED);
                                    machine.complete();
                                    machine.script.runUntil(IRQ, SchedWindow.SCHED_CREDITS_RELEASED);
                                    machine.submitWorkers();
                                })
                        .about("attached-once")
                        .shownBy(ATTACH_BUSY),
                Scenario.of(
                                "R6-queued",
                                "run work that was queued at the start comes before the free work of the completion",
                                machine -> {
                                    machine.submit(machine.device.open("A"), COMPLETES);
                                    machine.submit(machine.device.open("B"), COMPLETES);
                                    machine.startNextItem();
                                    machine.script.finish(SUBMIT_WQ);
                                    machine.complete();
                                    machine.script.finish(IRQ);
                                    machine.submitWorkers();
                                })
                        .about("attached-once")
                        .shownBy(ATTACH_BUSY),
                Scenario.of("R7", "the timeout workqueue frees the guilty task after the restart", machine -> {
                            twoClients(machine, LATE);
                            machine.letTimeoutExpire();
                            machine.complete();
                            machine.script.runUntil(RESET, SchedWindow.TDR_UNLINKED);
                            machine.script.finish(IRQ);
                            machine.script.runUntil(RESET, RocketWindow.RESET_STARTED);
                            machine.submitWorkers();
                        })
                        .about("attached-once")
                        .shownBy(ATTACH_BUSY),
                Scenario.of(
                                "R7-kill",
                                "the system workqueue frees a killed client's task after the next attach",
                                machine -> {
                                    RocketFile a = machine.device.open("A");
                                    machine.submit(a, COMPLETES, COMPLETES);
                                    machine.submit(machine.device.open("B"), COMPLETES);
                                    machine.prepare();
                                    machine.closeAndKill(a);
                                    machine.completeAndFree(machine.core);
                                })
                        .about("attached-once")
                        .shownBy(ATTACH_BUSY),
                Scenario.of("R8", "a fair queue puts a newcomer between two tasks of an inference", machine -> {
                            machine.submit(machine.device.open("A"), COMPLETES, COMPLETES);
                            machine.prepare();
                            machine.submit(machine.device.open("B"), COMPLETES, COMPLETES);
                        })
                        .under(SchedPolicy.FAIR)
                        .about("attached-once")
                        .shownBy(ATTACH_BUSY, new Symptom(SUBMIT_WQ, Violation.STATE_LOST)),
                Scenario.of(
                                "R11",
                                "a later task is armed when the first is done, and runs on another core",
                                machine -> {
                                    machine.submit(machine.device.open("B"), COMPLETES);
                                    RocketFile a = machine.device.open("A");
                                    machine.script.start(
                                            CLIENT,
                                            () -> machine.device.submit(
                                                    a, DrmRocketSubmit.of(DrmRocketJob.of(COMPLETES, COMPLETES))));
                                    machine.script.runUntil(CLIENT, RocketWindow.SUBMIT_PUSHED);
                                    machine.prepare();
                                    machine.prepare(machine.device.core(1));
                                    machine.completeAndFree(machine.core);
                                    machine.completeAndFree(machine.device.core(1));
                                    machine.script.finish(CLIENT);
                                })
                        .onCores(2)
                        .about("pinned", "attached-once")
                        .shownBy(
                                new Symptom(SUBMIT_WQ, Violation.WRONG_DOMAIN_DMA),
                                new Symptom(SUBMIT_WQ, Violation.STATE_LOST)),
                Scenario.of("R13", "a completed task is reset and reported cancelled", machine -> {
                            twoClients(machine, LATE);
                            machine.letTimeoutExpire();
                            machine.complete();
                            machine.script.finish(RESET);
                        })
                        .about("only-affected")
                        .shownBy(new Symptom(RESET, Violation.COMPLETED_CANCELLED)),
                Scenario.of(
                                "R13-untaken",
                                "a task completes, reset comes before the interrupt, and it is reported cancelled",
                                machine -> {
                                    twoClients(machine, LATE);
                                    machine.letTimeoutExpire();
                                    machine.completeUntaken();
                                    machine.script.finish(RESET);
                                })
                        .about("only-affected")
                        .shownBy(new Symptom(RESET, Violation.COMPLETED_CANCELLED)),
                Scenario.of(
                                "R13-next",
                                "the timeout of a task that is done hits the one that has just started",
                                machine -> {
                                    machine.submit(machine.device.open("A"), LATE);
                                    machine.prepare();
                                    machine.letTimeoutExpire();
                                    machine.complete();
                                    machine.script.runUntil(RESET, SchedWindow.TDR_STARTED);
                                    machine.script.finish(IRQ);
                                    machine.prepare();
                                    machine.submit(machine.device.open("B"), COMPLETES);
                                    machine.prepare();
                                    machine.script.finish(RESET);
                                })
                        .about("atomics", "only-affected")
                        .shownBy(new Symptom(RESET, Violation.INNOCENT_KILLED)),
                Scenario.of(
                                "R13-cancelled",
                                "the timeout of a task that a reset has cancelled hits the next, which has just started",
                                machine -> {
                                    machine.submit(machine.device.open("A"), HANGS);
                                    machine.submit(machine.device.open("B"), COMPLETES);
                                    machine.prepare();
                                    machine.letTimeoutExpire();
                                    machine.script.finish(RESET);
                                    machine.script.runUntil(SUBMIT_WQ, RocketWindow.RUN_PUBLISHED);
                                    machine.letTimeoutExpire();
                                    machine.script.finish(RESET);
                                })
                        // Otherwise R5 prevents the next task from running.
                        .mendedBy("domain-per-core")
                        .about("atomics", "only-affected")
                        .shownBy(new Symptom(RESET, Violation.INNOCENT_KILLED)),
                Scenario.of("wrong-named", "a timeout names a task that is done and kills the next", machine -> {
                            machine.submit(machine.device.open("A"), LATE);
                            machine.submit(machine.device.open("B"), COMPLETES, COMPLETES);
                            machine.script.runUntil(SUBMIT_WQ, RocketWindow.RUN_GO);
                            machine.script.runUntil(SUBMIT_WQ, SchedWindow.SCHED_PAUSE_CHECKED);
                            machine.letTimeoutExpire();
                            machine.complete();
                            machine.script.runUntil(RESET, SchedWindow.TDR_STARTED);
                            machine.script.runUntil(IRQ, SchedWindow.SCHED_FINISHED);
                            machine.script.runUntil(SUBMIT_WQ, RocketWindow.RUN_GO);
                            machine.script.finish(RESET);
                        })
                        // Otherwise R6 prevents the next task from running.
                        .mendedBy("domain-per-core")
                        .about("atomics", "only-affected")
                        .shownBy(new Symptom(IRQ, Violation.SILENT_PARTIAL_SUCCESS)),
                Scenario.of("R17", "reset drops the PM count and leaves the NPU powered", machine -> {
                            machine.submit(machine.device.open("A"), HANGS);
                            machine.prepare();
                            machine.letTimeoutExpire();
                            machine.script.finish(RESET);
                            machine.prepare();
                            machine.suspend();
                        })
                        .about("pm-put")
                        .shownBy(new Symptom(Script.OBSERVER, Violation.PM_LEAK)),
                Scenario.of(
                                "hung-detach",
                                "reset detaches the domain under a task that hangs and still runs",
                                machine -> {
                                    hungTask(machine);
                                    machine.script.finish(RESET);
                                })
                        .about("attached-once")
                        .shownBy(new Symptom(RESET, Violation.WRONG_DOMAIN_DMA)),
                Scenario.of(
                                "kill-pop",
                                "a killed client's queue comes back, and the worker takes a task that follows a killed one",
                                machine -> {
                                    RocketFile a = machine.device.open("A");
                                    machine.submit(a, COMPLETES, COMPLETES, COMPLETES);
                                    machine.script.runUntil(SUBMIT_WQ, SchedWindow.POP_JOB_DEQUEUED);
                                    machine.script.start(CLIENT, () -> {
                                        a.process().kill();
                                        a.close();
                                    });
                                    machine.script.runUntilBlocked(CLIENT);
                                    machine.script.runUntil(SUBMIT_WQ, RocketWindow.RUN_GO);
                                    machine.script.runUntil(SUBMIT_WQ, SchedWindow.SCHED_PAUSE_CHECKED);
                                    machine.script.runUntil(CLIENT, SchedWindow.KILL_JOB_DEQUEUED);
                                    machine.complete();
                                    machine.script.finish(IRQ);
                                    machine.submitWorkers();
                                })
                        .about("serialised")
                        .shownBy(new Symptom(SUBMIT_WQ, Violation.STATE_LOST)),
                // The scheduler reads pause_submit and then queues. These are two steps.
                Scenario.of(
                                "R19",
                                "free work is queued after drm_sched_stop() cancelled it, and frees the job that stop handles",
                                machine -> {
                                    machine.submit(machine.device.open("A"), LATE);
                                    machine.prepare();
                                    machine.letTimeoutExpire();
                                    machine.complete();
                                    machine.script.runUntil(IRQ, SchedWindow.SCHED_PAUSE_CHECKED);
                                    machine.script.runUntil(RESET, SchedWindow.STOP_AT_JOB);
                                    machine.script.finish(IRQ);
                                    machine.submitWorkers();
                                    machine.script.finish(RESET);
                                })
                        .about("serialised", "shared-structs")
                        .shownBy(
                                new Symptom(RESET, Violation.USE_AFTER_FREE),
                                new Symptom(RESET, Violation.DOUBLE_FREE)),
                Scenario.of(
                                "pause-check",
                                "run work is queued after drm_sched_stop(): a task starts during the reset",
                                machine -> {
                                    machine.submit(machine.device.open("A"), HANGS);
                                    machine.prepare();
                                    machine.letTimeoutExpire();
                                    RocketFile b = machine.device.open("B");
                                    machine.script.start(
                                            CLIENT,
                                            () -> machine.device.submit(
                                                    b, DrmRocketSubmit.of(DrmRocketJob.of(COMPLETES))));
                                    machine.script.runUntil(CLIENT, SchedWindow.SCHED_PAUSE_CHECKED);
                                    machine.script.runUntil(RESET, RocketWindow.RESET_STOPPED);
                                    machine.script.finish(CLIENT);
                                    machine.submitWorkers();
                                })
                        .about("serialised")
                        .shownBy(ATTACH_BUSY, new Symptom(SUBMIT_WQ, Violation.HW_OVERLAP)));
    }

    /** One client's task runs, and another client's task is queued. */
    private static void twoClients(ScriptedMachine machine, DrmRocketTask first) {
        machine.submit(machine.device.open("A"), first);
        machine.submit(machine.device.open("B"), COMPLETES);
        machine.prepare();
    }

    /** The same as {@link #twoClients}, and the task hangs for longer than its timeout. */
    private static void hungTask(ScriptedMachine machine) {
        twoClients(machine, HANGS);
        machine.letTimeoutExpire();
    }
}
