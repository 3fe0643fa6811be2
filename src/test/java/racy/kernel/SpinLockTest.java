// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SpinLockTest {
    private static final int ROUNDS = 20_000;

    private long plain;

    @Test
    void lock_contended_excludesAndPublishes() {
        SpinLock lock = new SpinLock(new Kernel());
        AtomicInteger inside = new AtomicInteger();
        AtomicBoolean overlapped = new AtomicBoolean();
        Contexts.Body body = () -> {
            for (int i = 0; i < ROUNDS; i++) {
                lock.lock();
                overlapped.compareAndSet(false, inside.incrementAndGet() != 1);
                plain++;
                inside.decrementAndGet();
                lock.unlock();
            }
        };
        Contexts.together(body, body, body);
        assertFalse(overlapped.get(), "two holders at once");
        assertEquals(3L * ROUNDS, plain);
    }

    @Test
    void lock_held_waitsThroughPreemption() throws InterruptedException {
        AtomicInteger rounds = new AtomicInteger();
        Kernel kernel = new Kernel(KernelClock.MONOTONIC, new Violations(), new Preemption() {
            @Override
            protected void cpuRelax(int round) {
                rounds.accumulateAndGet(round, Math::max);
                Thread.yield();
            }
        });
        SpinLock lock = new SpinLock(kernel);
        lock.lock();
        Contexts.Started other = Contexts.start(() -> {
            lock.lock();
            lock.unlock();
        });
        Contexts.await(() -> rounds.get() > 2);
        other.assertWaits();
        lock.unlock();
        other.join();
    }

    @Test
    void mutex_contended_excludes() {
        Mutex mutex = new Mutex(new Kernel());
        Contexts.Body body = () -> {
            for (int i = 0; i < ROUNDS; i++) {
                mutex.lock();
                plain++;
                mutex.unlock();
            }
        };
        Contexts.together(body, body);
        assertEquals(2L * ROUNDS, plain);
    }
}
