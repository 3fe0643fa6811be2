// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static racy.review.Expectation.ALLOWED;
import static racy.review.Expectation.SAFE;
import static racy.review.Expectation.SEEDED;
import static racy.review.Level.CLASS;
import static racy.review.Level.DRIVER;
import static racy.stress.scene.Outcomes.NOTHING_WRONG;
import static racy.stress.scene.Outcomes.OTHERS;
import static racy.stress.scene.Outcomes.OTHER_TESTS;
import static racy.stress.scene.Outcomes.R1_R2_R3;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.review.Probe;
import racy.stress.scene.Publishing;

/**
 * Does the context that claims the task see its {@code done_fence} (R4)? {@code run_job} stores the fence plainly and
 * publishes the task with WRITE_ONCE, which orders nothing. The claimer's xchg orders only its own side. A claimer that
 * runs because of the task's own interrupt is ordered by the register accesses: the fence is stored before GO, and GO
 * comes before the interrupt. Any other claimer, such as a late IRQ thread (R1), is ordered by nothing but the slot.
 *
 * <p>x86-64 keeps stores in order. So there only a compiler could show R4, and HotSpot does not move a plain store over
 * an opaque one. ARM64 may show it. "Not seen" on x86-64 says nothing about the patch.
 *
 * <p>Run all tests with {@code ./racy stress -t PublicationStress},
 * one test with {@code ./racy stress -t PublicationStress.PublishFirst$}.
 */
@Probe(
        question = {"xchg", "shared-structs"},
        race = "R4",
        violation = "NULL_DONE_FENCE",
        level = DRIVER)
public final class PublicationStress {
    private static final String SEES_NO_FENCE = "The claimer has the task and sees no fence.";
    private static final String SIGNALS_IT = "The claimer sees the fence and signals it: nothing has run here.";

    private PublicationStress() {}

    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Nothing is published yet.")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The claimer sees the fence.")
    @Outcome(id = "-1", expect = ACCEPTABLE_INTERESTING, desc = SEES_NO_FENCE)
    interface FenceMissing {}

    /** The mutant: the task is published before the fence is stored, on any memory model. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(FenceMissing.class)
    @Probe(expect = SEEDED)
    public static class PublishFirst extends PublishedSlot {
        @Actor
        public void submit() {
            IN_FLIGHT_TASK.setOpaque(this, TASK);
            doneFence = FENCE;
        }

        @Actor
        public void irq(I_Result r) {
            r.r1 = claim();
        }
    }

    /**
     * The patch: a plain store, then WRITE_ONCE. Allowed, because nothing orders them. LKMM: Sometimes, with a data
     * race.
     */
    @JCStressTest
    @State
    @JCStressMeta(FenceMissing.class)
    @Probe(expect = ALLOWED, twin = PublishFirst.class)
    public static class Opaque extends PublishedSlot {
        @Actor
        public void submit() {
            doneFence = FENCE;
            IN_FLIGHT_TASK.setOpaque(this, TASK);
        }

        @Actor
        public void irq(I_Result r) {
            r.r1 = claim();
        }
    }

    /**
     * A lock in between, as the power count and the IOMMU take one. Both stores may move into it and pass each other
     * there. Allowed.
     */
    @JCStressTest
    @State
    @JCStressMeta(FenceMissing.class)
    @Probe(expect = ALLOWED, twin = PublishFirst.class)
    public static class OpaqueAfterLock extends PublishedSlot {
        int lock;

        @Actor
        public void submit() {
            doneFence = FENCE;
            LOCK.getAndSetAcquire(this, 1);
            LOCK.setRelease(this, 0);
            IN_FLIGHT_TASK.setOpaque(this, TASK);
        }

        @Actor
        public void irq(I_Result r) {
            r.r1 = claim();
        }
    }

    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Nothing is published yet.")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The claimer sees the fence.")
    @Outcome(id = "-1", expect = FORBIDDEN, desc = SEES_NO_FENCE)
    interface FenceSeen {}

    /** smp_store_release: a context that reads the task sees the fence. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(FenceSeen.class)
    @Probe(expect = SAFE, twin = PublishFirst.class)
    public static class Release extends PublishedSlot {
        @Actor
        public void submit() {
            doneFence = FENCE;
            IN_FLIGHT_TASK.setRelease(this, TASK);
        }

        @Actor
        public void irq(I_Result r) {
            r.r1 = claim();
        }
    }

    /** Release and xchg_acquire, the weakest pair that is enough. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(FenceSeen.class)
    @Probe(expect = SAFE, twin = PublishFirst.class)
    public static class ReleaseAcquire extends PublishedSlot {
        @Actor
        public void submit() {
            doneFence = FENCE;
            IN_FLIGHT_TASK.setRelease(this, TASK);
        }

        @Actor
        public void irq(I_Result r) {
            r.r1 = look(IN_FLIGHT_TASK.getAndSetAcquire(this, null));
        }
    }

    /** An exchange publishes. It orders at least as much as a release. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(FenceSeen.class)
    @Probe(expect = SAFE, twin = PublishFirst.class)
    public static class Xchg extends PublishedSlot {
        @Actor
        public void submit() {
            doneFence = FENCE;
            IN_FLIGHT_TASK.getAndSet(this, TASK);
        }

        @Actor
        public void irq(I_Result r) {
            r.r1 = claim();
        }
    }

    /** A barrier between the stores, as smp_mb or smp_wmb. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(FenceSeen.class)
    @Probe(expect = SAFE, twin = PublishFirst.class)
    public static class FullFence extends PublishedSlot {
        @Actor
        public void submit() {
            doneFence = FENCE;
            VarHandle.fullFence();
            IN_FLIGHT_TASK.setOpaque(this, TASK);
        }

        @Actor
        public void irq(I_Result r) {
            r.r1 = claim();
        }
    }

    @Outcome(id = ".*NULL_DONE_FENCE.*", expect = ACCEPTABLE_INTERESTING, desc = SEES_NO_FENCE)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Nothing is published yet.")
    @Outcome(id = "PREMATURE_SIGNAL", expect = ACCEPTABLE, desc = SIGNALS_IT)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface CoreFenceMissing {}

    /** The mutant, with the driver's slot and claim. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(CoreFenceMissing.class)
    @Probe(variant = "publish-before-done-fence", expect = SEEDED, level = CLASS)
    public static class CorePublishFirst extends Publishing.InCore {
        @Actor
        public void submit() {
            driver.publish(0);
            driver.storeDoneFence(0);
        }

        @Actor
        public void irq() {
            driver.claimInIrq();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judgeVerdict(r);
        }
    }

    /** The patch, with the driver's slot and claim. Allowed. */
    @JCStressTest
    @State
    @JCStressMeta(CoreFenceMissing.class)
    @Probe(variant = "as-posted", expect = ALLOWED, level = CLASS, twin = CorePublishFirst.class)
    public static class CoreAsPosted extends Publishing.InCore {
        @Actor
        public void submit() {
            storeThenPublish();
        }

        @Actor
        public void irq() {
            driver.claimInIrq();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judgeVerdict(r);
        }
    }

    @Outcome(id = ".*NULL_DONE_FENCE.*", expect = FORBIDDEN, desc = SEES_NO_FENCE)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Nothing is published yet.")
    @Outcome(id = "PREMATURE_SIGNAL", expect = ACCEPTABLE, desc = SIGNALS_IT)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface CoreFenceSeen {}

    /** The slot is stored with release. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(CoreFenceSeen.class)
    @Probe(variant = "release-publish", expect = SAFE, level = CLASS, twin = CorePublishFirst.class)
    public static class CoreReleasePublish extends Publishing.InCore {
        @Actor
        public void submit() {
            storeThenPublish();
        }

        @Actor
        public void irq() {
            driver.claimInIrq();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judgeVerdict(r);
        }
    }

    /** The slot is exchanged. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(CoreFenceSeen.class)
    @Probe(variant = "xchg-publish", expect = SAFE, level = CLASS, twin = CorePublishFirst.class)
    public static class CoreXchgPublish extends Publishing.InCore {
        @Actor
        public void submit() {
            storeThenPublish();
        }

        @Actor
        public void irq() {
            driver.claimInIrq();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judgeVerdict(r);
        }
    }

    @Outcome(id = ".*NULL_DONE_FENCE.*", expect = ACCEPTABLE_INTERESTING, desc = SEES_NO_FENCE)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = R1_R2_R3, expect = ACCEPTABLE, desc = "R1, R2 and R3, of the same late thread.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface DriverFenceMissing {}

    /** The mutant: the late thread takes the next task between its publish and the store of its fence. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(DriverFenceMissing.class)
    @Probe(variant = "publish-before-done-fence", expect = SEEDED)
    public static class DriverPublishFirst extends Publishing.HeldUp {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The patch, in the same scene. Allowed. */
    @JCStressTest
    @State
    @JCStressMeta(DriverFenceMissing.class)
    @Probe(variant = "as-posted", expect = ALLOWED, twin = DriverPublishFirst.class)
    public static class DriverAsPosted extends Publishing.HeldUp {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    @Outcome(id = ".*NULL_DONE_FENCE.*", expect = FORBIDDEN, desc = SEES_NO_FENCE)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = R1_R2_R3, expect = ACCEPTABLE, desc = "R1, R2 and R3, of the same late thread.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface DriverFenceSeen {}

    /** The slot is stored with release. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(DriverFenceSeen.class)
    @Probe(variant = "release-publish", expect = SAFE, twin = DriverPublishFirst.class)
    public static class DriverReleasePublish extends Publishing.HeldUp {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** The slot is exchanged. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(DriverFenceSeen.class)
    @Probe(variant = "xchg-publish", expect = SAFE, twin = DriverPublishFirst.class)
    public static class DriverXchgPublish extends Publishing.HeldUp {
        @Actor
        public void irq() {
            driver.irqThread();
        }

        @Actor
        public void reset() {
            timeoutAndRestart();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    @Outcome(id = ".*NULL_DONE_FENCE.*", expect = FORBIDDEN, desc = SEES_NO_FENCE)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface OwnInterruptFenceSeen {}

    /** The patch. The claimer runs because of the task's own interrupt, so GO and the status order it. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(OwnInterruptFenceSeen.class)
    @Probe(variant = "as-posted", expect = SAFE, twin = DriverPublishFirst.class)
    public static class OwnInterruptAsPosted extends Publishing.OwnInterrupt {
        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Actor
        public void irq() {
            driver.ownInterrupt();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    /** Even the mutant stores the fence before GO, so the handler of the task's own interrupt sees it. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(OwnInterruptFenceSeen.class)
    @Probe(variant = "publish-before-done-fence", expect = SAFE, twin = DriverPublishFirst.class)
    public static class OwnInterruptPublishFirst extends Publishing.OwnInterrupt {
        @Actor
        public void submit() {
            driver.submitWorkers();
        }

        @Actor
        public void irq() {
            driver.ownInterrupt();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }

    // VarHandle mechanics
    private static final VarHandle LOCK = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "lock", VarHandle.class, OpaqueAfterLock.class, int.class);
}
