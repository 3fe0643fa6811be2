// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static racy.review.Expectation.SAFE;
import static racy.review.Expectation.SEEDED;
import static racy.review.Level.DRIVER;
import static racy.stress.scene.Outcomes.NOTHING_WRONG;
import static racy.stress.scene.Outcomes.OTHERS;
import static racy.stress.scene.Outcomes.OTHER_TESTS;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.review.Probe;
import racy.stress.scene.SharedLine;

/**
 * What does an interrupt do that the CPU takes twice? The line is level-triggered, and the hard handler lowers it by a
 * write to the mask. That write is posted. If it reaches the device after the CPU has ended the interrupt, the interrupt
 * controller finds the line still up, and the hard handler runs again. The raw status is up until the IRQ thread clears
 * it, so the handler wakes the thread again. The scene is that of {@link LateIrqStress}, without the IOMMU. All of it
 * happens under sequential consistency, so the same is expected on x86-64 and ARM64.
 *
 * <p>Run all tests with {@code ./racy stress -t TakenTwiceStress},
 * one test with {@code ./racy stress -t TakenTwiceStress.AsPosted$}.
 */
@Probe(
        question = {"core-lock", "serialised", "signals-fence"},
        violation = {"PREMATURE_SIGNAL", "LATE_IRQ_STOPS_HW"},
        level = DRIVER)
public final class TakenTwiceStress {
    private static final String SECOND_RUN = ".*(PREMATURE_SIGNAL|LATE_IRQ_STOPS_HW).*";
    private static final String TAKES_NEXT = "The thread's second run stops or signals the task that was just started.";

    private TakenTwiceStress() {}

    @Outcome(id = SECOND_RUN, expect = ACCEPTABLE_INTERESTING, desc = TAKES_NEXT)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface Twice {}

    @Outcome(id = SECOND_RUN, expect = FORBIDDEN, desc = TAKES_NEXT)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    interface Once {}

    /** The patch reads the raw status. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(Twice.class)
    @Probe(variant = "as-posted", expect = SEEDED)
    public static class AsPosted extends SharedLine.HeldThread {
        @Actor
        public void irq() {
            runThreadTwice();
        }

        @Actor
        public void line() {
            driver.interruptTakenAgainOnceThreadRuns();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** Before the patch the second run believes that the task that the first run started has completed. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(Twice.class)
    @Probe(variant = "pre-patch", expect = SEEDED)
    public static class PrePatch extends SharedLine.HeldThread {
        @Actor
        public void irq() {
            runThreadTwice();
        }

        @Actor
        public void line() {
            driver.interruptTakenAgainOnceThreadRuns();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The masked status is zero, because the read comes after the write to the mask on the bus too. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(Once.class)
    @Probe(variant = "masked-status", expect = SAFE, twin = AsPosted.class)
    public static class MaskedStatus extends SharedLine.HeldThread {
        @Actor
        public void irq() {
            runThreadTwice();
        }

        @Actor
        public void line() {
            driver.interruptTakenAgainOnceThreadRuns();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** All fixes together. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(Once.class)
    @Probe(variant = "v2", expect = SAFE, twin = AsPosted.class)
    public static class RecommendedV2 extends SharedLine.HeldThread {
        @Actor
        public void irq() {
            runThreadTwice();
        }

        @Actor
        public void line() {
            driver.interruptTakenAgainOnceThreadRuns();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
