// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import racy.fence.FenceContractTest.Kind;
import racy.kernel.Contexts;
import racy.kernel.Errno;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;

/**
 * Random interleavings of adding, removing and signalling in three contexts. Whatever the order, each callback that was
 * accepted runs once or was removed, each that was refused neither, and one signal wins. A failure names its seed; the
 * threads' timing is not replayed by it.
 */
@Timeout(120)
class FencePropertyTest {
    private static final int ROUNDS = 4_000;
    private static final int CALLBACKS = 4;

    private static final class Counter extends FenceCallback {
        final AtomicInteger runs = new AtomicInteger();
        int accepted;
        int refused;
        final AtomicInteger removed = new AtomicInteger();

        @Override
        protected void signaled(Fence fence) {
            runs.incrementAndGet();
        }
    }

    /** One fence, its callbacks, and what came of them. */
    private static final class Round {
        final Fence fence;
        final long seed;
        final List<Counter> callbacks = new ArrayList<>();
        final AtomicInteger signals = new AtomicInteger();

        Round(Fence fence, long seed) {
            this.fence = fence;
            this.seed = seed;
            for (int i = 0; i < CALLBACKS; i++) {
                callbacks.add(new Counter());
            }
        }

        /** Adds all; now and then takes one back, and adds it again. */
        void adder() {
            Random random = new Random(seed);
            for (Counter callback : callbacks) {
                add(callback);
                if (random.nextInt(3) == 0 && fence.removeCallback(callback)) {
                    callback.removed.incrementAndGet();
                    add(callback);
                }
                pause(random);
            }
        }

        private void add(Counter callback) {
            if (fence.addCallback(callback) == 0) {
                callback.accepted++;
            } else {
                callback.refused++;
            }
        }

        void remover() {
            Random random = new Random(seed + 1);
            for (int i = 0; i < CALLBACKS; i++) {
                Counter callback = callbacks.get(random.nextInt(CALLBACKS));
                if (fence.removeCallback(callback)) {
                    callback.removed.incrementAndGet();
                }
                pause(random);
            }
        }

        void signaller() {
            Random random = new Random(seed + 2);
            int pauses = random.nextInt(8);
            for (int i = 0; i < pauses; i++) {
                pause(random);
            }
            int result = fence.signal();
            if (result == 0) {
                signals.incrementAndGet();
            } else {
                assertEquals(-Errno.EINVAL, result);
            }
        }

        private static void pause(Random random) {
            int spins = random.nextInt(40);
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
        }

        /** Returns whether all callbacks ran, so that the test can tell that rounds differ. */
        boolean check() {
            String what = "seed " + seed;
            fence.signal();
            assertEquals(1, signals.get(), what);
            boolean all = true;
            for (Counter callback : callbacks) {
                int ran = callback.runs.get();
                assertEquals(callback.accepted, ran + callback.removed.get(), what);
                assertTrue(ran <= 1, what);
                assertTrue(callback.accepted + callback.refused >= 1, what);
                all &= ran == 1;
            }
            return all;
        }
    }

    @ParameterizedTest
    @EnumSource
    void callbacks_addedRemovedSignalled_eachRunsOnceOrWasRemovedOrRefused(Kind kind) {
        Kernel kernel = new Kernel();
        List<Round> rounds = new ArrayList<>();
        for (long seed = 0; seed < ROUNDS; seed++) {
            rounds.add(new Round(kind.make(kernel), 10 * seed));
        }
        CyclicBarrier barrier = new CyclicBarrier(3);
        Contexts.together(
                () -> {
                    for (Round round : rounds) {
                        meet(barrier, round.seed);
                        round.adder();
                    }
                },
                () -> {
                    for (Round round : rounds) {
                        meet(barrier, round.seed);
                        round.remover();
                        round.signaller();
                    }
                },
                () -> {
                    for (Round round : rounds) {
                        meet(barrier, round.seed);
                        round.signaller();
                    }
                });
        long complete = rounds.stream().filter(Round::check).count();
        assertTrue(complete < ROUNDS, "no removal and no refusal was ever seen: nothing interleaved");
        assertEquals(0, kernel.warnings());
        assertTrue(kernel.violations.isEmpty());
    }

    /** The barrier parks, which would order the contexts too well, so only now and then. */
    private static void meet(CyclicBarrier barrier, long seed) throws Exception {
        if (seed % 500 == 0) {
            barrier.await();
        }
    }

    @ParameterizedTest
    @EnumSource
    void payload_seenBySlowPathAndCallbacks_isTheSignallers(Kind kind) {
        Kernel kernel = new Kernel();
        int rounds = 5_000;
        Fence[] fences = new Fence[rounds];
        int[] payload = new int[rounds];
        for (int i = 0; i < rounds; i++) {
            fences[i] = kind.make(kernel);
        }
        Contexts.together(
                () -> {
                    for (int i = 0; i < rounds; i++) {
                        payload[i] = i + 1;
                        fences[i].setError(-Errno.EIO);
                        fences[i].signal();
                    }
                },
                () -> {
                    for (int i = 0; i < rounds; i++) {
                        int status;
                        while ((status = fences[i].status()) == 0) {
                            Thread.onSpinWait();
                        }
                        assertEquals(-Errno.EIO, status);
                        assertEquals(i + 1, payload[i]);
                    }
                });
        assertEquals(0, kernel.warnings());
    }

    @Test
    void timestamp_twoSignallers_isTheWinners() {
        int rounds = 10_000;
        Kernel kernel = new Kernel();
        LockFreeFence[] fences = new LockFreeFence[rounds];
        long[][] asked = new long[2][rounds];
        int[][] result = new int[2][rounds];
        ThreadLocal<Long> now = ThreadLocal.withInitial(() -> 0L);
        for (int i = 0; i < rounds; i++) {
            fences[i] = new LockFreeFence(kernel, (KernelClock) now::get);
        }
        Contexts.Body[] signallers = new Contexts.Body[2];
        for (int s = 0; s < 2; s++) {
            int side = s;
            signallers[s] = () -> {
                for (int i = 0; i < rounds; i++) {
                    asked[side][i] = 2L * i + side + 1;
                    now.set(asked[side][i]);
                    result[side][i] = fences[i].signal();
                }
            };
        }
        Contexts.together(signallers);
        for (int i = 0; i < rounds; i++) {
            int winner = result[0][i] == 0 ? 0 : 1;
            assertEquals(-Errno.EINVAL, result[1 - winner][i]);
            assertEquals(asked[winner][i], fences[i].timestamp());
        }
    }
}
