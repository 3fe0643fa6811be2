// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import racy.driver.RocketCore;
import racy.driver.RocketDevice;
import racy.driver.RocketFile;
import racy.driver.RocketJob;
import racy.driver.RocketTask;
import racy.driver.TaskSlot;
import racy.driver.variant.Variants;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.Preemption;
import racy.kernel.Violations;
import racy.npu.NpuProgram.Behaviour;

/**
 * An inference through the whole driver: push, run_job, GO, completion, hard IRQ, IRQ thread, signal, free. All
 * contexts run in one thread, one after another, so this measures the code and not the wake-ups between threads. The
 * clock stands still, because {@link FenceSignalBenchmark} measures reading it.
 */
@Fork(5)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class SubmitBenchmark {
    private static final int TASKS = 8;

    /** One core, one client, one inference of eight tasks that is submitted again and again. */
    @State(Scope.Thread)
    public static class Inference {
        @Param({
            "as-posted",
            "pre-patch",
            "fence-in-slot",
            "cmpxchg-pointer",
            "cmpxchg-generation",
            "release-publish",
            "xchg-publish",
            "domain-per-core",
            "errors-fail-inference",
            "inference-owns-core",
            "hold-tasks-in-reset",
            "dependencies-on-first",
            "core-chosen-once",
            "v2"
        })
        public String variant;

        private RocketDevice device;
        private RocketCore core;
        private RocketFile file;
        private RocketJob job;

        @Setup
        public void probe() {
            Kernel kernel = new Kernel(new KernelClock.Manual(), new Violations(), new Preemption());
            device = new RocketDevice(kernel, Variants.of(variant).design(), 1);
            core = device.core(0);
            file = device.open("client");
            Behaviour[] tasks = new Behaviour[TASKS];
            Arrays.fill(tasks, Behaviour.COMPLETES);
            job = device.prepare(file, tasks);
            run();
            if (!kernel.violations.isEmpty() || job.references() != 0) {
                throw new IllegalStateException(variant + ": " + kernel.violations + ", " + job.references() + " left");
            }
        }

        void run() {
            job.init();
            device.push(file, job);
            boolean moved = true;
            while (moved) {
                moved = core.submitWq.runNext() | core.npu.complete() | core.irq.deliver() | core.irq.runThread();
            }
        }
    }

    /** A core, and a task that is used nowhere else. */
    @State(Scope.Thread)
    public static class Slot {
        private TaskSlot slot;
        private RocketTask task;

        @Setup
        public void probe() {
            RocketDevice device =
                    new RocketDevice(new Kernel(), Variants.of("as-posted").design(), 1);
            slot = TaskSlot.of(device.core(0));
            task = device.prepare(device.open("client"), Behaviour.COMPLETES)
                    .tasks()
                    .get(0);
        }
    }

    /** Floor: one task goes from run_job through the slot to the IRQ thread, and nothing else happens. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public Object slot(Slot state) {
        state.slot.writeOnceInFlightTask(state.task);
        return state.slot.xchgInFlightTask(null);
    }

    /** The cost of one task. */
    @Benchmark
    @Floor("slot")
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    @OperationsPerInvocation(TASKS)
    public void task(Inference inference) {
        inference.run();
    }

    /** Inferences per second. */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public void inferences(Inference inference) {
        inference.run();
    }

    static List<TargetRatio> targets() {
        return List.of(new TargetRatio(
                "v2, a task through the whole driver, against as posted",
                1.0,
                run -> run.score(SubmitBenchmark.class, "task", "variant", "v2")
                        .over(run.score(SubmitBenchmark.class, "task", "variant", "as-posted"))));
    }
}
