// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.shapes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** JCStress tests whose outcomes are known. {@code ShapesTest} has the outcomes of each under each model. */
public final class Shapes {
    private Shapes() {}

    /** Store buffering. */
    @JCStressTest
    @State
    public static class StoreBuffering {
        int x;
        int y;

        @Actor
        public void left(II_Result r) {
            x = 1;
            r.r1 = y;
        }

        @Actor
        public void right(II_Result r) {
            y = 1;
            r.r2 = x;
        }
    }

    /** Store buffering with volatile fields. */
    @JCStressTest
    @State
    public static class StoreBufferingVolatile {
        volatile int x;
        volatile int y;

        @Actor
        public void left(II_Result r) {
            x = 1;
            r.r1 = y;
        }

        @Actor
        public void right(II_Result r) {
            y = 1;
            r.r2 = x;
        }
    }

    /** Store buffering with a full fence on each side. */
    @JCStressTest
    @State
    public static class StoreBufferingFence {
        int x;
        int y;

        @Actor
        public void left(II_Result r) {
            x = 1;
            VarHandle.fullFence();
            r.r1 = y;
        }

        @Actor
        public void right(II_Result r) {
            y = 1;
            VarHandle.fullFence();
            r.r2 = x;
        }
    }

    /** Store buffering with a fence on one side only. */
    @JCStressTest
    @State
    public static class StoreBufferingOneFence {
        int x;
        int y;

        @Actor
        public void left(II_Result r) {
            x = 1;
            VarHandle.fullFence();
            r.r1 = y;
        }

        @Actor
        public void right(II_Result r) {
            y = 1;
            r.r2 = x;
        }
    }

    /** Store buffering where each side leaves a monitor before it loads. */
    @JCStressTest
    @State
    public static class StoreBufferingMonitors {
        int x;
        int y;
        final Object a = new Object();
        final Object b = new Object();

        @Actor
        public void left(II_Result r) {
            synchronized (a) {
                x = 1;
            }
            r.r1 = y;
        }

        @Actor
        public void right(II_Result r) {
            synchronized (b) {
                y = 1;
            }
            r.r2 = x;
        }
    }

    /** A thread reads its own store before others do. */
    @JCStressTest
    @State
    public static class OwnStoreFirst {
        int x;
        int y;

        @Actor
        public void left(IIII_Result r) {
            x = 1;
            r.r1 = x;
            r.r2 = y;
        }

        @Actor
        public void right(IIII_Result r) {
            y = 1;
            r.r3 = y;
            r.r4 = x;
        }
    }

    /** Message passing. */
    @JCStressTest
    @State
    public static class MessagePassing {
        int data;
        int flag;

        @Actor
        public void writer() {
            data = 1;
            flag = 1;
        }

        @Actor
        public void reader(II_Result r) {
            r.r1 = flag;
            r.r2 = data;
        }
    }

    /** Load buffering: a plain one is an order of the compiler's, which neither model has. */
    @JCStressTest
    @State
    public static class LoadBuffering {
        int x;
        int y;

        @Actor
        public void left(II_Result r) {
            r.r1 = x;
            y = 1;
        }

        @Actor
        public void right(II_Result r) {
            r.r2 = y;
            x = 1;
        }
    }

    /** Two writers, and two readers that may not disagree. */
    @JCStressTest
    @State
    public static class IndependentReads {
        int x;
        int y;

        @Actor
        public void writeX() {
            x = 1;
        }

        @Actor
        public void writeY() {
            y = 1;
        }

        @Actor
        public void readXY(IIII_Result r) {
            r.r1 = x;
            r.r2 = y;
        }

        @Actor
        public void readYX(IIII_Result r) {
            r.r3 = y;
            r.r4 = x;
        }
    }

    /** A lost update. */
    @JCStressTest
    @State
    public static class LostUpdate {
        int x;

        @Actor
        public void one() {
            x++;
        }

        @Actor
        public void two() {
            x++;
        }

        @Arbiter
        public void sum(I_Result r) {
            r.r1 = x;
        }
    }

    /** The same, with one read-modify-write. */
    @JCStressTest
    @State
    public static class AtomicUpdate {
        final AtomicInteger x = new AtomicInteger();

        @Actor
        public void one(II_Result r) {
            r.r1 = x.getAndIncrement();
        }

        @Actor
        public void two(II_Result r) {
            r.r2 = x.getAndAdd(1);
        }
    }

    /** A counter that is raised by compare-and-set until that succeeds. */
    @JCStressTest
    @State
    public static class CompareAndSetLoop {
        static final VarHandle X;
        int x;

        static {
            try {
                X = MethodHandles.lookup().findVarHandle(CompareAndSetLoop.class, "x", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private int raise() {
            int old;
            do {
                old = (int) X.getOpaque(this);
            } while (!X.weakCompareAndSetPlain(this, old, old + 1));
            return old;
        }

        @Actor
        public void one(III_Result r) {
            r.r1 = raise();
        }

        @Actor
        public void two(III_Result r) {
            r.r2 = raise();
        }

        @Arbiter
        public void sum(III_Result r) {
            r.r3 = x;
        }
    }

    /** A spin lock. */
    @JCStressTest
    @State
    public static class SpinLock {
        final AtomicInteger lock = new AtomicInteger();
        int x;

        private int critical() {
            int rounds = 0;
            while (!lock.compareAndSet(0, 1)) {
                rounds++;
                Thread.onSpinWait();
            }
            int seen = ++x;
            lock.set(0);
            return seen;
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = critical();
        }

        @Actor
        public void two(II_Result r) {
            r.r2 = critical();
        }
    }

    /** A loop that waits, and gives up after some turns. */
    @JCStressTest
    @State
    public static class GivesUp {
        volatile int flag;

        @Actor
        public void waiter(I_Result r) {
            for (int i = 0; i < 100; i++) {
                if (flag == 1) {
                    r.r1 = 1;
                    return;
                }
                Thread.onSpinWait();
            }
            r.r1 = 2;
        }

        @Actor
        public void setter() {
            flag = 1;
        }
    }

    /** A loop that counts what it reads. It is no waiting loop: the number of its turns matters. */
    @JCStressTest
    @State
    public static class Counts {
        volatile int x;

        @Actor
        public void reader(I_Result r) {
            for (int i = 0; i < 4; i++) {
                r.r1 += x;
            }
        }

        @Actor
        public void writer() {
            x = 1;
        }
    }

    /** Monitors make the update whole. */
    @JCStressTest
    @State
    public static class MonitorUpdate {
        int x;

        @Actor
        public synchronized void one(II_Result r) {
            r.r1 = ++x;
        }

        @Actor
        public synchronized void two(II_Result r) {
            r.r2 = ++x;
        }
    }

    /** The arbiter is synchronized too, and needs the monitor that this gives it. */
    @JCStressTest
    @State
    public static class SynchronizedArbiter {
        int x;

        @Actor
        public synchronized void one() {
            x++;
        }

        @Actor
        public synchronized void two() {
            x++;
        }

        @Arbiter
        public synchronized void sum(I_Result r) {
            notifyAll();
            r.r1 = x;
        }
    }

    /** Two monitors, taken in two orders. */
    @JCStressTest
    @State
    public static class Deadlock {
        final Object a = new Object();
        final Object b = new Object();
        int x;

        @Actor
        public void one(II_Result r) {
            synchronized (a) {
                synchronized (b) {
                    r.r1 = ++x;
                }
            }
        }

        @Actor
        public void two(II_Result r) {
            synchronized (b) {
                synchronized (a) {
                    r.r2 = ++x;
                }
            }
        }
    }

    /** The state is looked at before the monitor is taken, so a notification can be missed. */
    @JCStressTest
    @State
    public static class MissedNotification {
        boolean done;

        @Actor
        public void waiter(I_Result r) throws InterruptedException {
            if (!done) {
                synchronized (this) {
                    wait();
                }
            }
            r.r1 = 1;
        }

        @Actor
        public void signaller() {
            done = true;
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** The state is looked at with the monitor held. */
    @JCStressTest
    @State
    public static class Notification {
        boolean done;

        @Actor
        public void waiter(I_Result r) throws InterruptedException {
            synchronized (this) {
                while (!done) {
                    wait();
                }
            }
            r.r1 = 1;
        }

        @Actor
        public void signaller() {
            synchronized (this) {
                done = true;
                notify();
            }
        }
    }

    /** The waiter registers after it looked, so nobody unparks it. */
    @JCStressTest
    @State
    public static class MissedUnpark {
        volatile Thread waiter;
        volatile boolean done;

        @Actor
        public void waiter(I_Result r) {
            if (!done) {
                waiter = Thread.currentThread();
                LockSupport.park(this);
            }
            r.r1 = 1;
        }

        @Actor
        public void signaller() {
            done = true;
            LockSupport.unpark(waiter);
        }
    }

    /** It registers first and looks then. */
    @JCStressTest
    @State
    public static class Unpark {
        volatile Thread waiter;
        volatile boolean done;

        @Actor
        public void waiter(I_Result r) {
            waiter = Thread.currentThread();
            while (!done) {
                LockSupport.park(this);
            }
            r.r1 = 1;
        }

        @Actor
        public void signaller() {
            done = true;
            LockSupport.unpark(waiter);
        }
    }

    /** A flag that is polled. */
    @JCStressTest(Mode.Termination)
    @State
    @Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "It ends.")
    public static class Polled {
        volatile boolean stop;

        @Actor
        public void poll() {
            while (!stop) {}
        }

        @Signal
        public void signal() {
            stop = true;
        }
    }

    /** A thread dies. */
    @JCStressTest
    @State
    public static class Dies {
        int[] array = new int[1];
        int index;

        @Actor
        public void reader(I_Result r) {
            r.r1 = array[index];
        }

        @Actor
        public void writer() {
            index = 1;
        }
    }

    /** A thread catches what the machine throws. */
    @JCStressTest
    @State
    public static class Catches {
        Object target = this;

        @Actor
        public void reader(I_Result r) {
            try {
                r.r1 = target.equals(this) ? 1 : 0;
            } catch (NullPointerException e) {
                r.r1 = -1;
            } finally {
                r.r1 *= 10;
            }
        }

        @Actor
        public void writer() {
            target = null;
        }
    }

    /** Lambdas, records, enums, text, boxes. */
    @JCStressTest
    @State
    public static class Language {
        enum Colour {
            RED,
            GREEN
        }

        record Pair(int left, Colour right) {}

        final AtomicReference<Pair> pair = new AtomicReference<>(new Pair(0, Colour.RED));

        @Actor
        public void writer() {
            pair.updateAndGet(old -> new Pair(old.left() + 1, Colour.valueOf("GREEN")));
        }

        @Actor
        public void reader(L_Result r) {
            Pair seen = pair.get();
            IntSupplier left = seen::left;
            Object boxed = left.getAsInt();
            r.r1 = switch (seen.right()) {
                case RED -> "red " + boxed;
                case GREEN -> "green " + boxed;
            };
        }
    }

    /** A plain array of one's own, reached by a VarHandle. */
    @JCStressTest
    @State
    public static class ArrayElements {
        final AtomicIntegerArray elements = new AtomicIntegerArray(2);

        @Actor
        public void left(II_Result r) {
            elements.setPlain(0, 1);
            r.r1 = elements.getPlain(1);
        }

        @Actor
        public void right(II_Result r) {
            elements.set(1, 1);
            r.r2 = elements.getPlain(0);
        }
    }

    /** The JDK's lock. */
    @JCStressTest
    @State
    public static class Locked {
        final ReentrantLock lock = new ReentrantLock();
        int x;

        private int raise() {
            lock.lock();
            try {
                return ++x;
            } finally {
                lock.unlock();
            }
        }

        @Actor
        public void one(II_Result r) {
            r.r1 = raise();
        }

        @Actor
        public void two(II_Result r) {
            r.r2 = raise();
        }
    }

    /** The JDK's semaphore and latch. */
    @JCStressTest
    @State
    public static class LatchAndSemaphore {
        final CountDownLatch latch = new CountDownLatch(1);
        final Semaphore semaphore = new Semaphore(1);
        int data;

        @Actor
        public void writer(ZZ_Result r) {
            data = 1;
            r.r1 = semaphore.tryAcquire();
            latch.countDown();
        }

        @Actor
        public void reader(ZZ_Result r) throws InterruptedException {
            latch.await();
            r.r2 = data == 1;
        }
    }

    /** The JDK's map. */
    @JCStressTest
    @State
    public static class Mapped {
        final ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();

        @Actor
        public void one(II_Result r) {
            r.r1 = map.computeIfAbsent("key", key -> 1);
        }

        @Actor
        public void two(II_Result r) {
            r.r2 = map.merge("key", 10, Integer::sum);
        }
    }
}
