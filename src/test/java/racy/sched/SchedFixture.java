// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import racy.fence.DmaFence;
import racy.fence.Fence;
import racy.fence.FenceCallback;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.OrderedWorkqueue;
import racy.kernel.Preemption;
import racy.kernel.SpinLock;
import racy.kernel.Violations;
import racy.kernel.Window;

/** A machine with one or more cores, a backend that logs, and a script that acts at windows. Nothing runs by itself. */
final class SchedFixture {
    /** What a test wants to be done at windows, each act once. Nothing if it is empty. */
    static final class Script extends Preemption {
        private final Map<Window, Runnable> acts = new HashMap<>();
        final List<Window> passed = new ArrayList<>();
        private final Deque<Runnable> whileWaiting = new ArrayDeque<>();

        void once(Window window, Runnable act) {
            acts.put(window, act);
        }

        /** Each act runs once, in order, when a context finds that it must wait. */
        void whileWaiting(Runnable... acts) {
            whileWaiting.addAll(List.of(acts));
        }

        /** A context that waits for itself fails its test. */
        @Override
        protected void cpuRelax(int round) {
            Runnable act;
            synchronized (this) {
                act = whileWaiting.poll();
            }
            if (act != null) {
                act.run();
            }
            if (round > 3_000_000) {
                throw new AssertionError("waits for ever");
            }
            super.cpuRelax(round);
        }

        @Override
        public void at(Window window) {
            Runnable act;
            synchronized (this) {
                passed.add(window);
                act = acts.remove(window);
            }
            if (act != null) {
                act.run();
            }
        }
    }

    /** A job with a name, and the hardware fence that the backend gave it. */
    static final class TestJob extends SchedJob {
        final String name;
        DmaFence hardware;
        /** What run_job returns; by default a new fence. */
        Function<TestJob, DmaFence> onRun;

        TestJob(Kernel kernel, String name) {
            super(kernel);
            this.name = name;
        }

        void kfree() {
            free(kernel, "job " + name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Logs every call. Fields say what the calls return. */
    final class Backend implements SchedBackendOps {
        Function<TestJob, DmaFence> prepare = job -> null;
        /** Runs between the driver's entry and its return. */
        Consumer<TestJob> onTimeout = job -> {
            scheduler.stop(job);
            log.add("stopped");
            scheduler.start(0);
            log.add("started");
        };

        Consumer<TestJob> onFree = job -> {};
        Stat answer = Stat.RESET;
        /** What cancel_job does; by default there is none. */
        Consumer<TestJob> cancelJob;

        @Override
        public boolean hasCancelJob() {
            return cancelJob != null;
        }

        @Override
        public void cancelJob(SchedJob job) {
            log.add("cancel " + job);
            cancelJob.accept((TestJob) job);
        }

        @Override
        public DmaFence prepareJob(SchedJob job) {
            return prepare.apply((TestJob) job);
        }

        @Override
        public DmaFence runJob(SchedJob job) {
            TestJob mine = (TestJob) job;
            log.add("run " + job);
            if (mine.onRun != null) {
                return mine.onRun.apply(mine);
            }
            mine.hardware = fence();
            // The test holds one reference.
            return mine.hardware.get();
        }

        @Override
        public Stat timedoutJob(SchedJob job) {
            log.add("timedout " + job);
            onTimeout.accept((TestJob) job);
            log.add("returned");
            return answer;
        }

        @Override
        public void freeJob(SchedJob job) {
            log.add("free " + job);
            onFree.accept((TestJob) job);
            job.cleanup();
            ((TestJob) job).kfree();
        }
    }

    /** Two credits, so two jobs may be on the hardware. */
    static final SchedOptions TWO_CREDITS =
            new SchedOptions(SchedPolicy.FIFO, 2, SchedOptions.ROCKET.timeoutNanos(), false, false);

    final KernelClock.Manual clock = new KernelClock.Manual();
    final Violations violations = new Violations();
    final Script script = new Script();
    final Kernel kernel = new Kernel(clock, violations, script);
    final List<String> log = new ArrayList<>();
    final Backend backend = new Backend();
    final OrderedWorkqueue systemWq = new OrderedWorkqueue(kernel, "system");
    final GpuScheduler scheduler;
    private long nextContext = 1L << 40;

    SchedFixture() {
        this(SchedOptions.ROCKET);
    }

    SchedFixture(SchedOptions options) {
        scheduler = scheduler("core0", options);
    }

    GpuScheduler scheduler(String name, SchedOptions options) {
        return new GpuScheduler(
                kernel,
                name,
                backend,
                options,
                new OrderedWorkqueue(kernel, name + " submit"),
                new OrderedWorkqueue(kernel, name + " timeout"),
                systemWq);
    }

    SchedEntity entity(GpuScheduler... cores) {
        return new SchedEntity(kernel, cores.length == 0 ? new GpuScheduler[] {scheduler} : cores);
    }

    /** A fence with its own timeline and its own lock, so that one context can play another one within a callback. */
    DmaFence fence() {
        DmaFence fence = new DmaFence(kernel);
        fence.init(new SpinLock(kernel), nextContext++, 1);
        return fence;
    }

    TestJob job(SchedEntity entity, String name) {
        TestJob job = new TestJob(kernel, name);
        if (job.init(entity, 1) != 0) {
            throw new AssertionError("drm_sched_job_init");
        }
        return job;
    }

    /** Arms and pushes one job. A later job is younger. */
    TestJob submit(SchedEntity entity, String name) {
        return push(job(entity, name));
    }

    TestJob push(TestJob job) {
        clock.advance(1);
        job.arm();
        job.push();
        return job;
    }

    /** One step of the submit workqueue. */
    boolean step() {
        return scheduler.submitWq().runNext();
    }

    /** Runs the submit workqueue until it is empty. */
    void drain() {
        scheduler.submitWq().runAll();
    }

    /** The timer expires and its work runs. */
    void timeout() {
        if (!scheduler.timeoutWork().fire() || !scheduler.timeoutWq().runNext()) {
            throw new AssertionError("no timeout was armed");
        }
    }

    static FenceCallback callback(Runnable act) {
        return new FenceCallback() {
            @Override
            protected void signaled(Fence fence) {
                act.run();
            }
        };
    }
}
