// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package elsewhere;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIIII_Result;

/** A stress test with more actors than any of Racy's own. */
@JCStressTest
@Outcome(id = "1, 1, 1, 1, 1", expect = Expect.ACCEPTABLE, desc = "Each actor has run.")
@State
public class FiveActors {
    @Actor
    public void first(IIIII_Result r) {
        r.r1 = 1;
    }

    @Actor
    public void second(IIIII_Result r) {
        r.r2 = 1;
    }

    @Actor
    public void third(IIIII_Result r) {
        r.r3 = 1;
    }

    @Actor
    public void fourth(IIIII_Result r) {
        r.r4 = 1;
    }

    @Actor
    public void fifth(IIIII_Result r) {
        r.r5 = 1;
    }
}
