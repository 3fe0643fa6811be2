// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.harness;

import java.util.concurrent.TimeUnit;
import racy.driver.Design;
import racy.driver.PatchedDriver;
import racy.driver.RocketCore;
import racy.driver.RocketDevice;
import racy.driver.RocketFence;
import racy.driver.RocketFile;
import racy.driver.RocketJob;
import racy.driver.RocketTask;
import racy.driver.variant.Variant;
import racy.fence.DmaFence;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.Violations;
import racy.npu.NpuProgram.Behaviour;
import racy.sched.ErrPtr;
import racy.sched.SchedPolicy;

/**
 * One device with its clients and their prepared inferences. It is built once and {@link #init re-initialised} for each
 * sample. Its methods are the contexts of the driver. Actors call them, and the arbiter lets the remaining work happen.
 */
public final class DriverHarness {
    private static final long LONGER_THAN_THE_TIMEOUT = TimeUnit.SECONDS.toNanos(1);

    private static final int BURST = 16;

    /** An inference: its client, and what its tasks do. */
    public record Inference(int client, Behaviour... tasks) {}

    private final KernelClock.Manual clock = new KernelClock.Manual();
    private final Violations violations = new Violations();
    private final LiveHardware preemption;
    private final RocketDevice device;
    private final RocketFile[] files;
    private final RocketJob[] jobs;
    private final RocketTask[] firstTasks;
    private final int[] clients;

    /** The first core. Everything happens there, unless a test has two cores. */
    public final RocketCore core;

    /** @param clients the number of open files; inferences name their client by number, from 0 */
    public DriverHarness(Variant variant, int cores, int clients, Inference... inferences) {
        this(variant.design(), new LiveHardware(), cores, clients, inferences);
    }

    /** With another policy for the next client than Rocket's default. */
    public DriverHarness(Variant variant, SchedPolicy policy, int cores, int clients, Inference... inferences) {
        this(withPolicy(variant.design(), policy), new LiveHardware(), cores, clients, inferences);
    }

    private static Design withPolicy(Design design, SchedPolicy policy) {
        design.sched = design.sched.withPolicy(policy);
        return design;
    }

    /**
     * For a driver that is no listed variant, or for contexts that are delayed.
     *
     * @param preemption belongs to this harness alone
     */
    public DriverHarness(Design design, LiveHardware preemption, int cores, int clients, Inference... inferences) {
        this.preemption = preemption;
        preemption.attach(this);
        device = new RocketDevice(new Kernel(clock, violations, preemption), design, cores);
        core = device.core(0);
        files = new RocketFile[clients];
        for (int i = 0; i < clients; i++) {
            files[i] = device.open("client " + i);
        }
        jobs = new RocketJob[inferences.length];
        firstTasks = new RocketTask[inferences.length];
        this.clients = new int[inferences.length];
        for (int i = 0; i < jobs.length; i++) {
            this.clients[i] = inferences[i].client();
            jobs[i] = device.prepare(files[this.clients[i]], inferences[i].tasks());
            firstTasks[i] = jobs[i].tasks().get(0);
        }
    }

    /** Prepares the next sample: the device is probed, clients have no work, and inferences are ready to be pushed. */
    public void init() {
        violations.clear();
        clock.init();
        device.init(files);
        for (RocketJob job : jobs) {
            job.init();
        }
    }

    public RocketDevice device() {
        return device;
    }

    /** How many warnings the kernel printed in this sample. */
    public long warnings() {
        return device.kernel().warnings();
    }

    public RocketFile file(int client) {
        return files[client];
    }

    public int inferences() {
        return jobs.length;
    }

    public RocketJob job(int inference) {
        return jobs[inference];
    }

    // --- the contexts ---

    /** The submitter: arms and pushes an inference. */
    public void push(int inference) {
        device.push(files[clients[inference]], jobs[inference]);
    }

    /** Pushes all inferences in order. */
    public void pushAll() {
        for (int i = 0; i < jobs.length; i++) {
            push(i);
        }
    }

    /** A client that got SIGKILL closes its file: it does not wait, and its queued tasks are killed. */
    public void closeKilled(int client) {
        files[client].process().kill();
        files[client].close();
    }

    /** The submit workqueue runs its next item. Returns false if there is none. */
    public boolean submitWorker() {
        return core.submitWq.runNext();
    }

    /** The submit workqueue's thread looks for an item this many times. */
    public void submitWorker(int times) {
        for (int i = 0; i < times; i++) {
            submitWorker();
        }
    }

    /** The submit workqueue runs until it is empty. */
    public void submitWorkers() {
        core.submitWq.runAll();
    }

    /** The hardware completes the running task and raises its status. */
    public boolean npu() {
        return core.npu.complete();
    }

    /** The CPU takes the interrupt if the line is up: the hard handlers run. */
    public boolean hardIrq() {
        return core.irq.deliver();
    }

    /** The IRQ thread runs if it was woken. */
    public boolean irqThread() {
        return core.irq.runThread();
    }

    /** The IRQ thread runs once it is woken. It stops looking after a limited time. */
    public void irqThreadOnceWoken() {
        preemption.tryAwait(core.irq::isThreadWoken);
        irqThread();
    }

    /** The IRQ thread is delayed until a task is on the hardware, or for a limited time. */
    public void lateIrqThread() {
        preemption.tryAwait(() -> core.npu.running() != null);
        irqThread();
    }

    /**
     * The IOMMU raises the line that it shares with the core, once for each fault of a burst. The CPU takes each
     * interrupt, and all hard handlers run.
     */
    public void iommuInterrupts() {
        for (int i = 0; i < BURST; i++) {
            core.npu.raiseIommuInterrupt();
            core.irq.deliver();
        }
    }

    /** The task that is being started completes. Its own interrupt is taken, by hard handler and thread. */
    public void ownInterrupt() {
        preemption.tryAwait(() -> core.npu.running() != null);
        npu();
        hardIrq();
        irqThread();
    }

    /** The submit workqueue waits a limited time for its next item, then runs until it is empty. */
    public void submitWorkersOnceQueued() {
        preemption.tryAwait(() -> !core.submitWq.isIdle());
        submitWorkers();
    }

    /** The same as {@link #submitWorkers()}, once the timeout worker has begun, or after a limited time. */
    public void submitWorkersOnceTimeoutBegan() {
        preemption.tryAwait(() -> !core.timeoutWq.isPending(core.sched.timeoutWork()));
        submitWorkers();
    }

    /**
     * The running task of {@code each} completes, and both parts of the interrupt run. Returns false if nothing was to
     * do.
     */
    public boolean complete(RocketCore each) {
        return each.npu.complete() | each.irq.deliver() | each.irq.runThread();
    }

    /** The same as {@link #complete(RocketCore)}, this many times on the first core. */
    public void complete(int times) {
        for (int i = 0; i < times; i++) {
            complete(core);
        }
    }

    /** Time passes until the timeout of the running task has expired. Called before the contexts run. */
    public void letTimeoutExpire() {
        clock.advance(LONGER_THAN_THE_TIMEOUT);
        core.pm.fireDueTimer();
    }

    /**
     * Once nobody uses the core, or after a limited time, the autosuspend delay passes, and {@code pm_wq} suspends the
     * core.
     */
    public void suspendOnceIdle() {
        preemption.tryAwait(() -> core.pm.usage() == 0 && core.sched.creditCount() == 0);
        suspend();
    }

    /** The same as {@link #suspendOnceIdle()}, as soon as nobody holds a PM count. A task may not be signalled yet. */
    public void suspendOnceUnused() {
        preemption.tryAwait(() -> core.pm.usage() == 0);
        suspend();
    }

    private void suspend() {
        clock.advance(core.pm.autosuspendNanos());
        core.autosuspend();
    }

    /** The submit workqueue is delayed until the core is suspended, or for a limited time. */
    public void submitWorkersOnceSuspended() {
        preemption.tryAwait(() -> !core.pm.isActive());
        submitWorkers();
    }

    /** The IRQ thread is delayed until the core is suspended, or for a limited time. */
    public void irqThreadOnceSuspended() {
        preemption.tryAwait(() -> !core.pm.isActive());
        irqThread();
    }

    /**
     * The timer expires if it is due, and the timeout workqueue runs: timedout_job, reset, restart, free of the guilty
     * job.
     */
    public void timeout() {
        timerFires();
        timeoutWorker();
    }

    /** The timer of the pending list's head expires if it is due. The timeout work can still be cancelled. */
    public void timerFires() {
        core.fireDueTimers();
    }

    /** The timeout workqueue runs its next item. Returns false if there is none. */
    public boolean timeoutWorker() {
        return core.timeoutWq.runNext();
    }

    /** The system workqueue frees the queued tasks of closed files. */
    public boolean systemWorker() {
        return device.systemWq().runNext();
    }

    /** The same as {@link #iommuInterrupts()}, once the IRQ thread has begun, or after a limited time. */
    public void iommuInterruptsOnceThreadRuns() {
        preemption.tryAwait(() -> !core.irq.isThreadWoken());
        iommuInterrupts();
    }

    /** The CPU takes the same interrupt again, once the IRQ thread has begun, or after a limited time. */
    public void interruptTakenAgainOnceThreadRuns() {
        preemption.tryAwait(() -> !core.irq.isThreadWoken());
        core.irq.deliverAgain();
    }

    /** The same as {@link #iommuInterrupts()}, once the core no longer drives the line, or after a limited time. */
    public void iommuInterruptsOnceMasked() {
        preemption.tryAwait(() -> !core.npu.isInterruptAsserted());
        iommuInterrupts();
    }

    // --- parts of the contexts, for tests of a class: no scheduler is involved ---

    /**
     * {@code run_job} of an inference's first task. It is called directly, so no scheduler reacts to its completion.
     */
    public void runJob(int inference) {
        RocketTask task = firstTasks[inference];
        task.init(files[clients[inference]].entity(), 1);
        task.arm();
        DmaFence fence = device.driver().runJob(task);
        if (!ErrPtr.isErrOrNull(fence)) {
            // It is the scheduler's reference.
            fence.put();
        }
    }

    /** The first step of {@code run_job}: a new fence, stored plainly in the task. */
    public void storeDoneFence(int inference) {
        RocketTask task = firstTasks[inference];
        task.setDoneFence((RocketFence) device.driver().createFence(core, task));
    }

    /** The next step of {@code run_job}: the task is published in the slot. */
    public void publish(int inference) {
        core.slot.publish(firstTasks[inference]);
    }

    /** The IRQ thread's register writes. */
    public void stopHardware() {
        device.driver().stopHardware(core);
    }

    /** The IRQ thread's claim in the patched driver, and what the thread does with what it owns. */
    public void claimInIrq() {
        ((PatchedDriver) device.driver()).claimAndComplete(core);
    }

    /** Reset's claim in the patched driver. */
    public void claimInReset() {
        ((PatchedDriver) device.driver()).claimInReset(core);
    }

    // --- the end of a sample ---

    /**
     * No context runs any more. Lets everything happen that would happen without a timeout, and judges what is left.
     */
    public String settle() {
        boolean moved = true;
        while (moved) {
            moved = systemWorker();
            for (RocketCore each : device.cores()) {
                moved |= each.timeoutWq.runNext() | each.submitWq.runNext() | complete(each);
            }
        }
        return audit();
    }

    /** No context runs any more, and nothing else happens. Judges what is left. */
    public String audit() {
        device.audit();
        return violations.toString();
    }

    /** What has gone wrong so far, as names of {@link racy.kernel.Violation}. For tests that do not settle. */
    public String verdict() {
        return violations.toString();
    }
}
