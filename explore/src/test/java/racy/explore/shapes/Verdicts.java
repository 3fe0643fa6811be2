// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.shapes;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** One test with each grading: under SC and TSO it has the outcomes 0 and 1, and no other. */
public final class Verdicts {
    private Verdicts() {}

    /** A store and a load. */
    @State
    public abstract static class Flag {
        int flag;

        @Actor
        public void set() {
            flag = 1;
        }

        @Actor
        public void look(I_Result r) {
            r.r1 = flag;
        }
    }

    /** Grades what there is. */
    @Outcome(
            id = {"0", "1"},
            expect = Expect.ACCEPTABLE)
    @Outcome(id = "2", expect = Expect.ACCEPTABLE_INTERESTING)
    @Outcome(expect = Expect.FORBIDDEN)
    @State
    public static class AsGraded extends Flag {}

    /** Accepts what cannot be. */
    @Outcome(
            id = {"0", "1", "2"},
            expect = Expect.ACCEPTABLE)
    @State
    public static class AcceptsMore extends Flag {}

    /** Forbids what can be, and leaves the rest ungraded. */
    @Outcome(id = "1", expect = Expect.FORBIDDEN)
    @State
    public static class Forbids extends Flag {}

    /** Does not grade what can be. */
    @Outcome(id = "0", expect = Expect.ACCEPTABLE)
    @State
    public static class GradesLess extends Flag {}

    /** Says that it does not know. */
    @Outcome(
            id = {"0", "1"},
            expect = Expect.UNKNOWN)
    @State
    public static class Unknown extends Flag {}
}
