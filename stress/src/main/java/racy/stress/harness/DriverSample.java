// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.harness;

import org.openjdk.jcstress.infra.results.LJ_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The state of a test that runs a whole driver. A test extends it, sets the scene in its constructor, calls the harness's
 * contexts from its actors, and has an arbiter that calls {@link #judge}. An outcome is the set of violations, spelt
 * as {@link racy.kernel.Violations} does.
 */
public abstract class DriverSample {
    private final HarnessPool pool;
    protected final DriverHarness driver;

    protected DriverSample(HarnessPool pool) {
        this.pool = pool;
        driver = pool.take();
    }

    /** The arbiter: lets the rest happen, and hands the harness to the next sample. */
    protected final void judge(L_Result r) {
        r.r1 = driver.settle();
        pool.give(driver);
    }

    /** As {@link #judge(L_Result)}, with the number of warnings that the kernel printed meanwhile. */
    protected final void judge(LJ_Result r) {
        r.r1 = driver.settle();
        r.r2 = driver.warnings();
        pool.give(driver);
    }

    /** The arbiter of a test that has no scheduler: nothing else happens. */
    protected final void judgeAtOnce(L_Result r) {
        r.r1 = driver.audit();
        pool.give(driver);
    }

    /** The arbiter of a test in which no task runs: what went wrong so far. */
    protected final void judgeVerdict(L_Result r) {
        r.r1 = driver.verdict();
        pool.give(driver);
    }
}
