// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import racy.fence.DmaFence;
import racy.fence.DmaResv;
import racy.kernel.Errno;
import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.npu.NpuProgram;
import racy.sched.GpuScheduler;
import racy.sched.SchedEntity;

/** {@code rocket_ioctl_submit()} and the functions it calls ({@code rocket_job.c}), in the calling process. */
final class RocketSubmission {
    private final RocketDevice device;
    private final Kernel kernel;
    private final Design design;

    RocketSubmission(RocketDevice device) {
        this.device = device;
        kernel = device.kernel();
        design = device.design();
    }

    /**
     * {@code rocket_ioctl_submit()}: submits the jobs in order. It ignores what comes of them, and answers 0. So a caller
     * does not learn that a job was refused, and the jobs after it are queued.
     *
     * @param submitted is given each inference that was pushed, while the caller's reference is held
     */
    int submit(RocketFile file, DrmRocketSubmit args, Consumer<RocketJob> submitted) {
        if (args.jobs().isEmpty()) {
            return 0;
        }
        if (args.jobStructSize() < DrmRocketSubmit.JOB_STRUCT_SIZE) {
            return -Errno.EINVAL;
        }
        if (args.reserved() != 0) {
            return -Errno.EINVAL;
        }
        if (kernel.failNth.shouldFail()) {
            return -Errno.ENOMEM;
        }
        for (DrmRocketJob job : args.jobs()) {
            submitJob(file, job, submitted);
        }
        return 0;
    }

    /** {@code rocket_ioctl_submit_job()}: 0, or the negative error that the ioctl does not pass on. */
    int submitJob(RocketFile file, DrmRocketJob args, Consumer<RocketJob> submitted) {
        if (args.tasks().isEmpty()) {
            return -Errno.EINVAL;
        }
        if (kernel.failNth.shouldFail()) {
            return -Errno.ENOMEM;
        }
        RocketJob job = new RocketJob(device);
        if (design.domainFirst) {
            job.setDomain(file.domain().get());
        }
        int error = copyTasks(file, args, job);
        if (error == 0) {
            error = initAndPush(file, args, job);
        }
        if (error == 0) {
            submitted.accept(job);
        }
        job.putBySubmitter();
        return error;
    }

    /** The rest of {@code rocket_ioctl_submit_job()}. If it fails, it cleans up each task that it has initialised. */
    private int initAndPush(RocketFile file, DrmRocketJob args, RocketJob job) {
        int error = 0;
        int initialised = 0;
        while (error == 0 && initialised < job.taskCount()) {
            error = job.task(initialised).init(file.entity(), 1);
            if (error == 0) {
                initialised++;
            }
        }
        if (error == 0) {
            error = lookUp(args.inBos(), job.inBos());
        }
        if (error == 0) {
            error = lookUp(args.outBos(), job.outBos());
        }
        if (error == 0) {
            if (!design.domainFirst) {
                job.setDomain(file.domain().get());
            }
            error = push(file.entity(), job);
        }
        if (error != 0) {
            job.tasks().subList(0, initialised).forEach(RocketTask::cleanup);
        }
        return error;
    }

    /**
     * {@code drm_gem_objects_lookup()}: takes a reference to each buffer. If it fails, it has dropped those that it had
     * taken.
     */
    private int lookUp(List<RocketBo> handles, List<RocketBo> found) {
        if (handles.isEmpty()) {
            return 0;
        }
        // The array of objects, then the copy of the handles.
        if (kernel.failNth.shouldFail() || kernel.failNth.shouldFail()) {
            return -Errno.ENOMEM;
        }
        for (RocketBo bo : handles) {
            if (bo == null) {
                found.forEach(RocketBo::put);
                found.clear();
                return -Errno.ENOENT;
            }
            found.add(bo.get());
        }
        return 0;
    }

    /** {@code rocket_copy_tasks()}. */
    private int copyTasks(RocketFile file, DrmRocketJob args, RocketJob job) {
        if (args.taskStructSize() < DrmRocketJob.TASK_STRUCT_SIZE) {
            return -Errno.EINVAL;
        }
        int count = args.tasks().size();
        if (kernel.failNth.shouldFail()) {
            return -Errno.ENOMEM;
        }
        int[] regcmdCounts = new int[count];
        NpuProgram[] programs = new NpuProgram[count];
        int error = 0;
        for (int i = 0; i < count && error == 0; i++) {
            DrmRocketTask task = args.tasks().get(i);
            if (task == null) {
                error = -Errno.EFAULT;
            } else if (task.regcmdCount() == 0) {
                error = -Errno.EINVAL;
            } else {
                regcmdCounts[i] = task.regcmdCount();
                programs[i] = new NpuProgram(job, i, file.domain().domain(), task.behaviour());
            }
        }
        job.setTasks(unitsOf(job, regcmdCounts, programs));
        if (error != 0) {
            if (design.copyTasksFreesOnError) {
                job.freeTasks();
            }
            return error;
        }
        return 0;
    }

    /**
     * The inference's scheduled units: one for each program, or one with all programs in the driver before the patch.
     */
    RocketTask[] unitsOf(RocketJob job, int[] regcmdCounts, NpuProgram... programs) {
        if (design.oneUnitPerInference) {
            return new RocketTask[] {new RocketTask(kernel, job, regcmdCounts[0], programs)};
        }
        RocketTask[] units = new RocketTask[programs.length];
        for (int i = 0; i < units.length; i++) {
            units[i] = new RocketTask(kernel, job, regcmdCounts[i], programs[i]);
        }
        return units;
    }

    /**
     * {@code rocket_job_push()}: everything that can fail comes before the first arm. Before the patch the job was armed
     * first.
     */
    int push(SchedEntity entity, RocketJob job) {
        List<DmaResv> objects = new ArrayList<>();
        job.inBos().forEach(bo -> objects.add(bo.resv()));
        job.outBos().forEach(bo -> objects.add(bo.resv()));
        if (!objects.isEmpty() && kernel.failNth.shouldFail()) {
            return -Errno.ENOMEM;
        }
        int error = device.takeLockError();
        if (error == 0) {
            error = DmaResv.lockAll(objects);
        }
        if (error != 0) {
            return error;
        }
        try {
            error = design.armsBeforeReserving ? armReserveAndPush(entity, job) : reserveArmAndPush(entity, job);
            if (error == 0) {
                attachObjectFences(job);
            }
            return error;
        } finally {
            DmaResv.unlockAll(objects);
        }
    }

    /** {@code rocket_attach_object_fences()}. */
    private void attachObjectFences(RocketJob job) {
        DmaFence done = job.inferenceDoneFence();
        for (RocketBo bo : job.outBos()) {
            bo.resv().addFence(done, DmaResv.Usage.WRITE);
        }
        for (RocketBo bo : job.inBos()) {
            bo.readBy(done);
            if (design.readersAddFences) {
                bo.resv().addFence(done, DmaResv.Usage.READ);
            }
        }
    }

    private int reserveArmAndPush(SchedEntity entity, RocketJob job) {
        int error = acquireObjectFences(job);
        if (error == 0) {
            device.schedLock().lock();
            armAndPush(entity, job);
            device.schedLock().unlock();
        }
        return error;
    }

    /** The one job of the inference is armed, and dropped if no slot for its fence can be reserved. */
    private int armReserveAndPush(SchedEntity entity, RocketJob job) {
        device.schedLock().lock();
        try {
            arm(job, 0);
            kernel.preemption.at(RocketWindow.SUBMIT_ARMED);
            int error = acquireObjectFences(job);
            if (error == 0) {
                push(job, 0);
            }
            return error;
        } finally {
            device.schedLock().unlock();
        }
    }

    /** {@code rocket_acquire_object_fences()}, for the buffers read, then for those written. */
    private int acquireObjectFences(RocketJob job) {
        int error = device.takeReservationError();
        if (error == 0) {
            error = acquireObjectFences(job, job.inBos(), DmaResv.Usage.READ);
        }
        if (error == 0) {
            error = acquireObjectFences(job, job.outBos(), DmaResv.Usage.WRITE);
        }
        if (error == 0) {
            judgeInputs(job);
        }
        return error;
    }

    private int acquireObjectFences(RocketJob job, List<RocketBo> bos, DmaResv.Usage use) {
        RocketTask waiting = design.dependenciesOnFirstTask ? job.task(0) : job.lastTask();
        int error = 0;
        for (int i = 0; i < bos.size() && error == 0; i++) {
            DmaResv resv = bos.get(i).resv();
            error = resv.reserveFence();
            if (error == 0) {
                error = waiting.addImplicitDependencies(resv, use);
            }
        }
        return error;
    }

    /** The judge learns what the inference must wait for. */
    @Ghost
    private static void judgeInputs(RocketJob job) {
        List<DmaFence> inputs = new ArrayList<>();
        job.inBos().forEach(bo -> bo.resv().forEachFence(DmaResv.Usage.READ, inputs::add));
        job.outBos().forEach(bo -> bo.resv().forEachFence(DmaResv.Usage.WRITE, inputs::add));
        if (!inputs.isEmpty()) {
            job.setInputs(inputs.toArray(DmaFence[]::new));
        }
        List<DmaFence> readers = new ArrayList<>();
        job.outBos().forEach(bo -> readers.addAll(bo.readers()));
        if (!readers.isEmpty()) {
            job.setReadersOfOutputs(readers.toArray(DmaFence[]::new));
        }
    }

    /** The push loop, under sched_lock. */
    void armAndPush(SchedEntity entity, RocketJob job) {
        GpuScheduler[] all = device.schedulers();
        boolean armFirst = design.inferenceOwnsCore || design.coreChosenOnce;
        int count = job.taskCount();
        for (int i = 0; i < count && armFirst; i++) {
            arm(job, i);
            if (design.coreChosenOnce && all.length > 1) {
                entity.modifySchedulers(job.task(i).scheduler());
            }
        }
        for (int i = 0; i < count; i++) {
            if (!armFirst) {
                arm(job, i);
            }
            kernel.preemption.at(RocketWindow.SUBMIT_ARMED);
            push(job, i);
        }
        if (design.coreChosenOnce && all.length > 1) {
            entity.modifySchedulers(all);
        }
    }

    private void push(RocketJob job, int i) {
        job.get();
        job.task(i).push();
        kernel.preemption.at(RocketWindow.SUBMIT_PUSHED);
    }

    private void arm(RocketJob job, int i) {
        RocketTask task = job.task(i);
        task.arm();
        if (i == job.taskCount() - 1) {
            // Stored before the push, because the task may be freed after it.
            job.setInferenceDoneFence(task.fence().finished.get());
        }
    }
}
