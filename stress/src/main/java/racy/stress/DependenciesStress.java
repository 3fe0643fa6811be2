// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.driver.DrmRocketJob;
import racy.driver.DrmRocketSubmit;
import racy.driver.DrmRocketTask;
import racy.driver.RocketBo;
import racy.driver.variant.Variants;
import racy.fence.DmaFence;
import racy.fence.DmaResv;
import racy.kernel.Kernel;
import racy.kernel.SpinLock;
import racy.review.Expectation;
import racy.review.Level;
import racy.review.Probe;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverSample;
import racy.stress.harness.HarnessPool;

/**
 * Does the inference wait for its inputs (R12)? The patch anchors the implicit dependencies on the last task: with more
 * than one, the first ones read buffers that somebody still writes. A matter of scheduling: x86-64 and ARM64 show the
 * same.
 */
public final class DependenciesStress {
    private DependenciesStress() {}

    /** A timeline of no scheduler of ours. */
    private static final long CAMERA = 1L << 40;

    /** A camera still writes the buffer that an inference of two tasks reads. */
    public abstract static class Scene extends DriverSample {
        private static final DrmRocketJob INFERENCE = DrmRocketJob.of(DrmRocketTask.COMPLETES, DrmRocketTask.COMPLETES);

        final DmaFence camera;
        private final RocketBo frame;

        Scene(HarnessPool pool) {
            super(pool);
            Kernel kernel = driver.device().kernel();
            camera = new DmaFence(kernel);
            camera.init(new SpinLock(kernel), CAMERA, 1);
            frame = driver.file(0).createBo();
            frame.resv().addFence(camera, DmaResv.Usage.WRITE);
        }

        final void submitContext() {
            driver.device().submit(driver.file(0), DrmRocketSubmit.of(INFERENCE.reading(frame)));
            driver.submitWorkers();
        }

        static HarnessPool pool(String variant) {
            return new HarnessPool(() -> new DriverHarness(Variants.of(variant), 1, 1));
        }
    }

    /** The patch. Run it with {@code ./racy stress -t DependenciesStress.AsPosted}. */
    @JCStressTest
    @State
    @Probe(
            question = "last-task",
            variant = "as-posted",
            race = "R12",
            violation = "EARLY_START",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",        expect = ACCEPTABLE,             desc = "The camera had written.")
    @Outcome(id = "EARLY_START", expect = ACCEPTABLE_INTERESTING, desc = "The first task reads the frame before the camera wrote it.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPosted extends Scene {
        private static final HarnessPool POOL = pool("as-posted");

        public AsPosted() {
            super(POOL);
        }

        @Actor
        public void submit() {
            submitContext();
        }

        @Actor
        public void camera() {
            camera.signal();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The first task waits, and the client's queue is in order. Run it with {@code ./racy stress -t
     * DependenciesStress.DependenciesOnFirst}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "last-task",
            variant = "dependencies-on-first",
            race = "R12",
            violation = "EARLY_START",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "none",            expect = ACCEPTABLE, desc = "The tasks started after the camera had written.")
    @Outcome(id = ".*EARLY_START.*", expect = FORBIDDEN,  desc = "A task started before.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DependenciesOnFirst extends Scene {
        private static final HarnessPool POOL = pool("dependencies-on-first");

        public DependenciesOnFirst() {
            super(POOL);
        }

        @Actor
        public void submit() {
            submitContext();
        }

        @Actor
        public void camera() {
            camera.signal();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. Run it with {@code ./racy stress -t DependenciesStress.V2}. */
    @JCStressTest
    @State
    @Probe(
            question = "last-task",
            variant = "v2",
            race = "R12",
            violation = "EARLY_START",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "none",            expect = ACCEPTABLE, desc = "The tasks started after the camera had written.")
    @Outcome(id = ".*EARLY_START.*", expect = FORBIDDEN,  desc = "A task started before.")
    // spotless:on
    public static class V2 extends Scene {
        private static final HarnessPool POOL = pool("v2");

        public V2() {
            super(POOL);
        }

        @Actor
        public void submit() {
            submitContext();
        }

        @Actor
        public void camera() {
            camera.signal();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * Before the patch the inference was one job with all dependencies, so this is new. Run it with {@code ./racy
     * stress -t DependenciesStress.PrePatch}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "last-task",
            variant = "pre-patch",
            race = "R12",
            violation = "EARLY_START",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "none",            expect = ACCEPTABLE, desc = "The tasks started after the camera had written.")
    @Outcome(id = ".*EARLY_START.*", expect = FORBIDDEN,  desc = "A task started before.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class PrePatch extends Scene {
        private static final HarnessPool POOL = pool("pre-patch");

        public PrePatch() {
            super(POOL);
        }

        @Actor
        public void submit() {
            submitContext();
        }

        @Actor
        public void camera() {
            camera.signal();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
