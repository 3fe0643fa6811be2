// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.shapes;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Tests that the explorer cannot explore. */
public final class Unmodelled {
    private Unmodelled() {}

    /** Two actors, the second of which does nothing. */
    @State
    public abstract static class Pair {
        int x;

        @Actor
        public void other() {
            x = 1;
        }
    }

    /** Prints. */
    @State
    public static class Prints extends Pair {
        @Actor
        public void actor(I_Result r) {
            System.out.println(x);
        }
    }

    /** Ends the JVM. */
    @State
    public static class Exits extends Pair {
        @Actor
        public void actor(I_Result r) {
            System.exit(7);
        }
    }

    /** Starts a thread. */
    @State
    public static class Starts extends Pair {
        @Actor
        public void actor(I_Result r) {
            new Thread(() -> x = 2).start();
        }
    }

    /** Asks for the time. */
    @State
    public static class Clocks extends Pair {
        @Actor
        public void actor(I_Result r) {
            r.r1 = (int) System.nanoTime();
        }
    }

    /** Waits for a limited time. */
    @State
    public static class Waits extends Pair {
        @Actor
        public void actor(I_Result r) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Never ends, and touches nothing that others see. */
    @State
    public static class Turns extends Pair {
        @Actor
        public void actor(I_Result r) {
            int i = 0;
            while (i >= 0) {
                i = i + 1 & 0xff;
            }
        }
    }

    /** Uses chance. */
    @State
    public static class Chances extends Pair {
        @Actor
        public void actor(I_Result r) {
            r.r1 = (int) (Math.random() * 2);
        }
    }

    /** Two actors write one field of the result. */
    @State
    public static class SharesResult {
        int x;

        @Actor
        public void one(I_Result r) {
            r.r1 = x + 1;
        }

        @Actor
        public void two(I_Result r) {
            r.r1 = x + 2;
        }
    }

    /** Has no actor. */
    @State
    public static class Empty {}
}
