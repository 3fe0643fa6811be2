// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import static racy.driver.DrmRocketTask.COMPLETES;
import static racy.driver.DrmRocketTask.HANGS;
import static racy.driver.DrmRocketTask.LATE;
import static racy.review.script.Scene.CLIENT;
import static racy.review.script.Scene.IRQ;
import static racy.review.script.Scene.RESET;
import static racy.review.script.Scene.SUBMIT_WQ;

import java.util.List;
import racy.driver.DrmRocketJob;
import racy.driver.DrmRocketSubmit;
import racy.driver.DrmRocketTask;
import racy.driver.RocketFile;
import racy.driver.RocketWindow;
import racy.kernel.Violation;
import racy.sched.SchedPolicy;
import racy.sched.SchedWindow;

/** Who attaches when, and whom a timeout hits. */
final class SchedulingScenarios {
    private static final Sign ATTACH_BUSY = new Sign(SUBMIT_WQ, Violation.ATTACH_BUSY);

    private SchedulingScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of("R5", "after a reset the next inference attaches before the dead one detached", scene -> {
                            hungTask(scene);
                            scene.script.finish(RESET);
                            scene.submitWorkers();
                        })
                        .about("attached-once", "only-affected")
                        .shownBy(ATTACH_BUSY),
                Scenario.of("R6", "a task's credits are released, and the next attaches before it is freed", scene -> {
                            scene.submit(scene.device.open("A"), COMPLETES);
                            scene.submit(scene.device.open("B"), COMPLETES);
                            scene.script.runUntil(SUBMIT_WQ, RocketWindow.RUN_GO);
                            scene.script.runUntil(SUBMIT_WQ, SchedWindow.SCHED_PAUSE_CHECKED);
                            scene.complete();
                            scene.script.runUntil(IRQ, SchedWindow.SCHED_CREDITS_RELEASED);
                            scene.submitWorkers();
                        })
                        .about("attached-once")
                        .shownBy(ATTACH_BUSY),
                Scenario.of("R7", "the timeout workqueue frees the guilty task after the restart", scene -> {
                            twoClients(scene, LATE);
                            scene.letTimeoutExpire();
                            scene.complete();
                            scene.script.runUntil(RESET, SchedWindow.TDR_UNLINKED);
                            scene.script.finish(IRQ);
                            scene.script.runUntil(RESET, RocketWindow.RESET_STARTED);
                            scene.submitWorkers();
                        })
                        .about("attached-once")
                        .shownBy(ATTACH_BUSY),
                Scenario.of(
                                "R7-close",
                                "the system workqueue frees a closed file's task after the next attach",
                                scene -> {
                                    RocketFile a = scene.device.open("A");
                                    scene.submit(a, COMPLETES, COMPLETES);
                                    scene.submit(scene.device.open("B"), COMPLETES);
                                    scene.prepare();
                                    scene.script.does(CLIENT, "closes A's file", a::close);
                                    scene.completeAndFree(scene.core);
                                })
                        .about("attached-once")
                        .shownBy(ATTACH_BUSY),
                Scenario.of("R8", "a fair queue interleaves the tasks of two inferences", scene -> {
                            scene.submit(scene.device.open("A"), COMPLETES, COMPLETES);
                            scene.submit(scene.device.open("B"), COMPLETES, COMPLETES);
                        })
                        .under(SchedPolicy.FAIR)
                        .about("attached-once")
                        .shownBy(ATTACH_BUSY, new Sign(SUBMIT_WQ, Violation.STATE_LOST)),
                Scenario.of("R11", "a later task is armed when the first is done, and runs on another core", scene -> {
                            scene.submit(scene.device.open("B"), COMPLETES);
                            RocketFile a = scene.device.open("A");
                            scene.script.start(
                                    CLIENT,
                                    () -> scene.device.submit(
                                            a, DrmRocketSubmit.of(DrmRocketJob.of(COMPLETES, COMPLETES))));
                            scene.script.runUntil(CLIENT, RocketWindow.SUBMIT_PUSHED);
                            scene.prepare();
                            scene.prepare(scene.device.core(1));
                            scene.completeAndFree(scene.core);
                            scene.completeAndFree(scene.device.core(1));
                            scene.script.finish(CLIENT);
                        })
                        .onCores(2)
                        .about("pinned", "attached-once")
                        .shownBy(
                                new Sign(SUBMIT_WQ, Violation.WRONG_DOMAIN_DMA),
                                new Sign(SUBMIT_WQ, Violation.STATE_LOST)),
                Scenario.of("R13", "a completed task is reset and reported cancelled", scene -> {
                            twoClients(scene, LATE);
                            scene.letTimeoutExpire();
                            scene.complete();
                            scene.script.finish(RESET);
                        })
                        .about("only-affected")
                        .shownBy(new Sign(RESET, Violation.COMPLETED_CANCELLED)),
                Scenario.of(
                                "R13-next",
                                "the timeout of a task that is done hits the one that has just started",
                                scene -> {
                                    scene.submit(scene.device.open("A"), LATE);
                                    scene.prepare();
                                    scene.letTimeoutExpire();
                                    scene.complete();
                                    scene.script.runUntil(RESET, SchedWindow.TDR_STARTED);
                                    scene.script.finish(IRQ);
                                    scene.prepare();
                                    scene.submit(scene.device.open("B"), COMPLETES);
                                    scene.prepare();
                                    scene.script.finish(RESET);
                                })
                        .about("atomics", "only-affected")
                        .shownBy(new Sign(RESET, Violation.INNOCENT_KILLED)),
                Scenario.of("wrong-named", "a timeout names a task that is done and kills the next", scene -> {
                            scene.submit(scene.device.open("A"), LATE);
                            scene.submit(scene.device.open("B"), COMPLETES, COMPLETES);
                            scene.script.runUntil(SUBMIT_WQ, RocketWindow.RUN_GO);
                            scene.script.runUntil(SUBMIT_WQ, SchedWindow.SCHED_PAUSE_CHECKED);
                            scene.letTimeoutExpire();
                            scene.complete();
                            scene.script.runUntil(RESET, SchedWindow.TDR_STARTED);
                            scene.script.runUntil(IRQ, SchedWindow.SCHED_FINISHED);
                            scene.script.runUntil(SUBMIT_WQ, RocketWindow.RUN_GO);
                            scene.script.finish(RESET);
                        })
                        // Else R6 keeps the next task from running.
                        .mendedBy("domain-per-core")
                        .about("atomics", "only-affected")
                        .shownBy(new Sign(IRQ, Violation.SILENT_PARTIAL_SUCCESS)),
                Scenario.of("R17", "reset drops the PM count and leaves the NPU powered", scene -> {
                            scene.submit(scene.device.open("A"), HANGS);
                            scene.prepare();
                            scene.letTimeoutExpire();
                        })
                        .about("pm-put")
                        .shownBy(new Sign(Script.OBSERVER, Violation.PM_LEAK)),
                Scenario.of(
                                "hung-detach",
                                "reset detaches the domain under a task that hangs and still runs",
                                scene -> {
                                    hungTask(scene);
                                    scene.script.finish(RESET);
                                })
                        .about("attached-once")
                        .shownBy(new Sign(RESET, Violation.WRONG_DOMAIN_DMA)),
                // The scheduler looks at pause_submit, then queues: two steps.
                Scenario.of(
                                "pause-check",
                                "run work is queued after drm_sched_stop(): a task starts during the reset",
                                scene -> {
                                    scene.submit(scene.device.open("A"), HANGS);
                                    scene.prepare();
                                    scene.letTimeoutExpire();
                                    RocketFile b = scene.device.open("B");
                                    scene.script.start(
                                            CLIENT,
                                            () -> scene.device.submit(
                                                    b, DrmRocketSubmit.of(DrmRocketJob.of(COMPLETES))));
                                    scene.script.runUntil(CLIENT, SchedWindow.SCHED_PAUSE_CHECKED);
                                    scene.script.runUntil(RESET, RocketWindow.RESET_STOPPED);
                                    scene.script.finish(CLIENT);
                                    scene.submitWorkers();
                                })
                        .about("serialised")
                        .shownBy(ATTACH_BUSY, new Sign(SUBMIT_WQ, Violation.HW_OVERLAP)));
    }

    /** A client's task runs, another client's is queued. */
    private static void twoClients(Scene scene, DrmRocketTask first) {
        scene.submit(scene.device.open("A"), first);
        scene.submit(scene.device.open("B"), COMPLETES);
        scene.prepare();
    }

    /** As {@link #twoClients}, and the task hangs for longer than its timeout. */
    private static void hungTask(Scene scene) {
        twoClients(scene, HANGS);
        scene.letTimeoutExpire();
    }
}
