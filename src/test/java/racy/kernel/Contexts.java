// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Real threads for tests. They are started together and joined with a limit, and their failures are thrown again. */
public final class Contexts {
    private static final long LIMIT_SECONDS = 30;
    private static final long SETTLE_MILLIS = 20;
    private static final int SPINS = 200;

    private Contexts() {}

    /** A context of a test. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }

    /** Runs all bodies at once and waits for them. */
    public static void together(Body... bodies) {
        ExecutorService executor = Executors.newFixedThreadPool(bodies.length, Contexts::daemon);
        try {
            CyclicBarrier start = new CyclicBarrier(bodies.length);
            List<Future<?>> futures = new ArrayList<>();
            for (Body body : bodies) {
                futures.add(executor.submit(() -> {
                    start.await();
                    body.run();
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                join(future);
            }
        } finally {
            executor.shutdownNow();
        }
    }

    /** Starts a context that is expected to wait. {@link Started#assertWaits} and {@link Started#join} check that. */
    public static Started start(Body body) {
        ExecutorService executor = Executors.newSingleThreadExecutor(Contexts::daemon);
        Future<?> future = executor.submit(() -> {
            body.run();
            return null;
        });
        executor.shutdown();
        return new Started(future);
    }

    /** A context that was started. */
    public record Started(Future<?> future) {
        /** Fails if the context ends within a short time. */
        public void assertWaits() throws InterruptedException {
            Thread.sleep(SETTLE_MILLIS);
            assertTrue(!future.isDone(), "the context did not wait");
        }

        public void join() {
            Contexts.join(future);
        }
    }

    /** Waits until {@code condition} holds. */
    public static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                fail("the condition never held");
            }
            Thread.yield();
        }
    }

    /** Brings contexts to the same point at nearly the same time, round after round, without parking them. */
    public static final class Rendezvous {
        private final int parties;
        private final AtomicInteger arrived = new AtomicInteger();

        public Rendezvous(int parties) {
            this.parties = parties;
        }

        /** Returns when all contexts have come to this round. Rounds count from zero. */
        public void meet(int round) {
            arrived.incrementAndGet();
            int all = parties * (round + 1);
            int spins = 0;
            while (arrived.get() < all) {
                if (Thread.interrupted()) {
                    throw new IllegalStateException("another context has failed");
                }
                if (++spins > SPINS) {
                    Thread.yield();
                }
            }
        }
    }

    private static Thread daemon(Runnable body) {
        Thread thread = new Thread(body, "context");
        thread.setDaemon(true);
        return thread;
    }

    private static void join(Future<?> future) {
        try {
            future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (TimeoutException e) {
            fail("a context did not end");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
