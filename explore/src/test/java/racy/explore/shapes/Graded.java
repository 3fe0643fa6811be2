// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.shapes;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Tests that have no outcome which they forbid. */
public final class Graded {
    private Graded() {}

    /** Each actor gets a number of its own. */
    @JCStressTest
    @Outcome(
            id = {"1, 2", "2, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "Different numbers.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The same number twice.")
    @State
    public static class Atomic {
        final AtomicInteger next = new AtomicInteger();

        @Actor
        public void left(II_Result r) {
            r.r1 = next.incrementAndGet();
        }

        @Actor
        public void right(II_Result r) {
            r.r2 = next.incrementAndGet();
        }
    }

    /** One actor gets the object. */
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true"},
            expect = Expect.ACCEPTABLE,
            desc = "One owner.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Two owners, or none.")
    @State
    public static class Exchanged {
        final AtomicReference<Object> slot = new AtomicReference<>("task");

        @Actor
        public void irq(ZZ_Result r) {
            r.r1 = slot.getAndSet(null) != null;
        }

        @Actor
        public void reset(ZZ_Result r) {
            r.r2 = slot.getAndSet(null) != null;
        }
    }
}
