// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.rig;

import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The state of a test that runs a whole driver. A test extends it, sets the scene in its constructor, calls the rig's
 * contexts from its actors, and has an arbiter that calls {@link #judge}. An outcome is the set of violations, spelt
 * as {@link racy.kernel.Violations} does.
 */
public abstract class DriverSample {
    private final RigPool pool;
    protected final Rig rig;

    protected DriverSample(RigPool pool) {
        this.pool = pool;
        rig = pool.take();
    }

    /** The arbiter: lets the rest happen, and hands the rig to the next sample. */
    protected final void judge(L_Result r) {
        r.r1 = rig.settle();
        pool.give(rig);
    }
}
