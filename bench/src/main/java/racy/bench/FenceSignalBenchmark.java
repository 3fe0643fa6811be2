// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
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
import racy.kernel.KernelClock;
import racy.kernel.SpinLock;

/**
 * The cost of one signal without contention. A fence is signalled once, so each invocation signals a batch. The batch
 * is prepared outside the measured time: fences are re-initialised in place, and the JDK's one-shot classes are
 * constructed again. The batch shares the cost of the two clock reads that JMH puts around an invocation. {@link
 * #empty} shows what is left of it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(5)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@OperationsPerInvocation(FenceSignalBenchmark.BATCH)
public class FenceSignalBenchmark {
    static final int BATCH = 64;

    /** Something to run when a fence is signalled. */
    private static final class Tick extends FenceCallback implements Runnable {
        int count;

        @Override
        protected void signaled(Fence fence) {
            count++;
        }

        @Override
        public void run() {
            count++;
        }
    }

    /** The kernel's fences. One lock for all of them, as {@code rocket_core.fence_lock}. */
    @State(Scope.Thread)
    public static class Locked {
        @Param({"0", "1", "8", "64"})
        int callbacks;

        final DmaFence[] fences = new DmaFence[BATCH];
        private Tick[][] ticks;
        private SpinLock lock;

        @Setup
        public void create() {
            Kernel kernel = new Kernel();
            lock = new SpinLock(kernel);
            ticks = ticks(callbacks);
            for (int i = 0; i < BATCH; i++) {
                fences[i] = new DmaFence(kernel);
            }
        }

        @Setup(Level.Invocation)
        public void prepare() {
            for (int i = 0; i < BATCH; i++) {
                fences[i].init(lock, 1, i);
                for (Tick tick : ticks[i]) {
                    fences[i].addCallback(tick);
                }
            }
        }
    }

    /** Fences without a lock. {@code clock} is the constructor's. */
    public abstract static class AnyLockFree {
        final LockFreeFence[] fences = new LockFreeFence[BATCH];
        private final KernelClock clock;
        private Tick[][] ticks;

        AnyLockFree(KernelClock clock) {
            this.clock = clock;
        }

        void create(int callbacks) {
            Kernel kernel = new Kernel();
            ticks = ticks(callbacks);
            for (int i = 0; i < BATCH; i++) {
                fences[i] = new LockFreeFence(kernel, clock);
            }
        }

        @Setup(Level.Invocation)
        public void prepare() {
            for (int i = 0; i < BATCH; i++) {
                fences[i].init();
                for (Tick tick : ticks[i]) {
                    fences[i].addCallback(tick);
                }
            }
        }
    }

    /** Without a timestamp. */
    @State(Scope.Thread)
    public static class LockFree extends AnyLockFree {
        @Param({"0", "1", "8", "64"})
        int callbacks;

        public LockFree() {
            super(null);
        }

        @Setup
        public void create() {
            create(callbacks);
        }
    }

    /** With a timestamp, which needs a claim. */
    @State(Scope.Thread)
    public static class LockFreeTimed extends AnyLockFree {
        @Param({"0", "1", "8", "64"})
        int callbacks;

        public LockFreeTimed() {
            super(KernelClock.MONOTONIC);
        }

        @Setup
        public void create() {
            create(callbacks);
        }
    }

    /** Futures with as many dependents as a fence has callbacks. */
    @State(Scope.Thread)
    public static class Futures {
        @Param({"0", "1", "8", "64"})
        int callbacks;

        final List<CompletableFuture<Boolean>> futures = new ArrayList<>();
        private Tick[][] ticks;

        @Setup
        public void create() {
            ticks = ticks(callbacks);
        }

        @Setup(Level.Invocation)
        public void prepare() {
            futures.clear();
            for (int i = 0; i < BATCH; i++) {
                CompletableFuture<Boolean> future = new CompletableFuture<>();
                for (Tick tick : ticks[i]) {
                    future.thenRun(tick);
                }
                futures.add(future);
            }
        }
    }

    /** One latch for each signal. */
    @State(Scope.Thread)
    public static class Latches {
        final CountDownLatch[] latches = new CountDownLatch[BATCH];

        @Setup(Level.Invocation)
        public void prepare() {
            for (int i = 0; i < BATCH; i++) {
                latches[i] = new CountDownLatch(1);
            }
        }
    }

    /** A {@link FutureTask} completed from outside, as a fence is. */
    private static final class Settable extends FutureTask<Boolean> {
        Settable() {
            super(() -> true);
        }

        void complete() {
            set(true);
        }
    }

    /** One task for each signal. */
    @State(Scope.Thread)
    public static class Tasks {
        private final Settable[] tasks = new Settable[BATCH];

        @Setup(Level.Invocation)
        public void prepare() {
            for (int i = 0; i < BATCH; i++) {
                tasks[i] = new Settable();
            }
        }
    }

    /** Fences that were signalled before. */
    @State(Scope.Thread)
    public static class Done {
        final DmaFence[] locked = new DmaFence[BATCH];
        final LockFreeFence[] lockFree = new LockFreeFence[BATCH];
        final LockFreeFence[] lockFreeTimed = new LockFreeFence[BATCH];

        @Setup
        public void create() {
            Kernel kernel = new Kernel();
            SpinLock lock = new SpinLock(kernel);
            for (int i = 0; i < BATCH; i++) {
                locked[i] = new DmaFence(kernel);
                locked[i].init(lock, 1, i);
                lockFree[i] = new LockFreeFence(kernel, null);
                lockFreeTimed[i] = new LockFreeFence(kernel, KernelClock.MONOTONIC);
                locked[i].signal();
                lockFree[i].signal();
                lockFreeTimed[i].signal();
            }
        }
    }

    /** What the floors work on: as many objects as there are fences. */
    @State(Scope.Thread)
    public static class Cells {
        private final Cell[] cells = new Cell[BATCH];
        private final SpinLock lock = new SpinLock(new Kernel());
        private final KernelClock clock = KernelClock.MONOTONIC;

        @Setup(Level.Invocation)
        public void prepare() {
            for (int i = 0; i < BATCH; i++) {
                if (cells[i] == null) {
                    cells[i] = new Cell();
                }
                cells[i].number = 0;
                cells[i].reference = null;
            }
        }
    }

    private static final class Cell {
        int number;
        Object reference;
    }

    private static Tick[][] ticks(int callbacks) {
        Tick[][] ticks = new Tick[BATCH][callbacks];
        for (Tick[] row : ticks) {
            for (int i = 0; i < callbacks; i++) {
                row[i] = new Tick();
            }
        }
        return ticks;
    }

    // Floors

    /** The harness, the loop and one plain load. */
    @Benchmark
    public int empty(Cells state) {
        int sum = 0;
        for (Cell cell : state.cells) {
            sum += cell.number;
        }
        return sum;
    }

    @Benchmark
    @Floor("empty")
    public void opaqueStore(Cells state) {
        for (Cell cell : state.cells) {
            NUMBER.setOpaque(cell, 1);
        }
    }

    @Benchmark
    @Floor("empty")
    public void releaseStore(Cells state) {
        for (Cell cell : state.cells) {
            NUMBER.setRelease(cell, 1);
        }
    }

    /** {@code xchg()} of an int. */
    @Benchmark
    @Floor("empty")
    public int getAndSet(Cells state) {
        int sum = 0;
        for (Cell cell : state.cells) {
            sum += (int) NUMBER.getAndSet(cell, 1);
        }
        return sum;
    }

    /** {@code xchg()} of a pointer. It has the garbage collector's barriers, as the lock-free fence has them. */
    @Benchmark
    @Floor("empty")
    public int getAndSetReference(Cells state) {
        int sum = 0;
        for (Cell cell : state.cells) {
            sum += REFERENCE.getAndSet(cell, DONE) == null ? 1 : 0;
        }
        return sum;
    }

    /** One lock and unlock without contention. The batch shares the lock, as the fences of one timeline do. */
    @Benchmark
    @Floor("empty")
    public int lock(Cells state) {
        int sum = 0;
        for (Cell cell : state.cells) {
            state.lock.lock();
            sum += cell.number;
            state.lock.unlock();
        }
        return sum;
    }

    /** {@code ktime_get()}: what a timestamp adds. */
    @Benchmark
    @Floor("empty")
    public long clockRead(Cells state) {
        long sum = 0;
        for (Cell cell : state.cells) {
            sum += state.clock.nanos() + cell.number;
        }
        return sum;
    }

    // Fences

    /** The kernel's fence, with a timestamp that the caller has read. */
    @Benchmark
    @Floor({"lock", "getAndSet"})
    public int locked(Locked state) {
        int sum = 0;
        for (DmaFence fence : state.fences) {
            sum += fence.signalTimestamp(0);
        }
        return sum;
    }

    /** The kernel's fence, including the clock read. */
    @Benchmark
    @Floor({"lock", "getAndSet", "clockRead"})
    public int lockedTimed(Locked state) {
        int sum = 0;
        for (DmaFence fence : state.fences) {
            sum += fence.signal();
        }
        return sum;
    }

    @Benchmark
    @Floor({"lock", "getAndSet"})
    public int lockedAgain(Done state) {
        int sum = 0;
        for (DmaFence fence : state.locked) {
            sum += fence.signalTimestamp(0);
        }
        return sum;
    }

    @Benchmark
    @Floor("getAndSetReference")
    public int lockFree(LockFree state) {
        int sum = 0;
        for (LockFreeFence fence : state.fences) {
            sum += fence.signal();
        }
        return sum;
    }

    @Benchmark
    @Floor({"getAndSetReference", "clockRead"})
    public int lockFreeTimed(LockFreeTimed state) {
        int sum = 0;
        for (LockFreeFence fence : state.fences) {
            sum += fence.signal();
        }
        return sum;
    }

    @Benchmark
    @Floor("getAndSetReference")
    public int lockFreeAgain(Done state) {
        int sum = 0;
        for (LockFreeFence fence : state.lockFree) {
            sum += fence.signal();
        }
        return sum;
    }

    @Benchmark
    @Floor("getAndSetReference")
    public int lockFreeTimedAgain(Done state) {
        int sum = 0;
        for (LockFreeFence fence : state.lockFreeTimed) {
            sum += fence.signal();
        }
        return sum;
    }

    // The JDK's

    @Benchmark
    @Floor("getAndSetReference")
    public int completableFuture(Futures state) {
        int sum = 0;
        for (CompletableFuture<Boolean> future : state.futures) {
            sum += future.complete(true) ? 1 : 0;
        }
        return sum;
    }

    @Benchmark
    @Floor("getAndSet")
    public void countDownLatch(Latches state) {
        for (CountDownLatch latch : state.latches) {
            latch.countDown();
        }
    }

    @Benchmark
    @Floor("getAndSetReference")
    public void futureTask(Tasks state) {
        for (Settable task : state.tasks) {
            task.complete();
        }
    }

    /** What this class must show. */
    static List<TargetRatio> targets() {
        return List.of(
                new TargetRatio(
                        "lock-free signal, no callbacks, no timestamp, against one getAndSet",
                        1.5,
                        run -> run.score(FenceSignalBenchmark.class, "lockFree", "callbacks", "0")
                                .over(run.floor(FenceSignalBenchmark.class, "lockFree"))),
                new TargetRatio(
                        "kernel-faithful signal, no callbacks, given timestamp, against lock + getAndSet",
                        1.5,
                        run -> run.score(FenceSignalBenchmark.class, "locked", "callbacks", "0")
                                .over(run.floor(FenceSignalBenchmark.class, "locked"))),
                fasterThanCompletableFuture("locked", 0),
                fasterThanCompletableFuture("locked", 1),
                fasterThanCompletableFuture("locked", 8),
                fasterThanCompletableFuture("lockFree", 0),
                fasterThanCompletableFuture("lockFree", 1),
                fasterThanCompletableFuture("lockFree", 8),
                callbackCostIsFlat("locked"),
                callbackCostIsFlat("lockFree"));
    }

    private static TargetRatio fasterThanCompletableFuture(String method, int callbacks) {
        String count = Integer.toString(callbacks);
        return new TargetRatio(
                method + " against CompletableFuture.complete, callbacks " + callbacks,
                1,
                run -> run.score(FenceSignalBenchmark.class, method, "callbacks", count)
                        .over(run.score(FenceSignalBenchmark.class, "completableFuture", "callbacks", count)));
    }

    /** The ratio without the fixed cost, with some room for the caches. */
    private static TargetRatio callbackCostIsFlat(String method) {
        return new TargetRatio(method + ": cost of a callback, of 64 against of 8", 1.25, run -> {
            Estimate fixed = run.score(FenceSignalBenchmark.class, method, "callbacks", "0");
            Estimate few = run.score(FenceSignalBenchmark.class, method, "callbacks", "8");
            Estimate many = run.score(FenceSignalBenchmark.class, method, "callbacks", "64");
            return many.minus(fixed).dividedBy(64).over(few.minus(fixed).dividedBy(8));
        });
    }

    private static final Object DONE = new Object();

    // VarHandle mechanics
    private static final VarHandle NUMBER =
            ConstantBootstraps.fieldVarHandle(MethodHandles.lookup(), "number", VarHandle.class, Cell.class, int.class);
    private static final VarHandle REFERENCE = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "reference", VarHandle.class, Cell.class, Object.class);
}
