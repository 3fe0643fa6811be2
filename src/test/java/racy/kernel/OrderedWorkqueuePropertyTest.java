// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The workqueue against a reference model, and against a second thread. A failure prints its seed. */
@Timeout(60)
class OrderedWorkqueuePropertyTest {
    private static final int ITEMS = 4;

    private final Kernel kernel = new Kernel();

    @Test
    void randomSteps_agreeWithTheModel() {
        for (long seed = 1; seed <= 2_000; seed++) {
            new Steps(kernel, seed).run();
        }
    }

    /** One random sequence of steps, run on the queue and on a plain deque of names. */
    private static final class Steps {
        private final String what;
        private final Random random;
        private final OrderedWorkqueue queue;
        private final Work[] works = new Work[ITEMS];
        private final boolean[] requeues = new boolean[ITEMS];
        private final List<Integer> ran = new ArrayList<>();
        private final Deque<Integer> model = new ArrayDeque<>();
        private final List<Integer> expected = new ArrayList<>();

        Steps(Kernel kernel, long seed) {
            what = "seed " + seed;
            random = new Random(seed);
            queue = new OrderedWorkqueue(kernel, what);
            for (int i = 0; i < ITEMS; i++) {
                int item = i;
                works[i] = new Work("item" + i, () -> {
                    ran.add(item);
                    if (requeues[item]) {
                        requeues[item] = false;
                        queue.queue(works[item]);
                    }
                });
            }
        }

        void run() {
            for (int step = 0; step < 60; step++) {
                int item = random.nextInt(ITEMS);
                switch (random.nextInt(5)) {
                    case 0, 1 -> assertEquals(modelQueue(item), queue.queue(works[item]), what);
                    case 2 -> assertEquals(model.remove(item), queue.cancelSync(works[item]), what);
                    case 3 -> runOne();
                    default -> requeues[item] = true;
                }
                for (int i = 0; i < ITEMS; i++) {
                    assertEquals(model.contains(i), queue.isPending(works[i]), what);
                }
                assertEquals(model.isEmpty(), queue.isIdle(), what);
            }
            assertEquals(expected, ran, what);
        }

        private boolean modelQueue(int item) {
            return !model.contains(item) && model.add(item);
        }

        private void runOne() {
            Integer item = model.poll();
            boolean again = item != null && requeues[item];
            if (item != null) {
                expected.add(item);
            }
            assertEquals(item != null, queue.runNext(), what);
            if (again) {
                modelQueue(item);
            }
        }
    }

    /** Only the canceller and the items themselves queue, so after cancelSync nobody else can. */
    @Test
    void cancelSync_againstAWorker_neitherRunsNorPends() {
        long seed = 42;
        Random random = new Random(seed);
        OrderedWorkqueue queue = new OrderedWorkqueue(kernel, "seed " + seed);
        AtomicIntegerArray running = new AtomicIntegerArray(ITEMS);
        AtomicBoolean stop = new AtomicBoolean();
        Work[] works = new Work[ITEMS];
        for (int i = 0; i < ITEMS; i++) {
            int item = i;
            works[i] = new Work("item" + i, () -> {
                running.incrementAndGet(item);
                queue.queue(works[item]);
                Thread.onSpinWait();
                running.decrementAndGet(item);
            });
        }
        Contexts.together(
                () -> {
                    while (!stop.get()) {
                        queue.runNext();
                    }
                },
                () -> {
                    try {
                        for (int round = 0; round < 20_000; round++) {
                            int item = random.nextInt(ITEMS);
                            queue.queue(works[item]);
                            if (random.nextInt(4) == 0) {
                                Thread.yield();
                            }
                            queue.cancelSync(works[item]);
                            assertEquals(0, running.get(item), "running after cancelSync, seed " + seed);
                            assertFalse(queue.isPending(works[item]), "pending after cancelSync, seed " + seed);
                        }
                        Arrays.stream(works).forEach(queue::cancelSync);
                    } finally {
                        stop.set(true);
                    }
                });
    }

    /** A third context queues. Whatever happens, no item overlaps itself and none is lost. */
    @Test
    void queue_againstAWorker_lastQueuedAlwaysRuns() {
        OrderedWorkqueue queue = new OrderedWorkqueue(kernel, "run after queue");
        int[] data = new int[1];
        int[] seen = new int[1];
        Work reader = new Work("reader", () -> seen[0] = data[0]);
        AtomicBoolean stop = new AtomicBoolean();
        Contexts.together(
                () -> {
                    while (!stop.get() || queue.runNext()) {
                        queue.runNext();
                    }
                },
                () -> {
                    try {
                        for (int i = 1; i <= 20_000; i++) {
                            data[0] = i;
                            queue.queue(reader);
                            if (i % 100 == 0) {
                                queue.flush();
                                assertEquals(i, seen[0], "flushed, yet not run");
                            }
                        }
                    } finally {
                        stop.set(true);
                    }
                });
        assertEquals(20_000, seen[0]);
    }
}
