// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OrderedWorkqueueTest {
    private final Kernel kernel = new Kernel();
    private final OrderedWorkqueue queue = new OrderedWorkqueue(kernel, "test");
    private final List<String> ran = new ArrayList<>();

    private Work logging(String name) {
        return new Work(name, () -> ran.add(name));
    }

    @Test
    void runNext_empty_false() {
        assertFalse(queue.runNext());
        assertTrue(queue.isIdle());
    }

    @Test
    void items_queued_runInQueueOrder() {
        Work a = logging("a");
        Work b = logging("b");
        Work c = logging("c");
        assertTrue(queue.queue(b));
        assertTrue(queue.queue(c));
        assertTrue(queue.queue(a));
        assertEquals(3, queue.runAll());
        assertEquals(List.of("b", "c", "a"), ran);
        assertTrue(queue.isIdle());
    }

    @Test
    void queue_pending_noOpAndKeepsItsPlace() {
        Work a = logging("a");
        Work b = logging("b");
        queue.queue(a);
        queue.queue(b);
        assertFalse(queue.queue(a));
        queue.runAll();
        assertEquals(List.of("a", "b"), ran);
    }

    @Test
    void queue_byItself_runsOnceMoreAfterOthers() {
        AtomicInteger runs = new AtomicInteger();
        Work[] self = new Work[1];
        self[0] = new Work("self", () -> {
            ran.add("self");
            if (runs.incrementAndGet() == 1) {
                assertFalse(queue.isPending(self[0]));
                assertTrue(queue.queue(self[0]));
                assertFalse(queue.queue(self[0]));
            }
        });
        queue.queue(self[0]);
        queue.queue(logging("other"));
        queue.runAll();
        assertEquals(List.of("self", "other", "self"), ran);
    }

    @Test
    void isIdle_whileRunning_false() {
        queue.queue(new Work("asks", () -> assertFalse(queue.isIdle())));
        assertTrue(queue.runNext());
        assertTrue(queue.isIdle());
    }

    @Test
    void runNext_itemThrows_notRunningAfterwards() {
        Work bad = new Work("bad", () -> {
            throw new IllegalStateException("bad");
        });
        queue.queue(bad);
        try {
            queue.runNext();
        } catch (IllegalStateException expected) {
            ran.add("thrown");
        }
        assertEquals(List.of("thrown"), ran);
        assertTrue(queue.isIdle());
        assertFalse(queue.cancelSync(bad));
    }

    @Test
    void cancelSync_pending_dequeuesThatOneOnly() {
        Work[] works = {logging("a"), logging("b"), logging("c")};
        for (Work victim : works) {
            ran.clear();
            for (Work work : works) {
                queue.queue(work);
            }
            assertTrue(queue.cancelSync(victim));
            assertFalse(queue.isPending(victim));
            assertTrue(queue.queue(victim), "cancelled, so it can be queued again");
            queue.runAll();
            List<String> expected = new ArrayList<>(List.of("a", "b", "c"));
            expected.remove(victim.name);
            expected.add(victim.name);
            assertEquals(expected, ran);
        }
    }

    @Test
    void cancelSync_idle_false() {
        assertFalse(queue.cancelSync(logging("a")));
    }

    @Test
    void cancel_running_leftAlone() {
        Work[] self = new Work[1];
        self[0] = new Work("self", () -> {
            queue.queue(self[0]);
            assertTrue(queue.cancel(self[0]));
            ran.add("self");
        });
        queue.queue(self[0]);
        assertEquals(1, queue.runAll());
        assertEquals(List.of("self"), ran);
    }

    @Test
    void cancelSync_running_waitsAndRefusesItsRequeue() throws InterruptedException {
        AtomicBoolean entered = new AtomicBoolean();
        AtomicBoolean leave = new AtomicBoolean();
        AtomicBoolean requeued = new AtomicBoolean();
        Work[] self = new Work[1];
        self[0] = new Work("self", () -> {
            entered.set(true);
            Contexts.await(leave::get);
            requeued.set(queue.queue(self[0]));
            ran.add("done");
        });
        queue.queue(self[0]);
        Contexts.Started worker = Contexts.start(queue::runNext);
        Contexts.await(entered::get);
        Contexts.Started canceller = Contexts.start(() -> {
            assertFalse(queue.cancelSync(self[0]), "it ran, so it was not pending");
            assertEquals(List.of("done"), ran, "cancelSync returned before the instance did");
        });
        canceller.assertWaits();
        leave.set(true);
        canceller.join();
        worker.join();
        assertFalse(requeued.get());
        assertFalse(queue.isPending(self[0]));
        assertTrue(queue.queue(self[0]), "enabled again");
    }

    @Test
    void cancelSync_otherRuns_doesNotWait() {
        AtomicBoolean entered = new AtomicBoolean();
        AtomicBoolean leave = new AtomicBoolean();
        queue.queue(new Work("busy", () -> {
            entered.set(true);
            Contexts.await(leave::get);
        }));
        Work waiting = logging("waiting");
        queue.queue(waiting);
        Contexts.Started worker = Contexts.start(queue::runNext);
        Contexts.await(entered::get);
        assertTrue(queue.cancelSync(waiting));
        leave.set(true);
        worker.join();
        assertTrue(queue.isIdle());
    }

    /** A canceller waits for a context that has set the pending bit and has not linked the item yet. */
    @Test
    void cancel_itemIsBeingQueued_triesAgainUntilItIsLinked() throws InterruptedException {
        AtomicBoolean atWindow = new AtomicBoolean();
        AtomicBoolean leave = new AtomicBoolean();
        Kernel kernel = new Kernel(KernelClock.MONOTONIC, new Violations(), new Preemption() {
            @Override
            public void at(Window window) {
                if (window == WorkWindow.WORK_PENDING_SET) {
                    atWindow.set(true);
                    Contexts.await(leave::get);
                }
            }
        });
        OrderedWorkqueue slow = new OrderedWorkqueue(kernel, "slow");
        Work work = logging("work");
        Contexts.Started queuer = Contexts.start(() -> assertTrue(slow.queue(work)));
        Contexts.await(atWindow::get);
        assertFalse(slow.queue(work), "pending already, though not linked");
        Contexts.Started canceller = Contexts.start(() -> assertTrue(slow.cancel(work)));
        canceller.assertWaits();
        leave.set(true);
        queuer.join();
        canceller.join();
        assertFalse(slow.isPending(work));
        assertTrue(slow.isIdle());
    }

    /** A work that cancels itself and waits would wait for ever. */
    @Test
    void cancelSync_byTheItemItself_isADeadlock() {
        Violations violations = new Violations();
        OrderedWorkqueue own =
                new OrderedWorkqueue(new Kernel(KernelClock.MONOTONIC, violations, new Preemption()), "own");
        Work[] self = new Work[1];
        self[0] = new Work("self", () -> own.cancelSync(self[0]));
        own.queue(self[0]);
        assertTrue(own.runNext());
        assertTrue(violations.has(Violation.DEADLOCK));
    }

    @Test
    void flush_queuedAndRunning_waitsForBoth() throws InterruptedException {
        AtomicBoolean entered = new AtomicBoolean();
        AtomicBoolean leave = new AtomicBoolean();
        queue.queue(new Work("first", () -> {
            entered.set(true);
            Contexts.await(leave::get);
            ran.add("first");
        }));
        queue.queue(logging("second"));
        Contexts.Started worker = Contexts.start(() -> queue.runAll());
        Contexts.await(entered::get);
        Contexts.Started flusher = Contexts.start(() -> {
            queue.flush();
            assertEquals(List.of("first", "second"), ran);
        });
        flusher.assertWaits();
        leave.set(true);
        flusher.join();
        worker.join();
    }

    @Test
    void flush_itemThatAlwaysRequeues_returns() {
        AtomicBoolean stop = new AtomicBoolean();
        Work[] self = new Work[1];
        self[0] = new Work("self", () -> queue.queue(self[0]));
        queue.queue(self[0]);
        Contexts.Started worker = Contexts.start(() -> {
            while (!stop.get()) {
                queue.runNext();
            }
        });
        queue.flush();
        stop.set(true);
        worker.join();
    }

    @Test
    void flush_idle_returnsWithoutAWorker() {
        queue.flush();
        Work a = logging("a");
        queue.queue(a);
        queue.cancelSync(a);
        queue.flush();
        assertEquals(List.of(), ran);
    }

    @Test
    void init_itemsQueued_forgotten() {
        Work a = logging("a");
        queue.queue(a);
        queue.queue(logging("b"));
        queue.init();
        assertTrue(queue.isIdle());
        assertTrue(queue.queue(a));
        assertEquals(1, queue.runAll());
    }
}
