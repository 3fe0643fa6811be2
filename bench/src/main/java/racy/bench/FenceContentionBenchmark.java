// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import racy.fence.DmaFence;
import racy.fence.Fence;
import racy.fence.FenceCallback;
import racy.fence.LockFreeFence;
import racy.kernel.Kernel;
import racy.kernel.SpinLock;

/**
 * A signaller against one other context, which adds callbacks, polls, or waits. A fence is signalled once, so the
 * signaller goes on to a new fence each time. The allocation of the fence is part of the signaller's score, and the
 * allocation of the callback is part of the adder's.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(5)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class FenceContentionBenchmark {
    /** Long enough to be woken by the signal, short enough for a benchmark to end. */
    private static final long WAIT_NANOS = 100_000;

    /** The kind of fence. */
    public enum Kind {
        LOCKED,
        LOCK_FREE
    }

    /** The current fence. */
    @State(Scope.Group)
    public static class Timeline {
        @Param
        Kind kind;

        private final Kernel kernel = new Kernel();
        private final SpinLock lock = new SpinLock(kernel);
        private volatile Fence current;

        @Setup
        public void begin() {
            current = next();
        }

        private Fence next() {
            if (kind == Kind.LOCK_FREE) {
                return new LockFreeFence(kernel, null);
            }
            DmaFence fence = new DmaFence(kernel);
            fence.init(lock, 1, 1);
            return fence;
        }

        /** Signals, then goes on to the next fence. */
        int signal() {
            Fence fence = current;
            int result = fence instanceof DmaFence locked ? locked.signalTimestamp(0) : fence.signal();
            current = next();
            return result;
        }
    }

    /** The current fence for waiters. Only the kernel's fence has a wait. */
    @State(Scope.Group)
    public static class Waited {
        private final Kernel kernel = new Kernel();
        private final SpinLock lock = new SpinLock(kernel);
        private volatile DmaFence current = next();

        private DmaFence next() {
            DmaFence fence = new DmaFence(kernel);
            fence.init(lock, 1, 1);
            return fence;
        }

        /** Signals, then goes on to the next fence. */
        int signal() {
            int result = current.signalTimestamp(0);
            current = next();
            return result;
        }
    }

    /** What the floor works on. */
    @State(Scope.Group)
    public static class Word {
        private final AtomicInteger word = new AtomicInteger();
    }

    private static final class Nothing extends FenceCallback {
        @Override
        protected void signaled(Fence fence) {}
    }

    /** Floor: one exchange each, on one word. */
    @Benchmark
    @Group("xchg")
    public int xchgHere(Word state) {
        return state.word.getAndSet(1);
    }

    @Benchmark
    @Group("xchg")
    public int xchgThere(Word state) {
        return state.word.getAndSet(2);
    }

    @Benchmark
    @Group("adding")
    @Floor("xchg:xchgHere")
    public int signalAgainstAdd(Timeline state) {
        return state.signal();
    }

    @Benchmark
    @Group("adding")
    @Floor("xchg:xchgThere")
    public int add(Timeline state) {
        return state.current.addCallback(new Nothing());
    }

    @Benchmark
    @Group("polling")
    @Floor("xchg:xchgHere")
    public int signalAgainstPoll(Timeline state) {
        return state.signal();
    }

    @Benchmark
    @Group("polling")
    @Floor("xchg:xchgThere")
    public boolean poll(Timeline state) {
        return state.current.isSignaled();
    }

    @Benchmark
    @Group("waiting")
    @Floor("xchg:xchgHere")
    public int signalAgainstWait(Waited state) {
        return state.signal();
    }

    @Benchmark
    @Group("waiting")
    @Floor("xchg:xchgThere")
    public long waiting(Waited state) {
        return state.current.waitTimeout(WAIT_NANOS);
    }
}
