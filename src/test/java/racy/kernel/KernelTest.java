// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KernelTest {
    @Test
    void warn_counted_andLastKept() {
        Kernel kernel = new Kernel();
        assertEquals(0, kernel.warnings());
        kernel.warn("first");
        kernel.warn("second");
        assertEquals(2, kernel.warnings());
        assertEquals("second", kernel.lastWarning());
    }

    @Test
    void errno_named_asTheKernelSpellsIt() {
        assertEquals("-ECANCELED", Errno.name(-Errno.ECANCELED));
        assertEquals("-EDEADLK", Errno.name(-35));
        assertEquals("0", Errno.name(0));
        assertEquals("-7", Errno.name(-7));
    }

    @Test
    void flags_testAndSet_returnsTheOldValueOfThatBit() {
        KernelFlags flags = new KernelFlags();
        flags.setBit(3);
        assertFalse(flags.testAndSetBit(0));
        assertTrue(flags.testAndSetBit(0));
        assertTrue(flags.testAndSetBit(3));
        assertFalse(flags.testAndSetBit(31));
        assertTrue(flags.testBit(31));
        flags.clearBit(0);
        assertFalse(flags.testBit(0));
        flags.setBitExclusive(4);
        assertTrue(flags.testBit(4) && flags.testBit(31));
        assertTrue(flags.testBitAcquire(3));
        flags.init();
        assertFalse(flags.testBit(3));
    }

    @Test
    void flags_setBit_concurrentLosesNone() {
        KernelFlags[] flags = new KernelFlags[10_000];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = new KernelFlags();
        }
        Contexts.together(
                () -> {
                    for (KernelFlags word : flags) {
                        word.setBit(0);
                        word.setBit(2);
                        word.clearBit(2);
                    }
                },
                () -> {
                    for (KernelFlags word : flags) {
                        word.setBit(1);
                    }
                });
        for (KernelFlags word : flags) {
            assertTrue(word.testBit(0) && word.testBit(1) && !word.testBit(2));
        }
    }

    @Test
    @Timeout(30)
    void preemption_unparkedBefore_parkReturns() {
        Preemption preemption = new Preemption();
        preemption.unpark(Thread.currentThread());
        preemption.park(this, Long.MAX_VALUE);
    }

    @Test
    void preemption_parked_wokenByUnpark() throws InterruptedException {
        Preemption preemption = new Preemption();
        boolean[] go = new boolean[1];
        Thread[] sleeper = new Thread[1];
        Contexts.Started started = Contexts.start(() -> {
            synchronized (sleeper) {
                sleeper[0] = Thread.currentThread();
            }
            while (true) {
                preemption.park(this, Long.MAX_VALUE);
                synchronized (go) {
                    if (go[0]) {
                        return;
                    }
                }
            }
        });
        Contexts.await(() -> {
            synchronized (sleeper) {
                return sleeper[0] != null;
            }
        });
        started.assertWaits();
        synchronized (go) {
            go[0] = true;
        }
        preemption.unpark(sleeper[0]);
        started.join();
    }

    @Test
    void clock_manual_movesOnlyWhenTold() {
        KernelClock.Manual clock = new KernelClock.Manual();
        long before = clock.nanos();
        assertEquals(before, clock.nanos());
        clock.advance(5);
        assertEquals(before + 5, clock.nanos());
    }

    @Test
    void clock_manualWithAStep_noTwoReadingsAreEqual() {
        KernelClock.Manual clock = new KernelClock.Manual(3);
        long before = clock.nanos();
        assertEquals(before + 3, clock.nanos());
        clock.advance(5);
        assertEquals(before + 3 + 5 + 3, clock.nanos());
        clock.init();
        assertEquals(before, clock.nanos());
    }

    @Test
    void preemption_await_returnsOnceTheConditionHolds() {
        int[] looks = new int[1];
        new Preemption().await(() -> ++looks[0] == 100);
        assertEquals(100, looks[0]);
    }

    @Test
    void preemption_tryAwait_waitsWhereverAwaitDoes() {
        boolean[] waited = new boolean[1];
        Preemption preemption = new Preemption() {
            @Override
            public void await(BooleanSupplier condition) {
                waited[0] = true;
            }
        };
        assertTrue(preemption.tryAwait(() -> false));
        assertTrue(waited[0]);
    }

    @Test
    void kernel_initialisedAgain_givesTheSameNumbers() {
        Kernel kernel = new Kernel();
        long context = kernel.allocateFenceContexts(2);
        long address = kernel.nextAddress();
        assertEquals(context + 2, kernel.allocateFenceContexts(1));
        assertEquals(address + 1, kernel.nextAddress());
        kernel.warn("once");
        kernel.init();
        assertEquals(context, kernel.allocateFenceContexts(2));
        assertEquals(address, kernel.nextAddress());
        assertEquals(0, kernel.warnings());
        assertEquals("", kernel.lastWarning());
    }

    @Test
    void relaxedCounter_contended_everyOneCounts() {
        RelaxedCounter counter = new RelaxedCounter();
        int rounds = 100_000;
        Contexts.Body body = () -> {
            for (int i = 0; i < rounds; i++) {
                counter.fetchInc();
            }
        };
        Contexts.together(body, body);
        assertEquals(2L * rounds, counter.read());
        counter.init();
        assertEquals(0, counter.read());
    }
}
