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
import static racy.review.Level.IDEA;
import static racy.stress.scene.Outcomes.NOTHING_WRONG;
import static racy.stress.scene.Outcomes.OTHERS;
import static racy.stress.scene.Outcomes.OTHER_TESTS;

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
import racy.driver.RocketWindow;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Probe;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;
import racy.stress.scene.WokenThread;

/**
 * Does whoever claims the task see its {@code done_fence} (R4)? run_job stores it plainly and publishes the task with
 * WRITE_ONCE, which orders nothing; the claimer's xchg orders its own side only. A claimer that is there because of the
 * task's own interrupt is ordered by the register accesses: the fence is stored before GO, and GO comes before the
 * interrupt. A claimer that is not, such as a late IRQ thread (R1), has nothing but the slot.
 *
 * <p>x86-64 keeps stores in order, so there only a compiler could show R4, and HotSpot does not move a plain store over an
 * opaque one. ARM64 may show it. "Not seen" on x86-64 says nothing about the patch.
 *
 * <p>All of it: {@code ./racy stress -t PublicationStress}; one test: {@code ./racy stress -t 'PublicationStress.PublishFirst$'}.
 */
@Probe(
        question = {"xchg", "shared-structs"},
        race = "R4",
        violation = "NULL_DONE_FENCE",
        level = DRIVER)
public final class PublicationStress {
    private static final Object TASK = new Object();
    private static final Object FENCE = new Object();

    private static final String SEES_NO_FENCE = "The claimer has the task and sees no fence.";

    private PublicationStress() {}

    /** The task in the slot, and its plain field. Results are 0 if the slot was empty, 1 if the fence was seen, else -1. */
    @Probe(variant = "", level = IDEA)
    public abstract static class Slot {
        Object inFlightTask;
        Object doneFence;

        final int claim() {
            return look(IN_FLIGHT_TASK.getAndSet(this, null));
        }

        final int look(Object claimed) {
            if (claimed == null) {
                return 0;
            }
            return doneFence == null ? -1 : 1;
        }
    }

    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Nothing is published yet.")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The claimer sees the fence.")
    @Outcome(id = "-1", expect = ACCEPTABLE_INTERESTING, desc = SEES_NO_FENCE)
    interface FenceMissing {}

    /** The mutant: the task is published before the fence is stored, on any memory model. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(FenceMissing.class)
    @Probe(expect = SEEDED)
    public static class PublishFirst extends Slot {
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
     * The patch: a plain store, then WRITE_ONCE. Allowed: nothing orders the two stores. LKMM: Sometimes, with a data
     * race.
     */
    @JCStressTest
    @State
    @JCStressMeta(FenceMissing.class)
    @Probe(expect = ALLOWED, twin = PublishFirst.class)
    public static class Opaque extends Slot {
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
     * The patch with a lock taken and released in between, as the power count and the IOMMU do: one store may move into
     * the critical section from above, the other from below, and pass each other there. Allowed.
     */
    @JCStressTest
    @State
    @JCStressMeta(FenceMissing.class)
    @Probe(expect = ALLOWED, twin = PublishFirst.class)
    public static class OpaqueAfterLock extends Slot {
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

    /** smp_store_release: whoever reads the task sees the fence. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(FenceSeen.class)
    @Probe(expect = SAFE, twin = PublishFirst.class)
    public static class Release extends Slot {
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

    /** Release against xchg_acquire: the weakest pair that is enough. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(FenceSeen.class)
    @Probe(expect = SAFE, twin = PublishFirst.class)
    public static class ReleaseAcquire extends Slot {
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

    /** An exchange publishes: it orders at least as a release. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(FenceSeen.class)
    @Probe(expect = SAFE, twin = PublishFirst.class)
    public static class Xchg extends Slot {
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
    public static class FullFence extends Slot {
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

    /** The model's core, task and fence; the slot is empty and the power count held. No scheduler, no hardware. */
    @Probe(level = CLASS)
    public abstract static class CoreSlot extends VariantSample {
        private static final Setup ONE_TASK = setup(1, new Inference(0, Behaviour.COMPLETES));

        CoreSlot() {
            super(ONE_TASK);
            driver.core.pm.resumeAndGet();
        }

        final void storeThenPublish() {
            driver.storeDoneFence(0);
            driver.publish(0);
        }
    }

    /** The whole driver. The late IRQ thread takes the next task; run_job is held up once it is published. */
    public abstract static class HeldPublisher extends WokenThread {
        private static final Setup HELD_UP =
                nextBehindTwoTasks(RocketWindow.RUN_PUBLISHED, RocketWindow.IRQ_BEFORE_SIGNAL);

        HeldPublisher() {
            super(HELD_UP);
        }
    }

    @Outcome(id = ".*NULL_DONE_FENCE.*", expect = ACCEPTABLE_INTERESTING, desc = SEES_NO_FENCE)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Nothing is published yet.")
    @Outcome(
            id = "PREMATURE_SIGNAL",
            expect = ACCEPTABLE,
            desc = "The claimer sees the fence and signals it: nothing has run here.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface CoreFenceMissing {}

    /** The mutant, with the driver's slot and claim. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(CoreFenceMissing.class)
    @Probe(variant = "publish-before-done-fence", expect = SEEDED)
    public static class CorePublishFirst extends CoreSlot {
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
    @Probe(variant = "as-posted", expect = ALLOWED, twin = CorePublishFirst.class)
    public static class CoreAsPosted extends CoreSlot {
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
    @Outcome(
            id = "PREMATURE_SIGNAL",
            expect = ACCEPTABLE,
            desc = "The claimer sees the fence and signals it: nothing has run here.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface CoreFenceSeen {}

    /** The slot released. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(CoreFenceSeen.class)
    @Probe(variant = "release-publish", expect = SAFE, twin = CorePublishFirst.class)
    public static class CoreReleasePublish extends CoreSlot {
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

    /** The slot exchanged. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(CoreFenceSeen.class)
    @Probe(variant = "xchg-publish", expect = SAFE, twin = CorePublishFirst.class)
    public static class CoreXchgPublish extends CoreSlot {
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
    @Outcome(
            id =
                    "((PREMATURE_SIGNAL|USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R1, R2 and R3, of the same late thread.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface DriverFenceMissing {}

    /** The mutant: the late thread takes the next task between publish and store. Expected. */
    @JCStressTest
    @State
    @JCStressMeta(DriverFenceMissing.class)
    @Probe(variant = "publish-before-done-fence", expect = SEEDED)
    public static class DriverPublishFirst extends HeldPublisher {
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
    public static class DriverAsPosted extends HeldPublisher {
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
    @Outcome(
            id =
                    "((PREMATURE_SIGNAL|USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+",
            expect = ACCEPTABLE,
            desc = "R1, R2 and R3, of the same late thread.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface DriverFenceSeen {}

    /** The slot released. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(DriverFenceSeen.class)
    @Probe(variant = "release-publish", expect = SAFE, twin = DriverPublishFirst.class)
    public static class DriverReleasePublish extends HeldPublisher {
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

    /** The slot exchanged. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(DriverFenceSeen.class)
    @Probe(variant = "xchg-publish", expect = SAFE, twin = DriverPublishFirst.class)
    public static class DriverXchgPublish extends HeldPublisher {
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

    /** One task that waits to be started; no reset. */
    public abstract static class OwnInterrupt extends VariantSample {
        private static final Setup ONE_TASK = setup(1, new Inference(0, Behaviour.COMPLETES));

        OwnInterrupt() {
            super(ONE_TASK);
            driver.push(0);
        }
    }

    @Outcome(id = ".*NULL_DONE_FENCE.*", expect = FORBIDDEN, desc = SEES_NO_FENCE)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = NOTHING_WRONG)
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    interface OwnInterruptFenceSeen {}

    /**
     * The patch, with a claimer that comes by the task's own interrupt: ordered by GO and by the read of the status.
     * Not expected.
     */
    @JCStressTest
    @State
    @JCStressMeta(OwnInterruptFenceSeen.class)
    @Probe(variant = "as-posted", expect = SAFE, twin = DriverPublishFirst.class)
    public static class OwnInterruptAsPosted extends OwnInterrupt {
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

    /** Even the mutant stores the fence before GO, so the task's own interrupt finds it. Not expected. */
    @JCStressTest
    @State
    @JCStressMeta(OwnInterruptFenceSeen.class)
    @Probe(variant = "publish-before-done-fence", expect = SAFE, twin = DriverPublishFirst.class)
    public static class OwnInterruptPublishFirst extends OwnInterrupt {
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
    private static final VarHandle IN_FLIGHT_TASK = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "inFlightTask", VarHandle.class, Slot.class, Object.class);
    private static final VarHandle LOCK = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "lock", VarHandle.class, OpaqueAfterLock.class, int.class);
}
