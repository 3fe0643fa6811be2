// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.harness;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import racy.driver.Design;
import racy.driver.PatchedDriver;
import racy.driver.RocketCore;
import racy.driver.RocketDevice;
import racy.driver.RocketFence;
import racy.driver.RocketFile;
import racy.driver.RocketJob;
import racy.driver.RocketTask;
import racy.driver.variant.Variant;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.Violations;
import racy.npu.NpuProgram.Behaviour;
import racy.sched.SchedPolicy;

/**
 * One device with its clients and their prepared inferences. Built once, {@link #init re-initialised} for each sample.
 * Its methods are the contexts of the driver; an actor calls them, and the arbiter lets the rest happen.
 */
public final class DriverHarness {
    private static final long LONGER_THAN_THE_TIMEOUT = TimeUnit.SECONDS.toNanos(1);

    /** How often a context looks for what another one is about to cause; then it goes on without. */
    private static final int POLLS = 200;

    private static final int BURST = 16;

    /** An inference: which client's, and what its tasks do. */
    public record Inference(int client, Behaviour... tasks) {}

    private final KernelClock.Manual clock = new KernelClock.Manual();
    private final Violations violations = new Violations();
    private final LiveHardware preemption;
    private final RocketDevice device;
    private final RocketFile[] files;
    private final RocketJob[] jobs;
    private final RocketTask[] firstTasks;
    private final int[] clients;

    /** The first core, where everything happens unless a test has two. */
    public final RocketCore core;

    /** @param clients how many open files there are; inferences name them from 0 */
    public DriverHarness(Variant variant, int cores, int clients, Inference... inferences) {
        this(variant.design(), new LiveHardware(), cores, clients, inferences);
    }

    /** With another policy than Rocket's default of choosing the next client. */
    public DriverHarness(Variant variant, SchedPolicy policy, int cores, int clients, Inference... inferences) {
        this(withPolicy(variant.design(), policy), new LiveHardware(), cores, clients, inferences);
    }

    private static Design withPolicy(Design design, SchedPolicy policy) {
        design.sched = design.sched.withPolicy(policy);
        return design;
    }

    /**
     * As the others, for a driver that differs in more than one way, or contexts that are held up.
     *
     * @param preemption this harness's own
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

    /** For the next sample: a probed device, clients without work, inferences ready to be pushed. */
    public void init() {
        violations.clear();
        preemption.init();
        device.init(files);
        for (RocketJob job : jobs) {
            job.init();
        }
    }

    public RocketDevice device() {
        return device;
    }

    /** Warnings that the kernel printed, in all samples so far. */
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

    /** As {@link #push}, for all inferences in order. */
    public void pushAll() {
        for (int i = 0; i < jobs.length; i++) {
            push(i);
        }
    }

    /** The file is closed: what its client has queued is killed. */
    public void close(int client) {
        files[client].close();
    }

    /** The submit workqueue runs its next item; false if there is none. */
    public boolean submitWorker() {
        return core.submitWq.runNext();
    }

    /** The submit workqueue's thread looks for an item so many times. */
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

    /** The IRQ thread runs once it is woken, or looks for a while. */
    public void irqThreadOnceWoken() {
        waitAWhile(this::irqThread);
    }

    /** The IRQ thread, held up until a task is on the hardware, or for a while. */
    public void lateIrqThread() {
        waitAWhile(() -> core.npu.running() != null);
        irqThread();
    }

    /**
     * The IOMMU raises the line that it shares with the core, as it does for each fault of a burst, and the CPU takes each
     * interrupt: all hard handlers run.
     */
    public void iommuInterrupts() {
        for (int i = 0; i < BURST; i++) {
            core.npu.raiseIommuInterrupt();
            core.irq.deliver();
        }
    }

    /** The task that is being started completes, and its own interrupt is taken, hard handler and thread. */
    public void ownInterrupt() {
        waitAWhile(this::npu);
        hardIrq();
        irqThread();
    }

    /** The submit workqueue waits a while for its next item, then runs until it is empty. */
    public void submitWorkersOnceQueued() {
        waitAWhile(this::submitWorker);
        submitWorkers();
    }

    /** What runs on {@code each} completes, and both halves of the interrupt run; false if there was nothing to do. */
    public boolean complete(RocketCore each) {
        return each.npu.complete() | each.irq.deliver() | each.irq.runThread();
    }

    /** As {@link #complete(RocketCore)}, so many times on the first core. */
    public void complete(int times) {
        for (int i = 0; i < times; i++) {
            complete(core);
        }
    }

    /** Time passes until the timeout of what runs now has expired. Before the contexts run. */
    public void letTimeoutExpire() {
        clock.advance(LONGER_THAN_THE_TIMEOUT);
    }

    /** The timer fires if it is due, and the timeout workqueue runs: timedout_job, reset, restart, the guilty job's free. */
    public void timeout() {
        timerFires();
        timeoutWorker();
    }

    /** The timer over the head of the pending list fires if it is due: the timeout work can still be taken back. */
    public void timerFires() {
        core.sched.timeoutWork().fireIfDue();
    }

    /** The timeout workqueue runs what is queued on it. */
    public void timeoutWorker() {
        core.timeoutWq.runAll();
    }

    /** The system workqueue frees the queued tasks of closed files. */
    public boolean systemWorker() {
        return device.systemWq().runNext();
    }

    /** As {@link #iommuInterrupts()}, once the IRQ thread has begun, or after a while. */
    public void iommuInterruptsOnceThreadRuns() {
        waitAWhile(() -> !core.irq.isThreadWoken());
        iommuInterrupts();
    }

    /** As {@link #iommuInterrupts()}, once the core itself does not drive the line any more, or after a while. */
    public void iommuInterruptsOnceMasked() {
        waitAWhile(() -> !core.npu.isInterruptAsserted());
        iommuInterrupts();
    }

    private static void waitAWhile(BooleanSupplier event) {
        for (int i = 0; i < POLLS && !event.getAsBoolean(); i++) {
            Thread.onSpinWait();
        }
    }

    // --- parts of the contexts, for tests of a class: no scheduler is involved ---

    /** {@code run_job} of an inference's first task, called directly, so nothing follows from its completion. */
    public void runJob(int inference) {
        RocketTask task = firstTasks[inference];
        task.init(files[clients[inference]].entity(), 1);
        task.arm();
        device.driver().runJob(task);
    }

    /** What {@code run_job} does first: a new fence, stored plainly in the task. */
    public void storeDoneFence(int inference) {
        RocketTask task = firstTasks[inference];
        task.setDoneFence((RocketFence) device.driver().createFence(core, task));
    }

    /** What {@code run_job} does next: the task goes into the slot. */
    public void publish(int inference) {
        core.slot.publish(firstTasks[inference]);
    }

    /** The IRQ thread's register writes. */
    public void stopHardware() {
        device.driver().stopHardware(core);
    }

    /** The IRQ thread's claim, and what it does with what it owns; of the patched driver. */
    public void claimInIrq() {
        ((PatchedDriver) device.driver()).claimAndComplete(core);
    }

    /** Reset's claim; of the patched driver. */
    public void claimInReset() {
        ((PatchedDriver) device.driver()).claimInReset(core);
    }

    // --- the end of a sample ---

    /** No context runs any more: lets everything happen that would, short of a timeout, and judges what is left. */
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

    /** No context runs any more, nothing else happens: judges what is left. */
    public String audit() {
        device.audit();
        return violations.toString();
    }

    /** What went wrong so far, by the names of {@link racy.kernel.Violation}; for tests that do not settle. */
    public String verdict() {
        return violations.toString();
    }
}
