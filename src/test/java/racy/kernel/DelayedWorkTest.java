// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DelayedWorkTest {
    private final KernelClock.Manual clock = new KernelClock.Manual();
    private final Kernel kernel = new Kernel(clock, new Violations(), new Preemption());
    private final OrderedWorkqueue queue = new OrderedWorkqueue(kernel, "timeout");
    private int runs;
    private final DelayedWork work = new DelayedWork(kernel, queue, "tdr", () -> runs++);

    @Test
    void modify_idle_firesWhenDue() {
        assertFalse(work.modify(100));
        assertTrue(work.isArmed());
        clock.advance(99);
        assertFalse(work.fireIfDue());
        clock.advance(1);
        assertTrue(work.fireIfDue());
        assertFalse(work.isArmed());
        assertTrue(queue.isPending(work));
        queue.runAll();
        assertEquals(1, runs);
        assertFalse(work.fireIfDue());
    }

    @Test
    void modify_armed_restartsTheTimer() {
        work.modify(100);
        clock.advance(90);
        assertTrue(work.modify(100));
        clock.advance(90);
        assertFalse(work.fireIfDue());
        clock.advance(10);
        assertTrue(work.fireIfDue());
    }

    @Test
    void modify_expiredAndQueued_takenBack() {
        work.modify(100);
        work.fire();
        assertTrue(work.modify(100));
        assertFalse(queue.isPending(work), "it would run though its timer was set anew");
        assertEquals(0, queue.runAll());
        assertTrue(work.isArmed());
    }

    @Test
    void disableSync_armed_neverRunsAgain() {
        work.modify(100);
        assertTrue(queue.disableSync(work));
        work.modify(100);
        assertEquals(DelayedWork.NEVER, work.left());
        work.modify(0);
        assertEquals(0, queue.runAll());
    }

    @Test
    void left_isTheTimeUntilItIsDue() {
        assertEquals(DelayedWork.NEVER, work.left());
        work.modify(100);
        clock.advance(30);
        assertEquals(70, work.left());
    }

    @Test
    void modify_zero_queuedAtOnce() {
        work.modify(100);
        assertTrue(work.modify(0));
        assertFalse(work.isArmed());
        assertEquals(1, queue.runAll());
    }

    @Test
    void modify_byItself_whileRunning_armed() {
        DelayedWork[] self = new DelayedWork[1];
        self[0] = new DelayedWork(kernel, queue, "self", () -> assertFalse(self[0].modify(10)));
        self[0].modify(10);
        self[0].fire();
        queue.runAll();
        assertTrue(self[0].isArmed());
    }

    @Test
    void cancel_armed_neverFires() {
        work.modify(100);
        assertTrue(work.cancel());
        clock.advance(1000);
        assertFalse(work.fireIfDue());
        assertFalse(work.fire());
        assertFalse(work.cancel());
    }

    @Test
    void cancel_expiredAndQueued_dequeued() {
        work.modify(100);
        work.fire();
        assertTrue(work.cancel());
        assertEquals(0, queue.runAll());
        assertEquals(0, runs);
    }

    @Test
    void cancelSync_armed_stopsTheTimer() {
        work.modify(100);
        assertTrue(queue.cancelSync(work));
        assertFalse(work.isArmed());
        assertFalse(work.modify(100), "enabled again");
        assertTrue(work.isArmed());
    }

    @Test
    void modify_whileBeingCancelled_refused() {
        DelayedWork[] self = new DelayedWork[1];
        boolean[] entered = new boolean[1];
        boolean[] leave = new boolean[1];
        self[0] = new DelayedWork(kernel, queue, "self", () -> {
            synchronized (entered) {
                entered[0] = true;
            }
            Contexts.await(() -> {
                synchronized (leave) {
                    return leave[0];
                }
            });
            self[0].modify(10);
        });
        queue.queue(self[0]);
        Contexts.Started worker = Contexts.start(queue::runNext);
        Contexts.await(() -> {
            synchronized (entered) {
                return entered[0];
            }
        });
        Contexts.Started canceller = Contexts.start(() -> queue.cancelSync(self[0]));
        Contexts.await(() -> {
            queue.lock();
            try {
                return self[0].disabled > 0;
            } finally {
                queue.unlock();
            }
        });
        synchronized (leave) {
            leave[0] = true;
        }
        worker.join();
        canceller.join();
        assertFalse(self[0].isArmed());
    }

    @Test
    void init_armed_forgotten() {
        work.modify(100);
        work.init();
        assertFalse(work.isArmed());
    }
}
