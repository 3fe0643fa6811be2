// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import java.util.concurrent.TimeUnit;
import racy.driver.Design;
import racy.driver.DrmRocketJob;
import racy.driver.DrmRocketSubmit;
import racy.driver.DrmRocketTask;
import racy.driver.RocketCore;
import racy.driver.RocketDevice;
import racy.driver.RocketFile;
import racy.kernel.OrderedWorkqueue;
import racy.npu.NpuProgram.Behaviour;

/**
 * A device, with its contexts as roles of a {@link Script}. On one core the roles are {@link #HARDWARE}, {@link #IRQ},
 * {@link #SUBMIT_WQ}, {@link #RESET}, {@link #PM_WQ} and {@link #SYSTEM_WQ}. The roles of a further core carry its {@link #on number}.
 */
public final class ScriptedMachine {
    /** The NPU and the CPU that takes its interrupt, with the hard handlers. */
    public static final String HARDWARE = "hardware";

    /** The IRQ thread. */
    public static final String IRQ = "irq";

    /** The submit workqueue, which runs until it is empty. */
    public static final String SUBMIT_WQ = "submit-wq";

    /** The timer and the timeout workqueue. */
    public static final String RESET = "reset";

    /** Carries out the suspend that the autosuspend timer has asked for. It has work only after time has passed. */
    public static final String PM_WQ = "pm-wq";

    /** Frees the queued tasks of closed files. */
    public static final String SYSTEM_WQ = "system-wq";

    /** A process that submits or closes. */
    public static final String CLIENT = "client";

    /** Another process, which sends SIGKILL to a client. */
    public static final String KILLER = "killer";

    private static final String COMPLETION = "the NPU completes its task; interrupt";
    private static final long LONGER_THAN_THE_TIMEOUT = TimeUnit.SECONDS.toNanos(1);

    public final Script script;
    public final RocketDevice device;
    /** The first core. */
    public final RocketCore core;

    ScriptedMachine(Script script, Design design, int cores) {
        this.script = script;
        device = new RocketDevice(script.kernel(), design, cores);
        core = device.core(0);
        for (RocketCore each : device.cores()) {
            script.role(on(each.index, IRQ), each.irq::isThreadWoken, each.irq::runThread);
            worker(on(each.index, SUBMIT_WQ), each.submitWq);
            script.role(on(each.index, RESET), () -> isTimeoutDue(each), each.timeoutWq::runAll);
            script.timer(each::nextTimeout);
            script.role(on(each.index, HARDWARE), COMPLETION, () -> isHardwareBusy(each), () -> hardware(each));
        }
        worker(SYSTEM_WQ, device.systemWq());
        for (RocketCore each : device.cores()) {
            script.role(on(each.index, PM_WQ), each.pm::isSuspendRequested, each.pm::runWork);
        }
    }

    private void worker(String name, OrderedWorkqueue queue) {
        script.role(name, () -> !queue.isIdle(), queue::runAll);
    }

    /** The timer fires as soon as it is due, because this question lets it fire. */
    private static boolean isTimeoutDue(RocketCore core) {
        return core.fireDueTimers() || !core.timeoutWq.isIdle();
    }

    private static boolean isHardwareBusy(RocketCore core) {
        boolean completes = core.npu.running() != null && core.npu.running().behaviour() != Behaviour.HANGS;
        return completes || core.irq.isAsserted() && !core.irq.isDisabled();
    }

    private static void hardware(RocketCore core) {
        core.npu.complete();
        core.irq.deliver();
    }

    /** The role's name on a core. */
    public static String on(int core, String role) {
        return core == 0 ? role : role + " " + core;
    }

    /** A client submits an inference. */
    public void submit(RocketFile file, DrmRocketTask... tasks) {
        submit(file, DrmRocketJob.of(tasks));
    }

    /** A client submits an inference. */
    public void submit(RocketFile file, DrmRocketJob job) {
        StringBuilder what = new StringBuilder("submits, for ")
                .append(file.domain().domain())
                .append(", tasks:");
        for (DrmRocketTask task : job.tasks()) {
            what.append(' ')
                    .append(
                            task == null
                                    ? "unreadable"
                                    : task.behaviour().name().toLowerCase());
        }
        script.does(CLIENT, what.toString(), () -> device.submit(file, DrmRocketSubmit.of(job)));
    }

    /** A client closes its file, waits for its queue to drain, and gets SIGKILL while it waits. */
    public void closeAndKill(RocketFile file) {
        script.start(CLIENT, file::close);
        script.runUntilBlocked(CLIENT);
        script.does(KILLER, "sends SIGKILL to " + file.domain().domain(), file.process()::kill);
        script.finish(CLIENT);
    }

    /** The submit workqueue does everything it can. */
    public void submitWorkers() {
        script.finish(SUBMIT_WQ);
    }

    /** The submit workqueue takes its next item, as a context that ends after that item. */
    public void startNextItem() {
        script.start(SUBMIT_WQ, core.submitWq::runNext);
    }

    /** The same as {@link #submitWorkers()}, for a scenario that is not about its steps. */
    public void prepare() {
        prepare(core);
    }

    /** The same as {@link #prepare()}, on another core. */
    public void prepare(RocketCore on) {
        script.does(on(on.index, SUBMIT_WQ), "runs until idle");
    }

    /** Time passes. A task that runs now has had more time than its timeout. */
    public void letTimeoutExpire() {
        letTimePass(LONGER_THAN_THE_TIMEOUT);
    }

    /** Time passes. A core that nobody has used since is about to suspend; {@link #PM_WQ} carries that out. */
    public void letAutosuspendExpire() {
        letTimePass(core.pm.autosuspendNanos());
    }

    /** The suspend timers expire in time. The timers of the timeout workqueue expire when their role runs. */
    private void letTimePass(long nanos) {
        script.clock().advance(nanos);
        device.cores().forEach(each -> each.pm.fireDueTimer());
    }

    /** The same as {@link #letAutosuspendExpire()}, and every core that may suspend does. */
    public void suspend() {
        letAutosuspendExpire();
        for (RocketCore each : device.cores()) {
            script.does(on(each.index, PM_WQ), "the autosuspend delay is over: suspends the core");
        }
    }

    /** The running task completes and the CPU takes the interrupt, which wakes the IRQ thread. */
    public void complete() {
        complete(core);
    }

    /** The same as {@link #complete()}, on another core. */
    public void complete(RocketCore on) {
        script.does(on(on.index, HARDWARE), COMPLETION, () -> hardware(on));
    }

    /** The same as {@link #complete()}, as a context that passes the windows of the hard handler. */
    public void startCompletion() {
        script.start(HARDWARE, () -> hardware(core));
    }

    /** The running task completes. The CPU does not take the interrupt yet. */
    public void completeUntaken() {
        script.does(HARDWARE, "the NPU completes its task; the CPU has not taken the interrupt", core.npu::complete);
    }

    /** The running task completes, and everything that follows from that on its core happens. */
    public void completeAndFree(RocketCore on) {
        complete(on);
        script.does(on(on.index, IRQ), "signals the task");
        prepare(on);
    }
}
