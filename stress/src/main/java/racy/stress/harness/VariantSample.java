// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress.harness;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.openjdk.jcstress.infra.results.LJ_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.driver.variant.Variant;
import racy.driver.variant.Variants;
import racy.kernel.Window;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.probe.MergedProbe;

/**
 * The state of a test that runs a whole driver. The variant is the one that the test's {@link racy.review.Probe probe}
 * names, so that a test runs what it is evidence for. A scene extends this class. It says how the harness is set up.
 * Its constructor says what has happened before the contexts run. A test extends the scene. Its actors call the
 * harness's contexts, and its arbiter calls {@link #judge}. An outcome is the set of violations, written as in {@link
 * racy.kernel.Violations}.
 */
public abstract class VariantSample {
    private static final ConcurrentMap<Class<?>, HarnessPool> POOLS = new ConcurrentHashMap<>();

    private final HarnessPool pool;
    protected final DriverHarness driver;

    /** Makes a harness of a variant. A scene keeps it in a constant, so that no sample allocates one. */
    @FunctionalInterface
    public interface Setup {
        DriverHarness of(Variant variant);
    }

    /** @param setup the same for each sample of a test */
    protected VariantSample(Setup setup) {
        pool = pool(getClass(), setup);
        driver = pool.take();
    }

    /** One core. */
    protected static Setup setup(int clients, Inference... inferences) {
        return variant -> new DriverHarness(variant, 1, clients, inferences);
    }

    /** One core, with a context that is delayed at one window until another one has passed a second window. */
    protected static Setup setup(Window where, Window until, int clients, Inference... inferences) {
        return variant ->
                new DriverHarness(variant.design(), new DelayedAtWindow(where, until), 1, clients, inferences);
    }

    private static HarnessPool pool(Class<?> test, Setup setup) {
        HarnessPool pool = POOLS.get(test);
        return pool != null ? pool : POOLS.computeIfAbsent(test, each -> newPool(each, setup));
    }

    private static HarnessPool newPool(Class<?> test, Setup setup) {
        String id = MergedProbe.of(test)
                .orElseThrow(
                        () -> new IllegalStateException(test.getName() + " has no @Probe: which variant is it for?"))
                .variant();
        Variant variant = Variants.of(id);
        return new HarnessPool(() -> setup.of(variant));
    }

    /** The arbiter: lets the remaining work happen, and passes the harness to the next sample. */
    protected final void judge(L_Result r) {
        r.r1 = driver.settle();
        pool.give(driver);
    }

    /** The same as {@link #judge(L_Result)}, with the number of warnings that the kernel printed in the sample. */
    protected final void judge(LJ_Result r) {
        r.r1 = driver.settle();
        r.r2 = driver.warnings();
        pool.give(driver);
    }

    /** The arbiter of a test without a scheduler: nothing else happens. */
    protected final void judgeAtOnce(L_Result r) {
        r.r1 = driver.audit();
        pool.give(driver);
    }

    /** The arbiter of a test in which no task runs: what has gone wrong so far. */
    protected final void judgeVerdict(L_Result r) {
        r.r1 = driver.verdict();
        pool.give(driver);
    }
}
