// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import racy.kernel.Contexts;
import racy.kernel.Errno;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.Preemption;
import racy.kernel.SpinLock;
import racy.kernel.Violation;
import racy.kernel.Violations;

/** What only the kernel's fence does: the lock, the time, the wait and the references. */
@Timeout(60)
class DmaFenceTest {
    private static final long FOREVER = DmaFence.FOREVER;

    private final KernelClock.Manual clock = new KernelClock.Manual();
    private final Kernel kernel = new Kernel(clock, new Violations(), new Preemption());
    private final SpinLock lock = new SpinLock(kernel);
    private final DmaFence fence = fence(7, 3);
    private final List<String> log = new ArrayList<>();

    private DmaFence fence(long context, long seqno) {
        DmaFence made = new DmaFence(kernel);
        made.init(lock, context, seqno);
        return made;
    }

    /** Whether a lock is held. Only another context can find out. */
    private static boolean isHeld(SpinLock asked) {
        AtomicBoolean taken = new AtomicBoolean();
        Contexts.Started other = Contexts.start(() -> {
            asked.lock();
            taken.set(true);
            asked.unlock();
        });
        try {
            other.future().get(20, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return !taken.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
        return false;
    }

    @Test
    void getRcu_referencesOrNone_takesOneOrNone() {
        assertSame(fence, fence.getRcu());
        assertEquals(2, fence.references());
        kernel.rcu.readLock();
        fence.put();
        fence.put();
        assertNull(fence.getRcu());
        kernel.rcu.readUnlock();
        assertEquals(Set.of(), kernel.violations.asSet());
    }

    /** The last put comes at any moment: a reference is to a live fence or none, and nothing is reported. */
    @Test
    void getRcu_lastPutMeanwhile_oneOfThemFrees() {
        int rounds = 5_000;
        List<DmaFence> fences = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            fences.add(fence(7, i));
        }
        Contexts.Rendezvous rendezvous = new Contexts.Rendezvous(2);
        Contexts.together(
                () -> {
                    for (int i = 0; i < rounds; i++) {
                        rendezvous.meet(i);
                        fences.get(i).put();
                    }
                },
                () -> {
                    for (int i = 0; i < rounds; i++) {
                        kernel.rcu.readLock();
                        rendezvous.meet(i);
                        DmaFence mine = fences.get(i).getRcu();
                        kernel.rcu.readUnlock();
                        if (mine != null) {
                            assertFalse(mine.isFreed());
                            mine.put();
                        }
                    }
                });
        assertTrue(fences.stream().allMatch(DmaFence::isFreed));
        assertEquals(Set.of(), kernel.violations.asSet());
    }

    @Test
    void touch_inASectionThatBeganBeforeTheFree_isFine() {
        kernel.rcu.readLock();
        kernel.rcu.readLock();
        fence.put();
        kernel.rcu.readUnlock();
        assertFalse(fence.isSignaled(), "still in the outer section");
        assertEquals(Set.of(), kernel.violations.asSet());
        kernel.rcu.readUnlock();
        fence.isSignaled();
        assertEquals(Set.of(Violation.USE_AFTER_FREE), kernel.violations.asSet());
    }

    @Test
    void touch_inASectionThatBeganAfterTheFree_isReported() {
        fence.put();
        kernel.rcu.readLock();
        fence.isSignaled();
        assertEquals(Set.of(Violation.USE_AFTER_FREE), kernel.violations.asSet());
    }

    @Test
    void touch_inAnothersSection_isReported() {
        Contexts.together(kernel.rcu::readLock);
        fence.put();
        fence.isSignaled();
        assertEquals(Set.of(Violation.USE_AFTER_FREE), kernel.violations.asSet());
    }

    @Test
    void getRcu_freedAndNoSection_isReported() {
        fence.put();
        assertNull(fence.getRcu());
        assertEquals(Set.of(Violation.USE_AFTER_FREE), kernel.violations.asSet());
    }

    @Test
    void init_sharedLock_knowsItsTimeline() {
        DmaFence next = fence(7, 4);
        assertSame(lock, fence.lock());
        assertSame(lock, next.lock());
        assertEquals(7, fence.context());
        assertEquals(4, next.seqno());
        assertEquals(1, fence.references());
        fence.signal();
        assertFalse(next.isSignaled(), "only the lock is shared");
    }

    @Test
    void init_usedFence_asNew() {
        fence.setError(-Errno.EIO);
        fence.addCallback(new Recorder("old", log));
        fence.signal();
        fence.put();
        assertTrue(fence.isFreed());
        log.clear();
        fence.init(lock, 8, 1);
        assertFalse(fence.isFreed());
        assertFalse(fence.isSignaled());
        assertEquals(0, fence.error());
        assertEquals(1, fence.references());
        fence.signal();
        assertEquals(List.of(), log);
        assertTrue(kernel.violations.isEmpty());
    }

    @Test
    void callback_running_holdsTheLock() {
        fence.addCallback(new FenceCallback() {
            @Override
            protected void signaled(Fence itself) {
                log.add(isHeld(lock) ? "held" : "free");
            }
        });
        fence.signal();
        assertEquals(List.of("held"), log);
    }

    @Test
    void isSignaled_lockHeldByAnother_answersAtOnce() {
        holdingTheLock(() -> {
            Contexts.start(() -> assertFalse(fence.isSignaled())).join();
            fence.signalLocked();
            Contexts.start(() -> assertTrue(fence.isSignaled())).join();
        });
    }

    @Test
    void addCallback_signalledAndLockHeld_refusedAtOnce() {
        fence.signal();
        holdingTheLock(() -> Contexts.start(
                        () -> assertEquals(-Errno.ENOENT, fence.addCallback(new Recorder("late", log))))
                .join());
    }

    @Test
    void signalAddRemoveStatusWait_lockHeldByAnother_wait() throws InterruptedException {
        Recorder added = new Recorder("added", log);
        fence.addCallback(added);
        List<Contexts.Body> bodies = List.of(
                () -> fence.addCallback(new Recorder("new", log)),
                () -> fence.removeCallback(added),
                fence::status,
                () -> fence.waitTimeout(0),
                fence::signal);
        for (Contexts.Body body : bodies) {
            lock.lock();
            Contexts.Started waiting = Contexts.start(body);
            waiting.assertWaits();
            lock.unlock();
            waiting.join();
        }
        assertTrue(fence.isSignaled());
    }

    private void holdingTheLock(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    @Test
    void signalLocked_lockHeld_signals() {
        fence.addCallback(new Recorder("a", log));
        clock.advance(9);
        holdingTheLock(() -> {
            assertEquals(0, fence.signalLocked());
            assertEquals(1, fence.statusLocked());
            assertEquals(-Errno.EINVAL, fence.signalLocked());
        });
        assertEquals(List.of("a"), log);
        assertEquals(10, fence.timestamp());
    }

    @Test
    void timestamp_signalled_isTheFirstSignals() {
        clock.advance(99);
        fence.signal();
        clock.advance(1);
        fence.signal();
        assertEquals(100, fence.timestamp());
        assertEquals(0, kernel.warnings());
    }

    @Test
    void timestamp_given_isKept() {
        fence.signalTimestamp(55);
        assertEquals(-Errno.EINVAL, fence.signalTimestamp(66));
        assertEquals(55, fence.timestamp());
    }

    @Test
    void timestamp_unsignalled_warnsAndIsNow() {
        clock.advance(4);
        assertEquals(5, fence.timestamp());
        assertEquals(1, kernel.warnings());
    }

    /** If the times were read before the lock, they would not be in the order of the timeline's signals. */
    @Test
    void signal_clock_isReadUnderTheLock() {
        SpinLock[] shared = new SpinLock[1];
        Kernel asking = new Kernel(
                () -> {
                    log.add(isHeld(shared[0]) ? "held" : "free");
                    return 1;
                },
                new Violations(),
                new Preemption());
        shared[0] = new SpinLock(asking);
        DmaFence asked = new DmaFence(asking);
        asked.init(shared[0], 1, 1);
        asked.signal();
        assertEquals(List.of("held"), log);
    }

    @Test
    void addCallback_signalledWhileItWaitedForTheLock_refused() throws InterruptedException {
        lock.lock();
        Contexts.Started adder =
                Contexts.start(() -> assertEquals(-Errno.ENOENT, fence.addCallback(new Recorder("late", log))));
        adder.assertWaits();
        fence.signalLocked();
        lock.unlock();
        adder.join();
        assertEquals(List.of(), log);
    }

    @Test
    void wait_signalled_returnsWhatIsLeft() {
        fence.signal();
        assertEquals(1, fence.waitTimeout(0));
        assertEquals(12, fence.waitTimeout(12));
        assertEquals(FOREVER, fence.waitTimeout(FOREVER));
    }

    @Test
    void wait_zero_polls() {
        assertEquals(0, fence.waitTimeout(0));
    }

    @Test
    void wait_negative_warnsAndRefuses() {
        assertEquals(-Errno.EINVAL, fence.waitTimeout(-1));
        assertEquals(1, kernel.warnings());
    }

    @Test
    void wait_timeRunsOut_zeroAndNothingLeftBehind() {
        Kernel real = new Kernel();
        DmaFence waited = new DmaFence(real);
        waited.init(new SpinLock(real), 1, 1);
        long start = System.nanoTime();
        assertEquals(0, waited.waitTimeout(5_000_000));
        assertTrue(System.nanoTime() - start >= 5_000_000);
        waited.put();
        assertEquals(0, real.warnings(), "the waiter was left on the list");
    }

    @Test
    void wait_forever_wokenBySignal() throws InterruptedException {
        Contexts.Started waiter = Contexts.start(() -> assertEquals(FOREVER, fence.waitTimeout(FOREVER)));
        waiter.assertWaits();
        fence.signal();
        waiter.join();
    }

    @Test
    void wait_someTime_wokenBySignalWithTheRest() {
        Slept slept = new Slept(30, true);
        assertEquals(70, slept.fence.waitTimeout(100));
    }

    @Test
    void wait_signalComesAsTimeRunsOut_zero() {
        Slept slept = new Slept(100, true);
        assertEquals(0, slept.fence.waitTimeout(100));
        assertTrue(slept.fence.isSignaled());
    }

    @Test
    void wait_wokenWithoutCause_sleepsOn() {
        Slept slept = new Slept(40, false);
        assertEquals(0, slept.fence.waitTimeout(100));
        assertEquals(3, slept.sleeps);
    }

    /** A fence whose waiter sleeps for a given time. Afterwards the waiter finds the fence signalled or not. */
    private static final class Slept {
        final DmaFence fence;
        int sleeps;

        Slept(long nanos, boolean signals) {
            KernelClock.Manual time = new KernelClock.Manual();
            Kernel machine = new Kernel(time, new Violations(), new Preemption() {
                @Override
                public void park(Object blocker, long atMost) {
                    sleeps++;
                    time.advance(nanos);
                    if (signals) {
                        fence.signal();
                    }
                }
            });
            fence = new DmaFence(machine);
            fence.init(new SpinLock(machine), 1, 1);
        }
    }

    @Test
    void wait_returned_callbacksHaveRun() throws InterruptedException {
        AtomicBoolean entered = new AtomicBoolean();
        AtomicBoolean leave = new AtomicBoolean();
        AtomicBoolean done = new AtomicBoolean();
        fence.addCallback(new FenceCallback() {
            @Override
            protected void signaled(Fence itself) {
                entered.set(true);
                Contexts.await(leave::get);
                done.set(true);
            }
        });
        Contexts.Started signaller = Contexts.start(fence::signal);
        Contexts.await(entered::get);
        assertTrue(fence.isSignaled());
        Contexts.Started waiter = Contexts.start(() -> {
            fence.waitTimeout(FOREVER);
            assertTrue(done.get(), "the wait did not wait for the callbacks");
        });
        waiter.assertWaits();
        leave.set(true);
        waiter.join();
        signaller.join();
    }

    @Test
    void waiters_many_allWoken() {
        Contexts.Body waiter = () -> fence.waitTimeout(FOREVER);
        Contexts.together(waiter, waiter, waiter, fence::signal);
        assertTrue(fence.isSignaled());
    }

    @Test
    void put_last_freesAndReleases() {
        DmaFence owned = new DmaFence(kernel) {
            @Override
            protected void release() {
                log.add("released");
            }
        };
        owned.init(lock, 1, 1);
        assertSame(owned, owned.get());
        assertEquals(2, owned.references());
        owned.put();
        assertFalse(owned.isFreed());
        assertEquals(List.of(), log);
        owned.put();
        assertTrue(owned.isFreed());
        assertEquals(List.of("released"), log);
        assertTrue(kernel.violations.isEmpty());
        assertEquals(0, kernel.warnings());
    }

    @Test
    void put_tooMany_reported() {
        fence.put();
        fence.put();
        assertEquals(Set.of(Violation.USE_AFTER_FREE), kernel.violations.asSet());
    }

    @Test
    void get_withoutReferences_reported() {
        fence.put();
        fence.get();
        assertEquals(Set.of(Violation.USE_AFTER_FREE), kernel.violations.asSet());
    }

    @Test
    void put_lastWithCallbacksPending_warnsAndSignalsTheError() {
        fence.addCallback(new FenceCallback() {
            @Override
            protected void signaled(Fence itself) {
                log.add(Errno.name(((DmaFence) itself).statusLocked()));
            }
        });
        fence.put();
        assertEquals(1, kernel.warnings());
        assertEquals(List.of("-EDEADLK"), log);
        assertTrue(fence.isFreed());
    }

    @Test
    void anyUse_afterFree_reported() {
        List<Runnable> uses = List.of(
                fence::signal,
                () -> fence.signalTimestamp(1),
                fence::isSignaled,
                () -> fence.addCallback(new Recorder("a", log)),
                () -> fence.removeCallback(new Recorder("a", log)),
                () -> fence.setError(-Errno.EIO),
                fence::status,
                fence::timestamp,
                () -> fence.waitTimeout(0));
        for (int i = 0; i < uses.size(); i++) {
            fence.init(lock, 1, 1);
            fence.put();
            assertTrue(kernel.violations.isEmpty());
            uses.get(i).run();
            assertEquals(Set.of(Violation.USE_AFTER_FREE), kernel.violations.asSet(), "use " + i);
            kernel.violations.clear();
        }
    }

    /** Otherwise a claimer that sees the fence, and does not see its init() yet, would take it for freed. */
    @Test
    void forget_freedFence_isMemoryThatNobodyFreed() {
        fence.put();
        assertTrue(fence.isFreed());
        fence.forget();
        assertFalse(fence.isFreed());
    }
}
