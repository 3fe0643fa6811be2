// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.shapes;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** JCStress tests of which the explorer does not visit every state. */
public final class Inexact {
    private Inexact() {}

    /** An array of two, and an actor that fills it. */
    @State
    public abstract static class Filled {
        final int[] x = new int[2];
        volatile int flag;

        @Actor
        public void filler() {
            x[0] = 1;
            x[1] = 1;
            flag = 1;
        }
    }

    /** Clones an array. */
    @State
    public static class ClonesArray extends Filled {
        @Actor
        public void cloner(II_Result r) {
            int[] copy = x.clone();
            r.r1 = copy[0];
            r.r2 = copy[1];
        }
    }

    /** Copies an array. */
    @State
    public static class CopiesArray extends Filled {
        @Actor
        public void copier(II_Result r) {
            int[] copy = new int[2];
            System.arraycopy(x, 0, copy, 0, 2);
            r.r1 = copy[0];
            r.r2 = copy[1];
        }
    }

    /** Copies into an array. */
    @State
    public static class FillsArray extends Filled {
        @Actor
        public void other(I_Result r) {
            System.arraycopy(new int[2], 0, x, 0, 2);
        }
    }

    /** Clones an object. */
    @State
    public static class ClonesObject {
        /** Two numbers. */
        static final class Two implements Cloneable {
            int x;
            int y;

            @Override
            public Two clone() {
                try {
                    return (Two) super.clone();
                } catch (CloneNotSupportedException e) {
                    throw new AssertionError(e);
                }
            }
        }

        final Two two = new Two();

        @Actor
        public void writer() {
            two.x = 1;
            two.y = 1;
        }

        @Actor
        public void cloner(II_Result r) {
            Two copy = two.clone();
            r.r1 = copy.x;
            r.r2 = copy.y;
        }
    }

    /** Asks for the first element of a set. */
    @State
    public static class AsksSetOrder extends Filled {
        @Actor
        public void asker(L_Result r) {
            r.r1 = Set.of("a", "b", "c").iterator().next();
        }
    }

    /** Has objects as keys. */
    @State
    public static class HashesObjects extends Filled {
        @Actor
        public void asker(L_Result r) {
            Map<Object, String> map = new HashMap<>();
            map.put(new Object(), "a");
            map.put(new Object(), "b");
            r.r1 = map.values().iterator().next();
        }
    }

    /** Counts its turns without a limit. */
    @State
    public static class CountsForEver extends Filled {
        @Actor
        public void waiter(I_Result r) {
            while (flag == 0) {
                r.r1++;
                Thread.onSpinWait();
            }
        }
    }

    /** Turns for very long before it gives up. */
    @State
    public static class TurnsLong extends Filled {
        @Actor
        public void waiter(I_Result r) {
            for (int i = 0; i < 1_000_000 && flag == 0; i++) {
                Thread.onSpinWait();
            }
        }
    }

    /** Has more than 300,000 states. */
    @State
    public static class Explodes {
        private final int[] cells = new int[60];

        private void fill(int from) {
            for (int i = from; i < from + 12; i++) {
                cells[i] = 1;
            }
        }

        @Actor
        public void first(I_Result r) {
            fill(0);
            r.r1 = cells[59];
        }

        @Actor
        public void second() {
            fill(12);
        }

        @Actor
        public void third() {
            fill(24);
        }

        @Actor
        public void fourth() {
            fill(36);
        }

        @Actor
        public void fifth() {
            fill(48);
        }
    }
}
