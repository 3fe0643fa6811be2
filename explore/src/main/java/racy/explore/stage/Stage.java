// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import racy.driver.Design;
import racy.driver.DrmRocketJob;
import racy.driver.DrmRocketSubmit;
import racy.driver.DrmRocketTask;
import racy.driver.RocketCore;
import racy.driver.RocketDevice;
import racy.driver.RocketFile;
import racy.driver.variant.Variants;
import racy.explore.vm.Choice;
import racy.kernel.Awaited;
import racy.kernel.DelayedWork;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.OrderedWorkqueue;
import racy.kernel.Preemption;
import racy.kernel.SpinLock;
import racy.kernel.Violation;
import racy.kernel.Violations;
import racy.kernel.Window;
import racy.npu.NpuProgram.Behaviour;

/**
 * A device whose contexts are {@link Role}s. This class and the model that it drives are interpreted. Nothing here
 * decides who moves.
 */
public final class Stage {
    private static final long LONGER_THAN_THE_TIMEOUT = TimeUnit.SECONDS.toNanos(1);

    private static final String LATER = "more time passes than the timeout is long";

    /** What a context notes when it turns its interrupts off. Nests. */
    public static final String INTERRUPTS_OFF = "interrupts off";

    /** What a context notes when it turns them on again. */
    public static final String INTERRUPTS_ON = "interrupts on";

    /** The violations that were reported, each as the bit of its ordinal. The explorer reads it. */
    public long seen;

    private final KernelClock.Manual clock = new KernelClock.Manual();
    private final Kernel kernel = new Kernel(clock, new Reports(), new Points());
    private final List<Role> roles = new ArrayList<>(32);
    private RocketDevice device;
    /** How many contexts wait for a time to pass. */
    private int sleepers;

    /** Keeps which violations were reported. */
    private final class Reports extends Violations {
        @Override
        protected void reported(Violation violation, String detail) {
            seen |= 1L << violation.ordinal();
            Choice.note(violation.name(), detail);
        }
    }

    /** A preemption point is a choice, and who waits cannot move. */
    private final class Points extends Preemption {
        @Override
        public void at(Window window) {
            Choice.point(window.words());
        }

        @Override
        public void interruptsOff() {
            Choice.note(INTERRUPTS_OFF, "");
        }

        @Override
        public void interruptsOn() {
            Choice.note(INTERRUPTS_ON, "");
        }

        @Override
        public void locked(SpinLock lock) {
            Choice.locked(lock);
        }

        @Override
        public void unlocked(SpinLock lock) {
            Choice.unlocked(lock);
        }

        @Override
        public void await(BooleanSupplier condition) {
            Choice.await(condition);
        }

        @Override
        public boolean await(Awaited what, BooleanSupplier condition) {
            Choice.await(condition);
            return true;
        }

        @Override
        public void awaitTimeout(KernelClock ofKernel, BooleanSupplier condition, long nanos) {
            sleepers++;
            super.awaitTimeout(ofKernel, condition, nanos);
            sleepers--;
        }

        @Override
        public void park(Object blocker, long nanos) {
            LockSupport.park(blocker);
        }
    }

    /** Builds the device and sets the scene. */
    public void begin(String scene, String variant) {
        Scene played = Scenes.of(scene);
        Design design = Variants.of(variant).design();
        design.sched = design.sched.withPolicy(played.policy());
        device = new RocketDevice(kernel, design, played.cores());
        played.setting().accept(this);
        for (RocketCore core : device.cores()) {
            core(core);
        }
        worker("system-wq", device.systemWq());
        roles.add(new Role(
                "time at last", Role.ALWAYS, Role.Kind.LAST, LATER, this::isTimeoutRunning, this::letTimePass));
    }

    private void core(RocketCore core) {
        String on = core.index == 0 ? "" : " " + core.index;
        worker("submit-wq" + on, core.submitWq);
        always("irq" + on, null, core.irq::isThreadWoken, core.irq::runThread);
        always(
                "hard irq" + on,
                "takes the interrupt",
                () -> core.irq.isAsserted() && !core.irq.isDisabled(),
                core.irq::deliver);
        always("npu" + on, "completes its task", () -> completes(core), core.npu::complete);
        worker("reset" + on, core.timeoutWq);
        always("timer" + on, "the timeout expires", () -> core.nextTimeout() <= 0, core::fireDueTimers);
        always("pm-wq" + on, "looks whether to suspend the core", core.pm::isSuspendRequested, core.pm::runWork);
    }

    private static boolean completes(RocketCore core) {
        return core.npu.running() != null && core.npu.running().behaviour() != Behaviour.HANGS;
    }

    private void always(String name, String words, BooleanSupplier hasWork, Runnable body) {
        roles.add(new Role(name, Role.ALWAYS, Role.Kind.ORDINARY, words, hasWork, body));
    }

    private void worker(String name, OrderedWorkqueue queue) {
        always(name, null, () -> !queue.isIdle(), queue::runNext);
    }

    // --- what a scene says ---

    RocketDevice device() {
        return device;
    }

    RocketCore core() {
        return device.core(0);
    }

    /** A process that does this. */
    void process(String name, String words, Runnable body) {
        roles.add(new Role(name, 1, Role.Kind.ORDINARY, words, () -> true, body));
    }

    /** A process that may do this at any time. */
    void mayHappen(String name, String words, Runnable body) {
        roles.add(new Role(name, 1, Role.Kind.OPTIONAL, words, () -> true, body));
    }

    /** A client that submits an inference. */
    void submits(RocketFile file, DrmRocketTask... tasks) {
        process("client " + file.domain().domain(), "submits", () -> submitted(file, tasks));
    }

    /** Submits an inference before anybody else moves. */
    void submitted(RocketFile file, DrmRocketTask... tasks) {
        submitted(file, DrmRocketJob.of(tasks));
    }

    void submitted(RocketFile file, DrmRocketJob job) {
        device.submit(file, DrmRocketSubmit.of(job));
    }

    /** Runs the submit workqueue of the core until it is empty, before anybody else moves. */
    void started(RocketCore core) {
        core.submitWq.runAll();
    }

    /** The client closes its file; it may be killed while it waits for its queue to drain. */
    void closesAndMayBeKilled(RocketFile file) {
        process("client " + file.domain().domain(), "closes its file", file::close);
        mayHappen("killer", "sends SIGKILL to " + file.domain().domain(), file.process()::kill);
    }

    /** While a task runs on the hardware, a time may pass that is longer than the timeout. So often, at most. */
    void timePasses(int times) {
        timePasses(times, () -> isTimeoutRunning() && isTaskRunning());
    }

    /** The same at any moment at which a timeout runs. */
    void timePassesAnywhere(int times) {
        timePasses(times, this::isTimeoutRunning);
    }

    /** The same at any moment at all. Suspend timers expire too. */
    void timePassesAlways(int times) {
        timePasses(times, () -> true);
    }

    private void timePasses(int times, BooleanSupplier when) {
        roles.add(new Role("time", times, Role.Kind.OPTIONAL, LATER, when, this::letTimePass));
    }

    private boolean isTaskRunning() {
        for (RocketCore core : device.cores()) {
            if (core.npu.running() != null) {
                return true;
            }
        }
        return false;
    }

    private boolean isTimeoutRunning() {
        for (RocketCore core : device.cores()) {
            long left = core.nextTimeout();
            if (left > 0 && left != DelayedWork.NEVER) {
                return true;
            }
        }
        return sleepers > 0;
    }

    private void letTimePass() {
        clock.advance(LONGER_THAN_THE_TIMEOUT);
        device.cores().forEach(core -> core.pm.fireDueTimer());
    }

    // --- what the explorer asks ---

    public Object[] roles() {
        return roles.toArray();
    }

    public void audit() {
        device.audit();
    }
}
