// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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
 * Random interleavings of add, remove and signal in two and three contexts. In every order, each callback that was
 * accepted either ran once or was removed. Each callback that was refused did neither. One signal wins. A failure
 * prints its seed, but the seed does not repeat the timing of the threads.
 */
@Timeout(120)
class FencePropertyTest {
    private static final int ROUNDS = 4_000;
    private static final int CALLBACKS = 4;

    private static final class Counter extends FenceCallback {
        final AtomicInteger runs = new AtomicInteger();
        final AtomicInteger removed = new AtomicInteger();
        int accepted;
        int refused;

        @Override
        protected void signaled(Fence fence) {
            runs.incrementAndGet();
        }
    }

    /**
     * One fence, its callbacks, and what happened to them. The random choices are made in advance, so a round is short.
     */
    private static final class Round {
        final Fence fence;
        final long seed;
        final List<Counter> callbacks = new ArrayList<>();
        final AtomicInteger signals = new AtomicInteger();
        private final boolean[] takeBack = new boolean[CALLBACKS];
        private final int[] victims = new int[CALLBACKS];
        private final int[] delays = new int[3];

        Round(Fence fence, long seed) {
            this.fence = fence;
            this.seed = seed;
            Random random = new Random(seed);
            for (int i = 0; i < CALLBACKS; i++) {
                callbacks.add(new Counter());
                takeBack[i] = random.nextInt(3) == 0;
                victims[i] = random.nextInt(CALLBACKS);
            }
            for (int i = 0; i < delays.length; i++) {
                delays[i] = random.nextInt(200);
            }
        }

        /** Adds all callbacks. Sometimes removes one and adds it again. */
        void adder() {
            delay(0);
            for (int i = 0; i < CALLBACKS; i++) {
                Counter callback = callbacks.get(i);
                add(callback);
                if (takeBack[i] && fence.removeCallback(callback)) {
                    callback.removed.incrementAndGet();
                    add(callback);
                }
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
            delay(1);
            for (int victim : victims) {
                Counter callback = callbacks.get(victim);
                if (fence.removeCallback(callback)) {
                    callback.removed.incrementAndGet();
                }
            }
        }

        void signaller() {
            delay(2);
            int result = fence.signal();
            if (result == 0) {
                signals.incrementAndGet();
            } else {
                assertEquals(-Errno.EINVAL, result);
            }
        }

        private void delay(int which) {
            for (int i = 0; i < delays[which]; i++) {
                signals.getOpaque();
            }
        }

        /** Returns whether all callbacks ran, so the test can see that rounds differ. */
        boolean check() {
            String what = "seed " + seed;
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
    void threeContexts_addRemoveSignal_eachRunsOnceOrWasRemovedOrRefused(Kind kind) {
        interleave(kind, List.of(Round::adder, Round::remover, Round::signaller));
    }

    @ParameterizedTest
    @EnumSource
    void twoContexts_addAgainstRemoveAndSignal_eachRunsOnceOrWasRemovedOrRefused(Kind kind) {
        interleave(kind, List.of(Round::adder, round -> {
            round.remover();
            round.signaller();
        }));
    }

    @ParameterizedTest
    @EnumSource
    void twoContexts_bothSignal_oneWins(Kind kind) {
        interleave(
                kind,
                List.of(
                        round -> {
                            round.adder();
                            round.signaller();
                        },
                        round -> {
                            round.remover();
                            round.signaller();
                        }));
    }

    @ParameterizedTest
    @EnumSource
    void twoContexts_removeAgainstSignal_eachRunsOnceOrWasRemoved(Kind kind) {
        interleave(kind, List.of(Round::signaller, Round::remover), round -> round.callbacks.forEach(round::add));
    }

    private static void interleave(Kind kind, List<Consumer<Round>> contexts) {
        interleave(kind, contexts, round -> {});
    }

    private static void interleave(Kind kind, List<Consumer<Round>> contexts, Consumer<Round> before) {
        Kernel kernel = new Kernel();
        List<Round> rounds = new ArrayList<>();
        for (long seed = 0; seed < ROUNDS; seed++) {
            rounds.add(new Round(kind.make(kernel), seed));
        }
        rounds.forEach(before);
        Contexts.Rendezvous rendezvous = new Contexts.Rendezvous(contexts.size());
        Contexts.together(contexts.stream()
                .map(context -> (Contexts.Body) () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        rendezvous.meet(i);
                        context.accept(rounds.get(i));
                    }
                })
                .toArray(Contexts.Body[]::new));
        long complete = 0;
        for (Round round : rounds) {
            complete += round.check() ? 1 : 0;
        }
        assertTrue(complete < ROUNDS, "no removal and no refusal was ever seen: nothing interleaved");
        assertEquals(0, kernel.warnings());
        assertTrue(kernel.violations.isEmpty());
    }

    /** Both contexts visit the same callbacks, in the same or in opposite order, so they meet again and again. */
    @ParameterizedTest
    @EnumSource
    void remover_followsTheSignaller_eachRunsOrWasRemoved(Kind kind) {
        int rounds = 1_000;
        int callbacks = 64;
        Kernel kernel = new Kernel();
        List<Fence> fences = new ArrayList<>();
        Counter[][] counters = new Counter[rounds][callbacks];
        for (Counter[] row : counters) {
            Fence fence = kind.make(kernel);
            fences.add(fence);
            for (int i = 0; i < callbacks; i++) {
                row[i] = new Counter();
                fence.addCallback(row[i]);
            }
        }
        Contexts.Rendezvous rendezvous = new Contexts.Rendezvous(2);
        Contexts.together(
                () -> {
                    for (int round = 0; round < rounds; round++) {
                        rendezvous.meet(round);
                        fences.get(round).signal();
                    }
                },
                () -> {
                    for (int round = 0; round < rounds; round++) {
                        rendezvous.meet(round);
                        for (int i = 0; i < callbacks; i++) {
                            Counter counter = counters[round][round % 2 == 0 ? i : callbacks - 1 - i];
                            if (fences.get(round).removeCallback(counter)) {
                                counter.removed.incrementAndGet();
                            }
                        }
                    }
                });
        for (Counter[] row : counters) {
            for (Counter counter : row) {
                assertEquals(1, counter.runs.get() + counter.removed.get());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void adders_onOneFence_noneIsLost(Kind kind) {
        int rounds = 1_000;
        int callbacks = 32;
        Kernel kernel = new Kernel();
        List<Fence> fences = new ArrayList<>();
        Counter[][] counters = new Counter[rounds][2 * callbacks];
        for (Counter[] row : counters) {
            fences.add(kind.make(kernel));
            for (int i = 0; i < row.length; i++) {
                row[i] = new Counter();
            }
        }
        Contexts.Rendezvous rendezvous = new Contexts.Rendezvous(2);
        Contexts.Body[] adders = new Contexts.Body[2];
        for (int side = 0; side < 2; side++) {
            int first = side * callbacks;
            adders[side] = () -> {
                for (int round = 0; round < rounds; round++) {
                    rendezvous.meet(round);
                    for (int i = first; i < first + callbacks; i++) {
                        assertEquals(0, fences.get(round).addCallback(counters[round][i]));
                    }
                }
            };
        }
        Contexts.together(adders);
        fences.forEach(Fence::signal);
        for (Counter[] row : counters) {
            for (Counter counter : row) {
                assertEquals(1, counter.runs.get());
            }
        }
    }

    /** The callback may be on another fence already before its adder returns. */
    @ParameterizedTest
    @EnumSource
    void callback_signalledWhileAdded_waitsWhereItWentLast(Kind kind) {
        int rounds = 20_000;
        Kernel kernel = new Kernel();
        Contexts.Rendezvous rendezvous = new Contexts.Rendezvous(2);
        List<Fence> first = new ArrayList<>();
        List<Fence> second = new ArrayList<>();
        List<FenceCallback> movers = new ArrayList<>();
        int[] accepted = new int[rounds];
        for (int i = 0; i < rounds; i++) {
            first.add(kind.make(kernel));
            second.add(kind.make(kernel));
            Fence elsewhere = second.get(i);
            movers.add(new FenceCallback() {
                @Override
                protected void signaled(Fence fence) {
                    elsewhere.addCallback(this);
                }
            });
        }
        Contexts.together(
                () -> {
                    for (int i = 0; i < rounds; i++) {
                        rendezvous.meet(i);
                        accepted[i] = first.get(i).addCallback(movers.get(i));
                    }
                },
                () -> {
                    for (int i = 0; i < rounds; i++) {
                        rendezvous.meet(i);
                        first.get(i).signal();
                    }
                });
        for (int i = 0; i < rounds; i++) {
            assertEquals(accepted[i] == 0, second.get(i).removeCallback(movers.get(i)), "round " + i);
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
        Contexts.Rendezvous rendezvous = new Contexts.Rendezvous(2);
        for (int s = 0; s < 2; s++) {
            int side = s;
            signallers[s] = () -> {
                for (int i = 0; i < rounds; i++) {
                    rendezvous.meet(i);
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
