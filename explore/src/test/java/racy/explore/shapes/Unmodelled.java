// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.shapes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.Date;
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

    /** Asks for a property of the JVM. */
    @State
    public static class AsksProperty extends Pair {
        @Actor
        public void actor(I_Result r) {
            r.r1 = System.getProperty("java.version") == null ? 1 : 0;
        }
    }

    /** Asks for the processors. */
    @State
    public static class AsksProcessors extends Pair {
        @Actor
        public void actor(I_Result r) {
            r.r1 = Runtime.getRuntime().availableProcessors();
        }
    }

    /** Asks for the thread's name. */
    @State
    public static class AsksName extends Pair {
        @Actor
        public void actor(I_Result r) {
            r.r1 = ("" + Thread.currentThread().getName()).length();
        }
    }

    /** Asks for an identity hash code. */
    @State
    public static class AsksHash extends Pair {
        @Actor
        public void actor(I_Result r) {
            r.r1 = new Object().hashCode();
        }
    }

    /** Asks for an identity hash code by name. */
    @State
    public static class AsksIdentity extends Pair {
        @Actor
        public void actor(I_Result r) {
            r.r1 = System.identityHashCode(this);
        }
    }

    /** Asks for a text with an identity hash code. */
    @State
    public static class AsksText extends Pair {
        @Actor
        public void actor(I_Result r) {
            r.r1 = ("" + new Object()).length();
        }
    }

    /** Asks for the date. */
    @State
    public static class AsksDate extends Pair {
        @Actor
        public void actor(I_Result r) {
            r.r1 = (int) new Date().getTime();
        }
    }

    /** Holds an object weakly. */
    @State
    public static class AsksWeakly extends Pair {
        @Actor
        public void actor(I_Result r) {
            r.r1 = new WeakReference<>(new Object()).get() == null ? 1 : 0;
        }
    }

    /** Asks how the JVM words an exception. */
    @State
    public static class AsksMessage extends Pair {
        @Actor
        public void actor(I_Result r) {
            Object number = 1;
            try {
                r.r1 = ((String) number).length();
            } catch (ClassCastException e) {
                r.r1 = ("" + e.getMessage()).length();
            }
        }
    }

    /** Calls itself without end. */
    @State
    public static class Recurses extends Pair {
        @Actor
        public void actor(I_Result r) {
            actor(r);
        }
    }

    /** Allocates without end. */
    @State
    public static class Hoards extends Pair {
        @Actor
        public void actor(I_Result r) {
            Object[] all = null;
            while (true) {
                all = new Object[] {all, new long[1000]};
            }
        }
    }

    /** Allocates more than there is. */
    @State
    public static class AllocatesHuge extends Pair {
        @Actor
        public void actor(I_Result r) {
            r.r1 = new int[2_000_000_000].length;
        }
    }

    /** Uses a class whose initialiser throws. */
    @State
    public static class FailsToInitialise extends Pair {
        /** Cannot be initialised. */
        static final class Broken {
            static final int X = Integer.parseInt("no number");

            private Broken() {}
        }

        @Actor
        public void actor(I_Result r) {
            r.r1 = Broken.X;
        }
    }

    /** Appends to a text that others can reach. */
    @State
    public static class SharesText extends Pair {
        final StringBuilder text = new StringBuilder();

        @Actor
        public void actor(I_Result r) {
            text.append(x);
        }
    }

    /** Writes a final field. */
    @State
    public static class WritesFinal extends Pair {
        final int one = Integer.parseInt("1");
        private static final VarHandle ONE;

        static {
            try {
                ONE = MethodHandles.lookup().findVarHandle(WritesFinal.class, "one", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        @Actor
        public void actor(I_Result r) {
            ONE.setVolatile(this, 2);
        }
    }

    /** Waits so long that nobody knows whether it gives up. */
    @State
    public static class TurnsInVain extends Pair {
        @Actor
        public void actor(I_Result r) {
            for (int i = 0; i < 1_000_000 && x < 2; i++) {
                Thread.onSpinWait();
            }
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
