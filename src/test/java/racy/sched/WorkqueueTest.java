// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import racy.fence.DmaFence;
import racy.kernel.DelayedWork;
import racy.kernel.Errno;
import racy.kernel.IommuDomain;
import racy.kernel.IommuGroup;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.OrderedWorkqueue;
import racy.kernel.Preemption;
import racy.kernel.SpinLock;
import racy.kernel.Violations;
import racy.kernel.Work;

/** What the scheduler relies on: ordered workqueues and timers (S14), IOMMU groups (S10), fences (S11). */
@Timeout(20)
class WorkqueueTest {
    private final KernelClock.Manual clock = new KernelClock.Manual();
    private final Kernel kernel = new Kernel(clock, new Violations(), new Preemption());
    private final OrderedWorkqueue queue = new OrderedWorkqueue(kernel, "wq");
    private final List<String> log = new ArrayList<>();

    private Work work(String name) {
        return new Work(name, () -> log.add(name));
    }

    @Test
    @DisplayName("S14: items run in queue order, one already pending is not queued again")
    void queue_severalItems_fifoAndOnce() {
        Work a = work("a");
        Work b = work("b");
        assertTrue(queue.queue(b));
        assertTrue(queue.queue(a));
        assertFalse(queue.queue(b));
        assertEquals(2, queue.runAll());
        assertEquals(List.of("b", "a"), log);
        assertFalse(queue.runNext());
    }

    @Test
    @DisplayName("S14: a running item may be queued again, behind what is queued")
    void queue_runningItem_againAtTheTail() {
        Work[] self = new Work[1];
        AtomicBoolean again = new AtomicBoolean(true);
        self[0] = new Work("self", () -> {
            log.add("self");
            if (again.getAndSet(false)) {
                assertTrue(queue.queue(self[0]));
            }
        });
        queue.queue(self[0]);
        queue.queue(work("other"));
        queue.runAll();
        assertEquals(List.of("self", "other", "self"), log);
    }

    @Test
    @DisplayName("S14: cancel_work_sync dequeues a pending item, wherever it stands")
    void cancelSync_pending_dequeued() {
        Work a = work("a");
        Work b = work("b");
        Work c = work("c");
        queue.queue(a);
        queue.queue(b);
        queue.queue(c);
        assertTrue(queue.cancelSync(b));
        assertFalse(queue.cancelSync(b));
        assertTrue(queue.cancelSync(c));
        assertTrue(queue.queue(b), "it may be queued afterwards");
        queue.runAll();
        assertEquals(List.of("a", "b"), log);
    }

    @Test
    @DisplayName("S14: cancel_work_sync waits for the running instance, which cannot queue itself meanwhile")
    void cancelSync_running_waitsAndRefusesRequeue() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<Boolean> requeued = new AtomicReference<>();
        Work[] self = new Work[1];
        self[0] = new Work("self", () -> {
            running.countDown();
            await(release);
            requeued.set(queue.queue(self[0]));
        });
        queue.queue(self[0]);
        Thread worker = new Thread(queue::runNext, "worker");
        worker.start();
        await(running);
        AtomicReference<Boolean> wasPending = new AtomicReference<>();
        Thread canceller = new Thread(() -> wasPending.set(queue.cancelSync(self[0])), "canceller");
        canceller.start();
        canceller.join(50);
        assertTrue(canceller.isAlive());
        release.countDown();
        canceller.join();
        worker.join();
        assertEquals(false, wasPending.get());
        assertEquals(false, requeued.get());
        assertTrue(queue.isIdle());
        assertTrue(queue.queue(self[0]));
    }

    @Test
    @DisplayName("S14: cancel_work does not wait")
    void cancel_pendingOrRunning_dequeuesOnly() {
        Work[] self = new Work[1];
        self[0] = new Work("self", () -> {
            queue.queue(self[0]);
            assertTrue(queue.cancel(self[0]));
            log.add("returned");
        });
        queue.queue(self[0]);
        assertEquals(1, queue.runAll());
        assertEquals(List.of("returned"), log);
    }

    @Test
    @DisplayName("S14: a timer expires when its time has come, and once")
    void delayedWork_timePasses_queuedOnce() {
        DelayedWork timer = new DelayedWork(kernel, queue, "timer", () -> log.add("tick"));
        timer.modify(10);
        clock.advance(9);
        assertFalse(timer.fireIfDue());
        timer.modify(10);
        clock.advance(9);
        assertFalse(timer.fireIfDue(), "it was pushed back");
        clock.advance(1);
        assertTrue(timer.fireIfDue());
        assertFalse(timer.fireIfDue());
        queue.runAll();
        assertEquals(List.of("tick"), log);
    }

    @Test
    @DisplayName("S14: cancel_delayed_work and mod_delayed_work take an item back that is queued, not one that runs")
    void delayedWork_expiredNotRunning_takenBack() {
        DelayedWork timer = new DelayedWork(kernel, queue, "timer", () -> log.add("tick"));
        timer.modify(10);
        assertTrue(timer.fire());
        timer.cancel();
        assertFalse(queue.runNext());
        timer.modify(10);
        assertTrue(timer.fire());
        timer.modify(10);
        assertFalse(queue.runNext());
        assertTrue(timer.isArmed());
        assertTrue(timer.fire());
        assertTrue(queue.runNext());
        assertEquals(List.of("tick"), log);
    }

    @Test
    @DisplayName("S10: attach answers -EBUSY unless the group is in its default domain, for the same domain too")
    void attach_attachedAlready_busy() {
        List<IommuDomain> programmed = new ArrayList<>();
        IommuGroup group = new IommuGroup(kernel, programmed::add);
        IommuDomain mine = new IommuDomain("mine");
        IommuDomain other = new IommuDomain("other");
        assertEquals(0, group.attach(mine));
        assertEquals(-Errno.EBUSY, group.attach(mine));
        assertEquals(-Errno.EBUSY, group.attach(other));
        assertEquals(mine, group.domain());
        group.detach();
        assertEquals(0, group.attach(other));
        assertEquals(List.of(IommuDomain.DEFAULT, mine, IommuDomain.DEFAULT, other), programmed);
    }

    @Test
    @DisplayName("S10: detach detaches whichever domain is attached, also another client's")
    void detach_anothersDomain_gone() {
        IommuGroup group = new IommuGroup(kernel, domain -> {});
        group.attach(new IommuDomain("mine"));
        group.detach();
        group.attach(new IommuDomain("other"));
        group.detach();
        assertEquals(IommuDomain.DEFAULT, group.domain());
    }

    private DmaFence fence() {
        DmaFence fence = new DmaFence(kernel);
        fence.init(new SpinLock(kernel), 1, 1);
        return fence;
    }

    @Test
    @DisplayName("S11: a second signal is a no-op; an error after the signal is warned of")
    void fence_signalledTwice_callbackOnceAndWarning() {
        DmaFence fence = fence();
        fence.addCallback(SchedFixture.callback(() -> log.add("called")));
        assertEquals(0, fence.signal());
        assertEquals(-Errno.EINVAL, fence.signal());
        assertEquals(List.of("called"), log);
        fence.setError(-Errno.EIO);
        assertEquals(1, kernel.warnings());
    }

    @Test
    @DisplayName("S11: the callback runs with the lock held, so remove_callback waits until it has run")
    void fence_callbackRunning_removeWaits() throws InterruptedException {
        DmaFence fence = fence();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        var callback = SchedFixture.callback(() -> {
            running.countDown();
            await(release);
            log.add("callback done");
        });
        fence.addCallback(callback);
        Thread irq = new Thread(fence::signal, "irq");
        irq.start();
        await(running);
        assertTrue(fence.isSignaled(), "the flag is read without the lock");
        Thread remover = new Thread(
                () -> {
                    boolean removed = fence.removeCallback(callback);
                    log.add("removed " + removed);
                },
                "remover");
        remover.start();
        remover.join(50);
        assertTrue(remover.isAlive());
        release.countDown();
        irq.join();
        remover.join();
        assertEquals(List.of("callback done", "removed false"), log);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
