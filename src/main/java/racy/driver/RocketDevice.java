// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import racy.kernel.Errno;
import racy.kernel.Ghost;
import racy.kernel.IommuDomain;
import racy.kernel.Kernel;
import racy.kernel.KernelObject;
import racy.kernel.LiveObjects;
import racy.kernel.Mutex;
import racy.kernel.OrderedWorkqueue;
import racy.kernel.Violation;
import racy.npu.NpuProgram;
import racy.sched.GpuScheduler;

/**
 * {@code struct rocket_device}: the cores, the lock over the push loop, and the driver that runs them. It starts no
 * thread. The code that plays a context calls {@link RocketCore#submitWq}, {@link RocketCore#irq}, {@link
 * RocketCore#timeoutWq}, {@link RocketCore#npu} or {@link #systemWq()}.
 */
public final class RocketDevice {
    private final Kernel kernel;
    private final Design design;
    private final RocketDriver driver;
    private final OrderedWorkqueue systemWq;
    private final Mutex schedLock;
    private final List<RocketCore> cores = new ArrayList<>();
    /** Every file that was opened. */
    private final List<RocketFile> files = new CopyOnWriteArrayList<>();

    private final GpuScheduler[] schedulers;
    private final RocketSubmission submission;

    // Plain: set while no context runs.
    private int nextLockError;
    private int nextReservationError;

    /**
     * @param design how the driver works
     * @param coreCount 1 to 3 on the RK3588
     */
    public RocketDevice(Kernel kernel, Design design, int coreCount) {
        this.kernel = kernel;
        this.design = design;
        driver = design.driver.apply(this, design);
        systemWq = new OrderedWorkqueue(kernel, "system", design.sched.orders().pending());
        schedLock = new Mutex(kernel, "sched_lock");
        schedulers = new GpuScheduler[coreCount];
        for (int i = 0; i < coreCount; i++) {
            RocketCore core = new RocketCore(this, i);
            cores.add(core);
            schedulers[i] = core.sched;
        }
        submission = new RocketSubmission(this);
    }

    public Kernel kernel() {
        return kernel;
    }

    public Design design() {
        return design;
    }

    public RocketDriver driver() {
        return driver;
    }

    public List<RocketCore> cores() {
        return cores;
    }

    public RocketCore core(int index) {
        return cores.get(index);
    }

    /** Runs the work that frees the queued tasks of closed files. */
    public OrderedWorkqueue systemWq() {
        return systemWq;
    }

    /** {@code rdev->sched_lock}. */
    Mutex schedLock() {
        return schedLock;
    }

    GpuScheduler[] schedulers() {
        return schedulers;
    }

    /** {@code open()}. */
    public RocketFile open(String name) {
        RocketFile file = new RocketFile(this, name);
        files.add(file);
        return file;
    }

    /**
     * {@code rocket_remove()}: the core's device is unbound from the driver. Open files stay, and nobody submits any
     * more. The model does not have what a submission to a removed core does.
     */
    public void remove(RocketCore core) {
        core.fini(design);
    }

    /**
     * {@code ioctl(DRM_IOCTL_ROCKET_SUBMIT)}: 0, also if a job was refused, or a negative error if the arguments are wrong
     * or there is no memory for them.
     */
    public int submit(RocketFile file, DrmRocketSubmit args) {
        return submission.submit(file, args, job -> {});
    }

    /**
     * The same as {@link #submit(RocketFile, DrmRocketSubmit)}. {@code submitted} sees each inference while it cannot
     * be freed.
     */
    public int submit(RocketFile file, DrmRocketSubmit args, Consumer<RocketJob> submitted) {
        return submission.submit(file, args, submitted);
    }

    /**
     * An inference that is ready to be pushed. A caller that re-initialises it in place can push it again and again. It
     * has one reference, the caller's.
     */
    public RocketJob prepare(RocketFile file, NpuProgram.Behaviour... behaviours) {
        RocketJob job = new RocketJob(this);
        job.setDomain(file.domain());
        IommuDomain domain = file.domain().domain();
        NpuProgram[] programs = new NpuProgram[behaviours.length];
        for (int i = 0; i < programs.length; i++) {
            programs[i] = new NpuProgram(job, i, domain, behaviours[i]);
        }
        int[] regcmdCounts = new int[programs.length];
        Arrays.fill(regcmdCounts, DrmRocketTask.COMPLETES.regcmdCount());
        job.setTasks(submission.unitsOf(job, regcmdCounts, programs));
        job.init();
        return job;
    }

    /** Arms and pushes a prepared inference and drops the caller's reference, as the ioctl does. */
    public void push(RocketFile file, RocketJob prepared) {
        for (int i = 0; i < prepared.taskCount(); i++) {
            int error = prepared.task(i).init(file.entity(), 1);
            if (error != 0) {
                throw new IllegalStateException("a prepared inference cannot fail: " + Errno.name(error));
            }
        }
        schedLock.lock();
        submission.armAndPush(file.entity(), prepared);
        schedLock.unlock();
        prepared.putBySubmitter();
    }

    /** Called when all contexts are idle. Reports what is left over and will never be handled. */
    @Ghost
    public void audit() {
        for (RocketCore core : cores) {
            driver.judge.audit(core);
        }
        if (cores.stream().noneMatch(RocketCore::isTaskInFlight)) {
            files.stream()
                    .filter(file -> !file.isFreed())
                    .map(RocketFile::entity)
                    .forEach(driver.judge::audit);
        }
        auditObjects();
    }

    @Ghost
    private void auditObjects() {
        cores.forEach(RocketCore::forgetDetacher);
        kernel.objects.countHeld();
        for (RocketCore core : cores) {
            core.nameHeld();
            if (core.isDomainLeaked()) {
                kernel.violations.report(Violation.LEAK, "an IOMMU domain is attached and nobody will detach it");
            }
        }
        kernel.objects.reportLeaks(kernel.violations);
        LiveObjects objects = kernel.objects;
        for (KernelObject object = objects.newest(); object != null; object = objects.before(object)) {
            if (object instanceof RocketTask task) {
                driver.judge.audit(task);
            }
        }
    }

    // --- faults that a test injects ---

    /** The {@code n}th allocation from now on fails once. 0 means that none fails. */
    public void failAllocation(int n) {
        kernel.failNth.set(n);
    }

    /** The next locking of a submission's buffers returns {@code error} (negative). */
    public void failNextLock(int error) {
        nextLockError = error;
    }

    int takeLockError() {
        int error = nextLockError;
        nextLockError = 0;
        return error;
    }

    /** The next reservation of a fence's slot returns {@code error} (negative). */
    public void failNextReservation(int error) {
        nextReservationError = error;
    }

    int takeReservationError() {
        int error = nextReservationError;
        nextReservationError = 0;
        return error;
    }

    /**
     * Re-initialises kernel and device in place, as after boot and probe. The {@code files} stay open, and nothing is
     * submitted. No context may run. The caller must not use any other object of this kernel again.
     */
    public void init(RocketFile... files) {
        kernel.init();
        systemWq.init();
        schedLock.init();
        nextLockError = 0;
        nextReservationError = 0;
        if (this.files.size() > files.length) {
            this.files.retainAll(List.of(files));
        }
        for (int i = 0; i < schedulers.length; i++) {
            cores.get(i).init();
        }
        for (RocketFile file : files) {
            file.init();
        }
    }
}
