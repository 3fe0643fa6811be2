// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import static racy.driver.DrmRocketTask.COMPLETES;
import static racy.driver.DrmRocketTask.HANGS;
import static racy.driver.DrmRocketTask.LATE;
import static racy.review.script.ScriptedMachine.IRQ;
import static racy.review.script.ScriptedMachine.RESET;

import java.util.List;
import racy.driver.RocketFile;
import racy.driver.RocketWindow;
import racy.fence.FenceWindow;
import racy.kernel.Violation;
import racy.sched.SchedWindow;

/**
 * Bugs that other drivers had, in the shape that they would have here: who still uses a task, a fence or the slot when
 * the task's fence is signalled, and who frees the task.
 */
final class LifetimeScenarios {
    private LifetimeScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                                "clear-after-signal",
                                "the IRQ thread signals, the next task is published, it clears the slot",
                                machine -> {
                                    machine.submit(machine.device.open("A"), COMPLETES, COMPLETES);
                                    machine.prepare();
                                    machine.complete();
                                    machine.script.runUntil(IRQ, RocketWindow.IRQ_SIGNALLED);
                                    machine.submitWorkers();
                                    machine.script.finish(IRQ);
                                })
                        .about("xchg", "signals-fence")
                        .shownBy(new Symptom(Script.OBSERVER, Violation.SLOT_OVERWRITTEN)),
                Scenario.of(
                                "trace-after-signal",
                                "the IRQ thread signals, the task is freed, a trace point reads it",
                                machine -> {
                                    machine.submit(machine.device.open("A"), COMPLETES);
                                    machine.prepare();
                                    machine.complete();
                                    machine.script.runUntil(IRQ, RocketWindow.IRQ_SIGNALLED);
                                    machine.submitWorkers();
                                    machine.script.finish(IRQ);
                                })
                        .about("signals-fence", "shared-structs")
                        .shownBy(new Symptom(IRQ, Violation.USE_AFTER_FREE)),
                Scenario.of(
                                "skip-reset",
                                "a timeout is taken on a task that is done, and nobody frees the task",
                                machine -> {
                                    machine.submit(machine.device.open("A"), LATE);
                                    machine.prepare();
                                    machine.letTimeoutExpire();
                                    machine.complete();
                                    machine.script.runUntil(RESET, SchedWindow.TDR_UNLINKED);
                                    machine.script.finish(IRQ);
                                    machine.submitWorkers();
                                    machine.script.finish(RESET);
                                })
                        .about("only-affected", "shared-structs")
                        .shownBy(new Symptom(Script.OBSERVER, Violation.LEAK)),
                Scenario.of(
                                "no-hang-after-reset",
                                "a reset puts the task back on the pending list, and so does the answer NO_HANG",
                                machine -> {
                                    machine.submit(machine.device.open("A"), HANGS);
                                    machine.prepare();
                                    machine.letTimeoutExpire();
                                    machine.script.finish(RESET);
                                })
                        .about("only-affected")
                        .shownBy(new Symptom(RESET, Violation.LIST_CORRUPTED)),
                // The unlocked test is free work's, of the finished fence. The done fence is dropped with the task.
                // kfree_rcu(), as posted, keeps it until the signaller has unlocked: a spinlock held is a read section
                // of RCU. It is one under PREEMPT_RT too. But there, older kernels leave the section in
                // rt_spin_unlock() before the last access to the lock. That can hit a fence with its lock inside, as
                // drm_sched_fence is. Rocket's done fences use the lock of their core.
                Scenario.of(
                                "fence-freed-at-once",
                                "a done fence is freed by who sees it signalled, and its signaller is still inside",
                                machine -> {
                                    // The entity keeps the fences of its last task until it has another one.
                                    RocketFile a = machine.device.open("A");
                                    machine.submit(a, COMPLETES);
                                    machine.submit(a, COMPLETES);
                                    machine.prepare();
                                    machine.complete();
                                    machine.script.runUntil(IRQ, SchedWindow.SCHED_PAUSE_CHECKED);
                                    machine.script.runUntil(IRQ, FenceWindow.SIGNAL_BEFORE_UNLOCK);
                                    machine.submitWorkers();
                                    machine.script.finish(IRQ);
                                })
                        .about("signals-fence", "shared-structs")
                        .shownBy(new Symptom(IRQ, Violation.USE_AFTER_FREE)));
    }
}
