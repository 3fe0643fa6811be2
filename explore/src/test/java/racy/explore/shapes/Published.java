// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.shapes;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Objects that are published without synchronisation, and loops on variables of different modes. */
public final class Published {
    private Published() {}

    /** What a final field refers to. */
    static final class Holder {
        final int[] array;
        int plain;

        Holder(int... array) {
            this.array = array;
            plain = 1;
        }
    }

    /** Elements of an array in a final field are seen as the constructor left them. */
    @JCStressTest
    @State
    public static class FinalArray {
        Holder holder;

        @Actor
        public void writer() {
            holder = new Holder(42);
        }

        @Actor
        public void reader(I_Result r) {
            Holder seen = holder;
            r.r1 = seen == null ? -1 : seen.array[0];
        }
    }

    /** The field beside it is not. */
    @JCStressTest
    @State
    public static class PlainBesideFinal {
        Holder holder;

        @Actor
        public void writer() {
            holder = new Holder(42);
        }

        @Actor
        public void reader(I_Result r) {
            Holder seen = holder;
            r.r1 = seen == null ? -1 : seen.plain;
        }
    }

    /** An overwritten element may be seen, if only plain fields lead to the array. */
    @JCStressTest
    @State
    public static class PlainArray {
        int[] array;

        @Actor
        public void writer() {
            int[] made = {1};
            made[0] = 2;
            array = made;
        }

        @Actor
        public void reader(I_Result r) {
            int[] seen = array;
            r.r1 = seen == null ? -1 : seen[0];
        }
    }

    /** A release keeps the order of all that comes before it. */
    @JCStressTest
    @State
    public static class VolatilePublication {
        volatile int[] array;

        @Actor
        public void writer() {
            array = new int[] {42};
        }

        @Actor
        public void reader(I_Result r) {
            int[] seen = array;
            r.r1 = seen == null ? -1 : seen[0];
        }
    }

    /** A final field that is written before the object escapes from its constructor promises nothing. */
    @JCStressTest
    @State
    public static class WrittenThenEscapes {
        /** Escapes. */
        static final class Early {
            final int x;

            Early(WrittenThenEscapes to) {
                x = 1;
                to.early = this;
            }
        }

        Early early;

        @Actor
        public void writer() {
            new Early(this);
        }

        @Actor
        public void reader(I_Result r) {
            Early seen = early;
            r.r1 = seen == null ? 9 : seen.x;
        }
    }

    /** A final field leads to the array, and so does a plain one. */
    @JCStressTest
    @State
    public static class BothWays {
        Holder holder;
        int[] array;

        @Actor
        public void writer() {
            Holder made = new Holder(42);
            holder = made;
            array = made.array;
        }

        @Actor
        public void reader(II_Result r) {
            int[] seen = array;
            r.r1 = seen == null ? -1 : seen[0];
            r.r2 = 0;
        }
    }

    /** A compiler may load a plain flag once. */
    @JCStressTest(Mode.Termination)
    @State
    public static class PlainFlag {
        int flag;

        @Actor
        public void actor() {
            while (flag == 0) {
                // waits
            }
        }

        @Signal
        public void signal() {
            flag = 1;
        }
    }

    /** A volatile load in the loop makes it load the plain flag again. */
    @JCStressTest(Mode.Termination)
    @State
    public static class PlainFlagAfterVolatile {
        int flag;
        volatile int other;

        @Actor
        public void actor() {
            while (flag == 0) {
                if (other == 7) {
                    return;
                }
            }
        }

        @Signal
        public void signal() {
            flag = 1;
        }
    }

    /** The loop ends by itself if it has turned often enough. */
    @JCStressTest
    @State
    public static class TurnsThrice {
        int flag;

        @Actor
        public void waits(I_Result r) {
            int turns = 0;
            while (flag == 0 && turns < 3) {
                turns++;
                Thread.onSpinWait();
            }
            r.r1 = turns;
        }

        @Actor
        public void raises() {
            flag = 1;
        }
    }
}
