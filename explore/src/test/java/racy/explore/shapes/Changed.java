// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.shapes;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** One racy test, and what may become of it when somebody changes it. */
public final class Changed {
    private Changed() {}

    /** A lost update. */
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Both increments count.")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "An increment is lost.")
    @State
    public static class Racy {
        int x;

        @Actor
        public void left() {
            x = x + 1;
        }

        @Actor
        public void right() {
            x = x + 1;
        }

        @Arbiter
        public void look(I_Result r) {
            r.r1 = x;
        }
    }

    /** The race is mended. */
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "Both increments count.")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "An increment is lost.")
    @State
    public static class Mended {
        final AtomicInteger x = new AtomicInteger();

        @Actor
        public void left() {
            x.incrementAndGet();
        }

        @Actor
        public void right() {
            x.incrementAndGet();
        }

        @Arbiter
        public void look(I_Result r) {
            r.r1 = x.get();
        }
    }

    /** An actor writes before it reads. */
    @JCStressTest
    @State
    public static class AnotherOrder extends Racy {
        @Actor
        @Override
        public void left() {
            x = 5;
            x = x + 1;
        }
    }

    /** An actor writes something else. */
    @JCStressTest
    @State
    public static class AnotherValue extends Racy {
        @Actor
        @Override
        public void left() {
            x = x + 3;
        }
    }

    /** An actor reads twice. */
    @JCStressTest
    @State
    public static class ReadsMore extends Racy {
        int y;

        @Actor
        @Override
        public void left() {
            y = x;
            x = y + 1;
        }
    }

    /** An actor is gone. */
    @JCStressTest
    @State
    public static class OneActor extends Racy {
        @Override
        public void right() {}

        @Actor
        public void other() {
            x = x + 1;
        }
    }

    /** An actor no longer writes. */
    @JCStressTest
    @State
    public static class WritesLess extends Racy {
        @Actor
        @Override
        public void right() {
            if (x == 1) {
                x = 2;
            }
        }
    }

    /** The arbiter looks at something else. */
    @JCStressTest
    @State
    public static class AnotherResult extends Racy {
        @Arbiter
        @Override
        public void look(I_Result r) {
            r.r1 = 7;
        }
    }

    /** Two actors are methods of one name. */
    @JCStressTest
    @State
    public static class SameNames {
        final AtomicInteger next = new AtomicInteger();

        @Actor
        public void take(II_Result r) {
            r.r1 = next.incrementAndGet();
        }

        @Actor
        public void take(SameNames state, II_Result r) {
            r.r2 = next.incrementAndGet();
        }
    }
}
