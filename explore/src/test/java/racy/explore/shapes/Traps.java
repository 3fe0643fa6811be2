// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.shapes;

import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** JCStress tests that an explorer easily gets wrong. {@code TrapsTest} has the outcomes of each. */
public final class Traps {
    private Traps() {}

    /** A flag, and the actor that sets it. */
    @State
    public abstract static class Flag {
        volatile int flag;

        @Actor
        public void setter() {
            flag = 1;
        }
    }

    /** The waiting loop counts its turns, and the number is the result. */
    @JCStressTest
    @State
    public static class CountsTurns extends Flag {
        @Actor
        public void waiter(I_Result r) {
            int turns = 0;
            while (flag == 0 && turns < 7) {
                turns++;
                Thread.onSpinWait();
            }
            r.r1 = turns;
        }
    }

    /** The same, with the number in the result itself. */
    @JCStressTest
    @State
    public static class CountsTurnsInResult extends Flag {
        @Actor
        public void waiter(I_Result r) {
            while (flag == 0 && r.r1 < 7) {
                r.r1++;
                Thread.onSpinWait();
            }
        }
    }

    /** The same, with the number in an object of the waiter. */
    @JCStressTest
    @State
    public static class CountsTurnsInObject extends Flag {
        @Actor
        public void waiter(I_Result r) {
            int[] turns = new int[1];
            while (flag == 0 && turns[0] < 7) {
                turns[0]++;
                Thread.onSpinWait();
            }
            r.r1 = turns[0];
        }
    }

    /** The counter decides what a turn does. */
    @JCStressTest
    @State
    public static class UsesTurn extends Flag {
        int seen;

        @Actor
        public void waiter() {
            for (int i = 0; i < 5; i++) {
                if (flag == 1) {
                    seen = i;
                    return;
                }
                Thread.onSpinWait();
            }
            seen = 9;
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = seen;
        }
    }

    /** A turn reads one place twice, and the second load sees what the loop waits for. */
    @JCStressTest
    @State
    public static class ReadsTwice extends Flag {
        int last;

        @Actor
        public void waiter(I_Result r) {
            int y = 0;
            while (flag != 1) {
                y = flag;
                Thread.onSpinWait();
            }
            r.r1 = 1;
        }
    }

    /** One call of a waiting loop turns for long, the other gives up soon. */
    @JCStressTest
    @State
    public static class TwoLimits {
        volatile int flag;

        int turn(int most) {
            for (int i = 0; i < most; i++) {
                if (flag != 0) {
                    return 1;
                }
                Thread.onSpinWait();
            }
            return 2;
        }

        @Actor
        public void longer(II_Result r) {
            r.r1 = turn(4_000);
        }

        @Actor
        public void shorter(II_Result r) {
            r.r2 = turn(10);
        }
    }

    /** After it has given up waiting, the thread needs a monitor that is held. */
    @JCStressTest
    @State
    public static class GivesUpThenLocks {
        volatile int flag;
        int x;

        @Actor
        public void waiter(I_Result r) {
            for (int i = 0; i < 50 && flag == 0; i++) {
                Thread.onSpinWait();
            }
            synchronized (this) {
                r.r1 = ++x;
            }
        }

        @Actor
        public void other() {
            synchronized (this) {
                ++x;
                flag = 1;
            }
        }
    }

    /** A loop waits in vain and never says that it waits. */
    @JCStressTest
    @State
    public static class WaitsInVain {
        volatile int asked;
        volatile int answered;

        @Actor
        public void asker(I_Result r) {
            asked = 1;
            while (answered == 0) {}
            r.r1 = 1;
        }

        @Actor
        public void answerer() {
            if (asked == 1) {
                answered = 1;
            }
        }
    }

    /** The waiting actor may undo the signal. */
    @JCStressTest(Mode.Termination)
    @State
    public static class UndoesSignal {
        volatile int flag;

        @Actor
        public void actor() {
            while (flag == 0) {
                flag = 0;
            }
        }

        @Signal
        public void signal() {
            flag = 1;
        }
    }

    /** Statics of a class that the actors touch first, and that has no initialiser. */
    @JCStressTest
    @State
    public static class LateStatics {
        /** Holds a number. */
        static final class Late {
            static int x;

            private Late() {}
        }

        volatile int before;

        @Actor
        public void one() {
            before = 1;
            Late.x++;
        }

        @Actor
        public void two() {
            before = 1;
            Late.x++;
        }

        @Arbiter
        public void arbiter(I_Result r) {
            r.r1 = Late.x;
        }
    }

    /** Two boxed numbers with one hash code. */
    @JCStressTest
    @State
    public static class EqualHashes {
        volatile Object x;

        @Actor
        public void zero() {
            x = 0L;
        }

        @Actor
        public void minusOne() {
            x = -1L;
        }

        @Arbiter
        public void arbiter(L_Result r) {
            r.r1 = x;
        }
    }

    /** Two texts with one hash code. */
    @JCStressTest
    @State
    public static class EqualTextHashes {
        volatile String x;

        @Actor
        public void one() {
            x = "Aa";
        }

        @Actor
        public void two() {
            x = "BB";
        }

        @Arbiter
        public void arbiter(L_Result r) {
            r.r1 = x;
        }
    }

    /** Two boxed numbers that are equal and not the same. */
    @JCStressTest
    @State
    public static class EqualBoxes {
        final Integer p = 1000;
        final Integer q = 1000;
        final AtomicReference<Integer> x = new AtomicReference<>();

        @Actor
        public void one() {
            x.set(p);
        }

        @Actor
        public void two() {
            x.set(q);
        }

        @Arbiter
        public void arbiter(ZZ_Result r) {
            r.r1 = x.get() == p;
            r.r2 = x.get() == q;
        }
    }

    /** The constructor hands its object out before it sets the final field. */
    @JCStressTest
    @State
    public static class EscapesFromConstructor {
        /** Escapes. */
        static final class Early {
            final int x;

            Early(EscapesFromConstructor to) {
                to.early = this;
                x = 1;
            }
        }

        volatile Early early;

        @Actor
        public void writer() {
            new Early(this);
        }

        @Actor
        public void reader(II_Result r) {
            Early seen = early;
            r.r1 = seen == null ? 9 : seen.x;
            r.r2 = seen == null ? 9 : seen.x;
        }
    }

    /** The monitor of the result. */
    @JCStressTest
    @State
    public static class LocksResult {
        int x;

        @Actor
        public void one(II_Result r) {
            synchronized (r) {
                r.r1 = ++x;
            }
        }

        @Actor
        public void two(II_Result r) {
            synchronized (r) {
                r.r2 = ++x;
            }
        }
    }

    /** A store may still be in the buffer when the thread needs a monitor that is held. */
    @JCStressTest
    @State
    public static class StoresThenLocks {
        int x;
        int y;

        @Actor
        public void one(II_Result r) {
            y = 1;
            synchronized (this) {
                r.r1 = ++x;
            }
        }

        @Actor
        public void two(II_Result r) {
            y = 2;
            synchronized (this) {
                r.r2 = ++x;
            }
        }
    }

    /** An actor that is overridden without its annotation is none. */
    @JCStressTest
    @State
    public static class Overrides extends Flag {
        @Override
        public void setter() {
            flag = 2;
        }

        @Actor
        public void reader(I_Result r) {
            r.r1 = flag;
        }
    }

    /** Calls nested more deeply than most. */
    @JCStressTest
    @State
    public static class CallsDeeply extends Flag {
        int depth(int left) {
            return left == 0 ? flag : 1 + depth(left - 1);
        }

        @Actor
        public void caller(I_Result r) {
            r.r1 = depth(1_500);
        }
    }

    /** Names, texts and copies. */
    @JCStressTest
    @State
    public static class Library extends Flag {
        @Actor
        public void caller(L_Result r) {
            int[] numbers = {1, 2};
            try {
                System.arraycopy(numbers, 0, new long[2], 0, 1);
                r.r1 = "copied";
            } catch (ArrayStoreException e) {
                r.r1 = String.format("%02d", numbers[0])
                        + int.class.getName()
                        + Library.class.getSimpleName()
                        + int[].class.getSimpleName();
            }
        }
    }

    /** Does something while it waits, so that it never stops by itself. */
    @State
    public static class Toggles extends Flag {
        volatile int x = 5;

        @Actor
        public void waiter(I_Result r) {
            while (flag == 0) {
                x = x == 1 ? 0 : 1;
            }
            r.r1 = 1;
        }
    }
}
