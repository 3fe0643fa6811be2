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
import racy.review.Expectation;
import racy.review.Level;
import racy.review.Probe;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverSample;
import racy.stress.harness.HarnessPool;

/**
 * A client closes its file while its task is on the hardware (R20). close() drops the client's buffers and the file's
 * private data and waits for nobody; the inference keeps its buffers, and the last one that it drops unmaps itself through
 * the file's private data.
 */
public final class CloseStress {
    private CloseStress() {}

    /** The client's first task has completed, its IRQ thread is woken; a second one may be queued. */
    public abstract static class Scene extends DriverSample {
        private final RocketBo bo;

        Scene(HarnessPool pool, DrmRocketTask... tasks) {
            super(pool);
            bo = driver.file(0).createBo();
            driver.device()
                    .submit(
                            driver.file(0),
                            DrmRocketSubmit.of(DrmRocketJob.of(tasks).writing(bo)));
            driver.submitWorkers();
            driver.npu();
            driver.hardIrq();
        }

        static HarnessPool pool(String variant) {
            return new HarnessPool(() -> new DriverHarness(Variants.of(variant), 1, 1));
        }

        /** {@code drm_file_free()}: the buffers' handles first, then the driver's postclose. */
        void close() {
            bo.put();
            driver.file(0).close();
        }

        void completeAndFree() {
            driver.irqThread();
            driver.submitWorkers();
        }
    }

    /**
     * The patch: whenever close() ends before the inference is freed, its buffer is dropped too late, on any
     * memory model. The code before the patch did the same. Run it with {@code ./racy stress -t
     * CloseStress.AsPosted}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "shared-structs",
            variant = "as-posted",
            race = "R20",
            violation = "USE_AFTER_FREE",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",           expect = ACCEPTABLE,             desc = "Freed before the file was closed.")
    @Outcome(id = "USE_AFTER_FREE", expect = ACCEPTABLE_INTERESTING, desc = "A buffer unmaps itself through the file's freed private data.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPosted extends Scene {
        private static final HarnessPool POOL = pool("as-posted");

        public AsPosted() {
            super(POOL, DrmRocketTask.COMPLETES);
        }

        @Actor
        public void irq() {
            completeAndFree();
        }

        @Actor
        public void closer() {
            close();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * Buffers hold a reference to their file's private data: whoever is last frees it. Run it with {@code
     * ./racy stress -t CloseStress.BosKeepFile}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "shared-structs",
            variant = "bos-keep-file",
            race = "R20",
            violation = "USE_AFTER_FREE",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The file's private data outlives its buffers.")
    @Outcome(            expect = FORBIDDEN,  desc = "A freed object was touched, or something was not given back.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class BosKeepFile extends Scene {
        private static final HarnessPool POOL = pool("bos-keep-file");

        public BosKeepFile() {
            super(POOL, DrmRocketTask.COMPLETES);
        }

        @Actor
        public void irq() {
            completeAndFree();
        }

        @Actor
        public void closer() {
            close();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The recommended driver: whoever is last frees it. Run it with {@code ./racy stress -t CloseStress.V2}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "shared-structs",
            variant = "v2",
            race = "R20",
            violation = "USE_AFTER_FREE",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPosted.class)
    // spotless:off
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The file's private data outlives its buffers.")
    @Outcome(            expect = FORBIDDEN,  desc = "A freed object was touched, or something was not given back.")
    // spotless:on
    public static class V2 extends Scene {
        private static final HarnessPool POOL = pool("v2");

        public V2() {
            super(POOL, DrmRocketTask.COMPLETES);
        }

        @Actor
        public void irq() {
            completeAndFree();
        }

        @Actor
        public void closer() {
            close();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The patch with a second task queued, which the system workqueue kills: whenever close() ends before the
     * inference is freed, its buffer is dropped too late, on any memory model. The code before the patch did
     * the same. Run it with {@code ./racy stress -t CloseStress.AsPostedQueued}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "shared-structs",
            variant = "as-posted",
            race = "R20",
            violation = "USE_AFTER_FREE",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = "none",           expect = ACCEPTABLE,             desc = "Freed before the file was closed.")
    @Outcome(id = "USE_AFTER_FREE", expect = ACCEPTABLE_INTERESTING, desc = "A buffer unmaps itself through the file's freed private data.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class AsPostedQueued extends Scene {
        private static final HarnessPool POOL = pool("as-posted");

        public AsPostedQueued() {
            super(POOL, DrmRocketTask.COMPLETES, DrmRocketTask.COMPLETES);
        }

        @Actor
        public void irq() {
            completeAndFree();
        }

        @Actor
        public void closer() {
            close();
        }

        @Actor
        public void free() {
            driver.systemWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * Buffers hold a reference to their file's private data with a second task queued, which the system
     * workqueue kills: whoever is last frees it. Run it with {@code ./racy stress -t
     * CloseStress.BosKeepFileQueued}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "shared-structs",
            variant = "bos-keep-file",
            race = "R20",
            violation = "USE_AFTER_FREE",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPostedQueued.class)
    // spotless:off
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The file's private data outlives its buffers.")
    @Outcome(            expect = FORBIDDEN,  desc = "A freed object was touched, or something was not given back.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class BosKeepFileQueued extends Scene {
        private static final HarnessPool POOL = pool("bos-keep-file");

        public BosKeepFileQueued() {
            super(POOL, DrmRocketTask.COMPLETES, DrmRocketTask.COMPLETES);
        }

        @Actor
        public void irq() {
            completeAndFree();
        }

        @Actor
        public void closer() {
            close();
        }

        @Actor
        public void free() {
            driver.systemWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /**
     * The recommended driver with a second task queued, which the system workqueue kills: whoever is last
     * frees it. Run it with {@code ./racy stress -t CloseStress.V2Queued}.
     */
    @JCStressTest
    @State
    @Probe(
            question = "shared-structs",
            variant = "v2",
            race = "R20",
            violation = "USE_AFTER_FREE",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = AsPostedQueued.class)
    // spotless:off
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The file's private data outlives its buffers.")
    @Outcome(            expect = FORBIDDEN,  desc = "A freed object was touched, or something was not given back.")
    // spotless:on
    public static class V2Queued extends Scene {
        private static final HarnessPool POOL = pool("v2");

        public V2Queued() {
            super(POOL, DrmRocketTask.COMPLETES, DrmRocketTask.COMPLETES);
        }

        @Actor
        public void irq() {
            completeAndFree();
        }

        @Actor
        public void closer() {
            close();
        }

        @Actor
        public void free() {
            driver.systemWorker();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
