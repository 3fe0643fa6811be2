// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one stress sample costs, both actors in one thread: the state is reset in place, each side claims the slot, and
 * the outcome is told apart. {@link #bare} is the least that a JCStress test of the claim can do.
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

    // VarHandle mechanics
    private static final VarHandle SLOT;

    static {
        try {
            SLOT = MethodHandles.lookup().findVarHandle(Bare.class, "slot", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
