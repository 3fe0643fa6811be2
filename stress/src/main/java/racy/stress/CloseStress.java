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
import racy.review.Probe;
import racy.stress.harness.VariantSample;

/**
 * A client closes its file while its task is on the hardware (R20). {@code close()} waits until no task of the client is
 * queued, and does not wait for the task on the hardware. It drops the client's buffers and the file's private data. The inference keeps its buffers. When it drops the last one,
 * that buffer unmaps itself through the file's private data.
 *
 * <p>Run all tests with {@code ./racy stress -t CloseStress},
 * one test with {@code ./racy stress -t CloseStress.AsPosted$}.
 */
@Probe(question = "shared-structs", race = "R20", violation = "USE_AFTER_FREE", level = DRIVER)
public final class CloseStress {
    private CloseStress() {}

    /** The client's first task has completed and its IRQ thread is woken. */
    public abstract static class ClosedFile extends VariantSample {
        private static final Setup ONE_CLIENT = setup(1);

        private final RocketBo bo;

        ClosedFile() {
            this(DrmRocketJob.of(DrmRocketTask.COMPLETES));
        }

        ClosedFile(DrmRocketJob job) {
            super(ONE_CLIENT);
            bo = driver.file(0).createBo();
            driver.device().submit(driver.file(0), DrmRocketSubmit.of(job.writing(bo)));
            driver.submitWorkers();
            driver.npu();
            driver.hardIrq();
        }

        /** {@code drm_file_free()}: the buffers' handles first, then the driver's postclose. */
        void close() {
            bo.closeHandle();
            driver.file(0).close();
        }

        void completeAndFree() {
            driver.irqThread();
            driver.submitWorkers();
        }
    }

    /** The same with a second queued task. The client got SIGKILL, so the system workqueue kills that task. */
    public abstract static class ClosedFileWithQueue extends ClosedFile {
        ClosedFileWithQueue() {
            super(DrmRocketJob.of(DrmRocketTask.COMPLETES, DrmRocketTask.COMPLETES));
            driver.file(0).process().kill();
        }
    }

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Freed before the file was closed.")
    @Outcome(
            id = "USE_AFTER_FREE",
            expect = ACCEPTABLE_INTERESTING,
            desc = "A buffer unmaps itself through the file's freed private data.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface UnmappedTooLate {}

    /**
     * The patch. Whenever {@code close()} ends before the inference is freed, the buffer is dropped too late, on any
     * memory model. The driver before the patch did the same.
     */
    @JCStressTest
    @State
    @JCStressMeta(UnmappedTooLate.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class AsPosted extends ClosedFile {
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

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The file's private data outlives its buffers.")
    @Outcome(expect = FORBIDDEN, desc = "A freed object was touched, or something was not given back.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface FileOutlivesBuffers {}

    /** Buffers hold a reference to their file's private data. The last reference frees it. */
    @JCStressTest
    @State
    @JCStressMeta(FileOutlivesBuffers.class)
    @Probe(variant = "bos-keep-file", expect = SAFE, twin = AsPosted.class)
    public static class BosKeepFile extends ClosedFile {
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

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The file's private data outlives its buffers.")
    @Outcome(expect = FORBIDDEN, desc = "A freed object was touched, or something was not given back.")
    interface FileOutlivesBuffersInV2 {}

    /** The recommended driver. The last reference frees the file's private data. */
    @JCStressTest
    @State
    @JCStressMeta(FileOutlivesBuffersInV2.class)
    @Probe(variant = "v2", expect = SAFE, twin = AsPosted.class)
    public static class V2 extends ClosedFile {
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

    /** The patch: the same as without a queued task. */
    @JCStressTest
    @State
    @JCStressMeta(UnmappedTooLate.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class AsPostedQueued extends ClosedFileWithQueue {
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

    /** Buffers hold a reference to their file's private data. The last reference frees it. */
    @JCStressTest
    @State
    @JCStressMeta(FileOutlivesBuffers.class)
    @Probe(variant = "bos-keep-file", expect = SAFE, twin = AsPostedQueued.class)
    public static class BosKeepFileQueued extends ClosedFileWithQueue {
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

    /** The recommended driver. The last reference frees the file's private data. */
    @JCStressTest
    @State
    @JCStressMeta(FileOutlivesBuffersInV2.class)
    @Probe(variant = "v2", expect = SAFE, twin = AsPostedQueued.class)
    public static class V2Queued extends ClosedFileWithQueue {
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
