// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
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
    void lock_takenByItsHolder_isADeadlockAtOnce() throws InterruptedException {
        List<String> details = new ArrayList<>();
        Kernel kernel = kernel(details);
        Mutex mutex = new Mutex(kernel, "job_lock");
        mutex.lock();
        mutex.lock();
        assertEquals(List.of("DEADLOCK: waits for job_lock, which it holds itself"), details);
        mutex.unlock();
        Contexts.Started other = Contexts.start(() -> {
            mutex.lock();
            mutex.unlock();
        });
        other.assertWaits();
        mutex.unlock();
        other.join();
        assertEquals(1, details.size(), "the second unlock released it");
    }

    /** The context has no lock where it believes that it has one, so what it then does wrong is no finding. */
    @Test
    void report_afterADeadlockWasBroken_isNotTaken() {
        List<String> details = new ArrayList<>();
        Kernel kernel = kernel(details);
        SpinLock lock = new SpinLock(kernel, "fence_lock");
        lock.lock();
        lock.lock();
        kernel.violations.report(Violation.LIST_CORRUPTED, "two contexts in one section");
        assertEquals(1, details.size(), details::toString);
        assertEquals("DEADLOCK", kernel.violations.toString());
        kernel.violations.clear();
        kernel.violations.report(Violation.LIST_CORRUPTED, "on the next run");
        assertEquals("LIST_CORRUPTED", kernel.violations.toString());
    }

    @Test
    void lock_circleOfThree_isADeadlockAndEnds() throws Exception {
        List<String> details = Collections.synchronizedList(new ArrayList<>());
        Kernel kernel = kernel(details);
        SpinLock[] locks = {
            new SpinLock(kernel, "fence_lock"), new SpinLock(kernel, "job_lock"), new SpinLock(kernel, "rq.lock")
        };
        CyclicBarrier allHoldOne = new CyclicBarrier(locks.length);
        Contexts.Body[] bodies = new Contexts.Body[locks.length];
        for (int i = 0; i < locks.length; i++) {
            SpinLock first = locks[i];
            SpinLock second = locks[(i + 1) % locks.length];
            bodies[i] = () -> {
                first.lock();
                allHoldOne.await();
                second.lock();
                second.unlock();
                first.unlock();
            };
        }
        Contexts.together(bodies);
        assertTrue(details.get(0).startsWith("DEADLOCK: waits for "), details.toString());
        assertTrue(details.get(0).endsWith(", and its holder waits for it"), details.toString());
    }

    /** A long wait is no deadlock while the holder can go on. */
    @Test
    void lock_heldForLong_isNoDeadlock() throws InterruptedException {
        List<String> details = new ArrayList<>();
        Kernel kernel = kernel(details);
        SpinLock lock = new SpinLock(kernel, "fence_lock");
        SpinLock others = new SpinLock(kernel, "job_lock");
        others.lock();
        lock.lock();
        Contexts.Started waiter = Contexts.start(() -> {
            lock.lock();
            lock.unlock();
        });
        waiter.assertWaits();
        lock.unlock();
        waiter.join();
        assertEquals(List.of(), details);
    }

    private static Kernel kernel(List<String> details) {
        Violations violations = new Violations() {
            @Override
            protected void reported(Violation violation, String detail) {
                details.add(violation + ": " + detail);
            }
        };
        return new Kernel(KernelClock.MONOTONIC, violations, new Preemption());
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
