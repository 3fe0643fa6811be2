// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import racy.fence.DmaFence;
import racy.kernel.Kernel;
import racy.kernel.SpinLock;

/**
 * The time from signal to wake-up. Two threads wake each other in turn, so an operation is one wake-up. The signals are
 * new each time. Their allocation is part of the score and small compared with a wake-up.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(5)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@OperationsPerInvocation(2)
public class FenceWaitBenchmark {
    /** Signalled once and waited for once. */
    interface Signal {
        void give();

        void await() throws Exception;
    }

    /** One signal in each direction. The next round is written before {@code ping} is signalled, which publishes it. */
    private static final class Round {
        final Signal ping;
        final Signal pong;
        Round next;

        Round(Signal ping, Signal pong) {
            this.ping = ping;
            this.pong = pong;
        }
    }

    /** The benchmark's thread and its partner. */
    public abstract static class Pair {
        private Round round;
        private Thread partner;
        private volatile boolean stopped;

        abstract Signal create();

        private Round round() {
            return new Round(create(), create());
        }

        @Setup
        public void start() {
            round = round();
            Round first = round;
            partner = new Thread(() -> answer(first), "partner");
            partner.start();
        }

        private void answer(Round first) {
            try {
                for (Round current = first; ; current = current.next) {
                    current.ping.await();
                    if (stopped) {
                        return;
                    }
                    current.pong.give();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        void handOver() throws Exception {
            Round current = round;
            current.next = round();
            round = current.next;
            current.ping.give();
            current.pong.await();
        }

        @TearDown
        public void stop() throws InterruptedException {
            stopped = true;
            round.ping.give();
            partner.join();
        }
    }

    /** Floor: a flag, and one park and unpark. */
    @State(Scope.Benchmark)
    public static class Parked extends Pair {
        private static final class Flag implements Signal {
            private volatile boolean given;
            private volatile Thread waiter;

            @Override
            public void give() {
                given = true;
                LockSupport.unpark(waiter);
            }

            @Override
            public void await() {
                waiter = Thread.currentThread();
                while (!given) {
                    LockSupport.park(this);
                }
            }
        }

        @Override
        Signal create() {
            return new Flag();
        }
    }

    /** The kernel's fence. */
    @State(Scope.Benchmark)
    public static class Fences extends Pair {
        private static final class Fence extends DmaFence implements Signal {
            Fence(Kernel kernel, SpinLock lock) {
                super(kernel);
                init(lock, 1, 1);
            }

            @Override
            public void give() {
                signalTimestamp(0);
            }

            @Override
            public void await() {
                waitTimeout(FOREVER);
            }
        }

        private final Kernel kernel = new Kernel();
        private final SpinLock lock = new SpinLock(kernel);

        @Override
        Signal create() {
            return new Fence(kernel, lock);
        }
    }

    /** {@link CountDownLatch}. */
    @State(Scope.Benchmark)
    public static class Latches extends Pair {
        private static final class Latch extends CountDownLatch implements Signal {
            Latch() {
                super(1);
            }

            @Override
            public void give() {
                countDown();
            }
        }

        @Override
        Signal create() {
            return new Latch();
        }
    }

    /** {@link CompletableFuture}. */
    @State(Scope.Benchmark)
    public static class Futures extends Pair {
        private static final class Future extends CompletableFuture<Boolean> implements Signal {
            @Override
            public void give() {
                complete(true);
            }

            @Override
            public void await() {
                join();
            }
        }

        @Override
        Signal create() {
            return new Future();
        }
    }

    @Benchmark
    public void park(Parked state) throws Exception {
        state.handOver();
    }

    @Benchmark
    @Floor("park")
    public void fence(Fences state) throws Exception {
        state.handOver();
    }

    @Benchmark
    @Floor("park")
    public void countDownLatch(Latches state) throws Exception {
        state.handOver();
    }

    @Benchmark
    @Floor("park")
    public void completableFuture(Futures state) throws Exception {
        state.handOver();
    }
}
