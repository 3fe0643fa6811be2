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
import racy.stress.harness.DriverHarness;
import racy.stress.harness.VariantSample;

/**
 * Does a task wait for those who read the buffer that it writes? The published driver adds an inference's completion
 * fence only to the buffers that the inference writes. So nobody knows of a reader, and the next writer starts beside
 * it, here on another core. This depends only on scheduling, so x86-64 and ARM64 show the same.
 *
 * <p>Run all tests with {@code ./racy stress -t WriteAfterReadStress},
 * one test with {@code ./racy stress -t WriteAfterReadStress.AsPosted$}.
 */
@Probe(question = "last-task", violation = "DMA_HAZARD", level = DRIVER)
public final class WriteAfterReadStress {
    private WriteAfterReadStress() {}

    /** Core 0 runs client 0's task, which reads a buffer. Client 1 submits a task that writes it. */
    public abstract static class ReaderRuns extends VariantSample {
        private static final Setup TWO_CORES = variant -> new DriverHarness(variant, 2, 2);
        private static final DrmRocketJob INFERENCE = DrmRocketJob.of(DrmRocketTask.COMPLETES);

        private final RocketBo frame;

        ReaderRuns() {
            super(TWO_CORES);
            frame = driver.file(0).createBo();
            driver.device().submit(driver.file(0), DrmRocketSubmit.of(INFERENCE.reading(frame)));
            driver.submitWorkers();
        }

        final void writerContext() {
            driver.device().submit(driver.file(1), DrmRocketSubmit.of(INFERENCE.writing(frame)));
            driver.device().core(1).submitWq.runAll();
        }

        final void readerContext() {
            driver.complete(driver.core);
        }
    }

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The reader was done.")
    @Outcome(
            id = "DMA_HAZARD",
            expect = ACCEPTABLE_INTERESTING,
            desc = "The second task writes the buffer that the first one still reads.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface WritesTooEarly {}

    /** The patch. */
    @JCStressTest
    @State
    @JCStressMeta(WritesTooEarly.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class AsPosted extends ReaderRuns {
        @Actor
        public void submit() {
            writerContext();
        }

        @Actor
        public void irq() {
            readerContext();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The driver before the patch did the same. */
    @JCStressTest
    @State
    @JCStressMeta(WritesTooEarly.class)
    @Probe(variant = "pre-patch", expect = SEEDED)
    public static class PrePatch extends ReaderRuns {
        @Actor
        public void submit() {
            writerContext();
        }

        @Actor
        public void irq() {
            readerContext();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The writer started after the reader was done.")
    @Outcome(id = ".*(DMA_HAZARD|EARLY_START).*", expect = FORBIDDEN, desc = "It started before.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface ReaderFirst {}

    /** Readers add their fence too. */
    @JCStressTest
    @State
    @JCStressMeta(ReaderFirst.class)
    @Probe(variant = "readers-add-fences", expect = SAFE, twin = AsPosted.class)
    public static class ReadersAddFences extends ReaderRuns {
        @Actor
        public void submit() {
            writerContext();
        }

        @Actor
        public void irq() {
            readerContext();
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
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The writer started after the reader was done.")
    @Outcome(id = ".*(DMA_HAZARD|EARLY_START).*", expect = FORBIDDEN, desc = "It started before.")
    public static class V2 extends ReaderRuns {
        @Actor
        public void submit() {
            writerContext();
        }

        @Actor
        public void irq() {
            readerContext();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
