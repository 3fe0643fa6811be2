// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static racy.review.Expectation.SAFE;
import static racy.review.Expectation.SEEDED;
import static racy.review.Level.DRIVER;
import static racy.stress.scene.Outcomes.OTHERS;
import static racy.stress.scene.Outcomes.OTHER_TESTS;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.driver.DrmRocketJob;
import racy.driver.DrmRocketSubmit;
import racy.driver.DrmRocketTask;
import racy.driver.RocketBo;
import racy.fence.DmaFence;
import racy.fence.DmaResv;
import racy.kernel.Kernel;
import racy.kernel.SpinLock;
import racy.review.Probe;
import racy.stress.harness.VariantSample;

/**
 * Does the inference wait for its inputs (R12)? The patch anchors the implicit dependencies on the last task. If there
 * are several tasks, the first ones read buffers that another device still writes. This depends only on scheduling, so
 * x86-64 and ARM64 show the same.
 *
 * <p>Run all tests with {@code ./racy stress -t DependenciesStress},
 * one test with {@code ./racy stress -t DependenciesStress.AsPosted$}.
 */
@Probe(question = "last-task", race = "R12", violation = "EARLY_START", level = DRIVER)
public final class DependenciesStress {
    private DependenciesStress() {}

    /** A timeline that belongs to no scheduler of the model. */
    private static final long CAMERA = 1L << 40;

    /** A camera still writes the buffer that an inference of two tasks reads. */
    public abstract static class CameraWrites extends VariantSample {
        private static final DrmRocketJob INFERENCE = DrmRocketJob.of(DrmRocketTask.COMPLETES, DrmRocketTask.COMPLETES);
        private static final Setup ONE_CLIENT = setup(1);

        final DmaFence camera;
        private final RocketBo frame;

        CameraWrites() {
            super(ONE_CLIENT);
            Kernel kernel = driver.device().kernel();
            camera = new DmaFence(kernel);
            camera.init(new SpinLock(kernel), CAMERA, 1);
            frame = driver.file(0).createBo();
            frame.resv().reserveFence();
            frame.resv().addFence(camera, DmaResv.Usage.WRITE);
        }

        final void submitContext() {
            driver.device().submit(driver.file(0), DrmRocketSubmit.of(INFERENCE.reading(frame)));
            driver.submitWorkers();
        }
    }

    /** The patch. */
    @JCStressTest
    @State
    @Probe(variant = "as-posted", expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The camera had written.")
    @Outcome(
            id = "EARLY_START",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The first task reads the frame before the camera wrote it.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class AsPosted extends CameraWrites {
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

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The tasks started after the camera had written.")
    @Outcome(id = ".*EARLY_START.*", expect = FORBIDDEN, desc = "A task started before.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface CameraFirst {}

    /** The first task waits, and the client's queue keeps the order. */
    @JCStressTest
    @State
    @JCStressMeta(CameraFirst.class)
    @Probe(variant = "dependencies-on-first", expect = SAFE, twin = AsPosted.class)
    public static class DependenciesOnFirst extends CameraWrites {
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

    /** All fixes together. */
    @JCStressTest
    @State
    @Probe(variant = "v2", expect = SAFE, twin = AsPosted.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The tasks started after the camera had written.")
    @Outcome(id = ".*EARLY_START.*", expect = FORBIDDEN, desc = "A task started before.")
    public static class V2 extends CameraWrites {
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

    /** Before the patch, the inference was one job with all dependencies. So this race is new with the patch. */
    @JCStressTest
    @State
    @JCStressMeta(CameraFirst.class)
    @Probe(variant = "pre-patch", expect = SAFE, twin = AsPosted.class)
    public static class PrePatch extends CameraWrites {
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
