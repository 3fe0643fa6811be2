// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.bench;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import racy.kernel.Kernel;
import racy.kernel.SpinLock;

/**
 * Publishes a task in the slot and claims it, as {@code core->in_flight_task}: alone in one thread, and contended by a
 * publisher and a claimer. For plain accesses in one thread, the compilers may reduce publish and claim to nothing.
 * That is then the result.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(5)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class SlotClaimBenchmark {
    /** The way to publish and to claim. */
    public enum How {
        PLAIN {
            @Override
            void publish(Slot slot, Object task) {
                slot.task = task;
            }

            @Override
            Object claim(Slot slot) {
                Object task = slot.task;
                slot.task = null;
                return task;
            }
        },
        /**
         * {@code WRITE_ONCE}, then {@code READ_ONCE} and {@code WRITE_ONCE(NULL)}: the mutant in which two contexts may
         * claim.
         */
        OPAQUE {
            @Override
            void publish(Slot slot, Object task) {
                TASK.setOpaque(slot, task);
            }

            @Override
            Object claim(Slot slot) {
                Object task = TASK.getOpaque(slot);
                TASK.setOpaque(slot, null);
                return task;
            }
        },
        RELEASE_ACQUIRE {
            @Override
            void publish(Slot slot, Object task) {
                TASK.setRelease(slot, task);
            }

            @Override
            Object claim(Slot slot) {
                Object task = TASK.getAcquire(slot);
                TASK.setRelease(slot, null);
                return task;
            }
        },
        /** {@code WRITE_ONCE}, then {@code xchg}: the driver as posted. */
        XCHG_CLAIM {
            @Override
            void publish(Slot slot, Object task) {
                TASK.setOpaque(slot, task);
            }

            @Override
            Object claim(Slot slot) {
                return TASK.getAndSet(slot, null);
            }
        },
        XCHG_BOTH {
            @Override
            void publish(Slot slot, Object task) {
                TASK.getAndSet(slot, task);
            }

            @Override
            Object claim(Slot slot) {
                return TASK.getAndSet(slot, null);
            }
        },
        /** {@code smp_store_release}, then {@code cmpxchg} of the expected task. */
        CMPXCHG_CLAIM {
            @Override
            void publish(Slot slot, Object task) {
                TASK.setRelease(slot, task);
            }

            @Override
            Object claim(Slot slot) {
                Object task = TASK.getOpaque(slot);
                return task != null && TASK.compareAndExchange(slot, task, null) == task ? task : null;
            }
        },
        MUTEX {
            @Override
            void publish(Slot slot, Object task) {
                slot.lock.lock();
                slot.task = task;
                slot.lock.unlock();
            }

            @Override
            Object claim(Slot slot) {
                slot.lock.lock();
                Object task = slot.task;
                slot.task = null;
                slot.lock.unlock();
                return task;
            }
        };

        abstract void publish(Slot slot, Object task);

        abstract Object claim(Slot slot);
    }

    private static final class Slot {
        Object task;
        final SpinLock lock = new SpinLock(new Kernel());
    }

    /** One slot for all threads of a benchmark. */
    @State(Scope.Benchmark)
    public static class Shared {
        @Param
        How how;

        private final Slot slot = new Slot();
        private final Object task = new Object();
    }

    /** What the floors work on. */
    @State(Scope.Benchmark)
    public static class Floors {
        private final Slot slot = new Slot();
        private final Object task = new Object();
    }

    // Floors

    @Benchmark
    public Object empty(Floors state) {
        return state.task;
    }

    /** Two exchanges of a reference. A full order on both sides cannot cost less. */
    @Benchmark
    public Object xchgTwice(Floors state) {
        TASK.getAndSet(state.slot, state.task);
        return TASK.getAndSet(state.slot, null);
    }

    @Benchmark
    @Group("xchgAgainstXchg")
    public Object xchgHere(Floors state) {
        return TASK.getAndSet(state.slot, state.task);
    }

    @Benchmark
    @Group("xchgAgainstXchg")
    public Object xchgThere(Floors state) {
        return TASK.getAndSet(state.slot, null);
    }

    // The slot

    @Benchmark
    @Floor("xchgTwice")
    public Object alone(Shared state) {
        state.how.publish(state.slot, state.task);
        return state.how.claim(state.slot);
    }

    @Benchmark
    @Group("contended")
    @Floor("xchgAgainstXchg:xchgHere")
    public void publish(Shared state) {
        state.how.publish(state.slot, state.task);
    }

    @Benchmark
    @Group("contended")
    @Floor("xchgAgainstXchg:xchgThere")
    public Object claim(Shared state) {
        return state.how.claim(state.slot);
    }

    // VarHandle mechanics
    private static final VarHandle TASK = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "task", VarHandle.class, Slot.class, Object.class);
}
