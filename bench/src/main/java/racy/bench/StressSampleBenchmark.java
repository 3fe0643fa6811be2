// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
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
import racy.npu.NpuProgram;

/**
 * The cost of one stress sample, with both actors in one thread. The state is reset in place, each side claims the
 * slot, and the outcome is determined. {@link #bare} is the least that a JCStress test of the claim can do.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(5)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class StressSampleBenchmark {
    /** The slot of a sample. */
    @State(Scope.Thread)
    public static class Bare {
        private int slot;
    }

    /** Floor. */
    @Benchmark
    public int getAndSet(Bare state) {
        return (int) SLOT.getAndSet(state, 0);
    }

    @Benchmark
    @Floor("getAndSet")
    public int bare(Bare state) {
        state.slot = 1;
        int irq = (int) SLOT.getAndSet(state, 0);
        int reset = (int) SLOT.getAndSet(state, 0);
        return irq << 1 | reset;
    }

    /** The driver of a sample: one client, one task. */
    @State(Scope.Thread)
    public static class Driver {
        private final Violations violations = new Violations();
        private RocketDevice device;
        private RocketCore core;
        private RocketFile file;
        private RocketJob job;
        private RocketTask task;

        @Setup
        public void probe() {
            Kernel kernel = new Kernel(new KernelClock.Manual(), violations, new Preemption());
            device = new RocketDevice(kernel, Variants.of("as-posted").design(), 1);
            core = device.core(0);
            file = device.open("client");
            job = device.prepare(file, NpuProgram.Behaviour.COMPLETES);
            task = job.tasks().get(0);
        }
    }

    /**
     * The driver's own slot and PM count. The task is published once, both sides claim it, and the owner drops the
     * count.
     */
    @Benchmark
    @Floor("bare")
    public String claim(Driver state) {
        RocketCore core = state.core;
        TaskSlot slot = TaskSlot.of(core);
        state.violations.clear();
        core.pm.init();
        core.pm.resumeAndGet();
        slot.writeOnceInFlightTask(state.task);
        if (slot.xchgInFlightTask(null) != null) {
            core.pm.putAutosuspend();
        }
        if (slot.xchgInFlightTask(null) != null) {
            core.pm.putNoidle();
        }
        return state.violations.toString();
    }

    /**
     * The whole driver as posted, from a probed device to a task that both the IRQ thread and the timeout have handled.
     */
    @Benchmark
    @Floor("bare")
    public String driver(Driver state) {
        state.violations.clear();
        state.device.init(state.file);
        state.job.init();
        state.device.push(state.file, state.job);
        state.core.submitWq.runNext();
        state.core.npu.complete();
        state.core.irq.deliver();
        state.core.irq.runThread();
        state.core.sched.timeoutWork().fire();
        state.core.timeoutWq.runAll();
        state.core.submitWq.runAll();
        return state.violations.toString();
    }

    static List<TargetRatio> targets() {
        return List.of(
                new TargetRatio(
                        "a stress sample of the claim on the driver's slot and PM count, against the bare one",
                        3,
                        run -> run.score(StressSampleBenchmark.class, "claim")
                                .over(run.score(StressSampleBenchmark.class, "bare"))),
                new TargetRatio(
                        "a stress sample of the claim through the whole driver, against the bare one",
                        3,
                        run -> run.score(StressSampleBenchmark.class, "driver")
                                .over(run.score(StressSampleBenchmark.class, "bare"))));
    }

    // VarHandle mechanics
    private static final VarHandle SLOT =
            ConstantBootstraps.fieldVarHandle(MethodHandles.lookup(), "slot", VarHandle.class, Bare.class, int.class);
}
