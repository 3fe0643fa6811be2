// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.driver.RocketWindow;
import racy.driver.variant.Variants;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Expectation;
import racy.review.Level;
import racy.review.Probe;
import racy.stress.harness.DriverHarness;
import racy.stress.harness.DriverSample;
import racy.stress.harness.HarnessPool;
import racy.stress.harness.WokenThread;

/**
 * Does whoever claims the task see its {@code done_fence} (R4)? run_job stores it plainly and publishes the task with
 * WRITE_ONCE, which orders nothing; the claimer's xchg orders its own side only. A claimer that is there because of the
 * task's own interrupt is ordered by the register accesses: the fence is stored before GO, and GO comes before the
 * interrupt. A claimer that is not, such as a late IRQ thread (R1), has nothing but the slot.
 *
 * <p>x86-64 keeps stores in order, so there only a compiler could show R4, and HotSpot does not move a plain store over an
 * opaque one. ARM64 may show it. "Not seen" on x86-64 says nothing about the patch.
 */
public final class PublicationStress {
    private static final Object TASK = new Object();
    private static final Object FENCE = new Object();

    private PublicationStress() {}

    /** The task in the slot, and its plain field. Results are 0 if the slot was empty, 1 if the fence was seen, else -1. */
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

    /**
     * The mutant: the task is published before the fence is stored, on any memory model. Expected. Run it with {@code
     * ./racy stress -t PublicationStress.PublishFirst$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.SEEDED,
            level = Level.IDEA)
    // spotless:off
    @Outcome(id = "0",  expect = ACCEPTABLE,             desc = "Nothing is published yet.")
    @Outcome(id = "1",  expect = ACCEPTABLE,             desc = "The claimer sees the fence.")
    @Outcome(id = "-1", expect = ACCEPTABLE_INTERESTING, desc = "The claimer has the task and sees no fence.")
    // spotless:on
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
     * race. Run it with {@code ./racy stress -t PublicationStress.Opaque$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.ALLOWED,
            level = Level.IDEA,
            twin = PublishFirst.class)
    // spotless:off
    @Outcome(id = "0",  expect = ACCEPTABLE,             desc = "Nothing is published yet.")
    @Outcome(id = "1",  expect = ACCEPTABLE,             desc = "The claimer sees the fence.")
    @Outcome(id = "-1", expect = ACCEPTABLE_INTERESTING, desc = "The claimer has the task and sees no fence.")
    // spotless:on
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
     * The patch with a lock taken and released in between, as the power count and the IOMMU do: one store may move
     * into the critical section from above, the other from below, and pass each other there. Allowed. Run it with
     * {@code ./racy stress -t PublicationStress.OpaqueAfterLock$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.ALLOWED,
            level = Level.IDEA,
            twin = PublishFirst.class)
    // spotless:off
    @Outcome(id = "0",  expect = ACCEPTABLE,             desc = "Nothing is published yet.")
    @Outcome(id = "1",  expect = ACCEPTABLE,             desc = "The claimer sees the fence.")
    @Outcome(id = "-1", expect = ACCEPTABLE_INTERESTING, desc = "The claimer has the task and sees no fence.")
    // spotless:on
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

    /**
     * smp_store_release: whoever reads the task sees the fence. Not expected. Run it with {@code ./racy stress -t
     * PublicationStress.Release$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.SAFE,
            level = Level.IDEA,
            twin = PublishFirst.class)
    // spotless:off
    @Outcome(id = "0",  expect = ACCEPTABLE, desc = "Nothing is published yet.")
    @Outcome(id = "1",  expect = ACCEPTABLE, desc = "The claimer sees the fence.")
    @Outcome(id = "-1", expect = FORBIDDEN,  desc = "The claimer has the task and sees no fence.")
    // spotless:on
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

    /**
     * Release against xchg_acquire: the weakest pair that is enough. Not expected. Run it with {@code ./racy stress
     * -t PublicationStress.ReleaseAcquire$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.SAFE,
            level = Level.IDEA,
            twin = PublishFirst.class)
    // spotless:off
    @Outcome(id = "0",  expect = ACCEPTABLE, desc = "Nothing is published yet.")
    @Outcome(id = "1",  expect = ACCEPTABLE, desc = "The claimer sees the fence.")
    @Outcome(id = "-1", expect = FORBIDDEN,  desc = "The claimer has the task and sees no fence.")
    // spotless:on
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

    /**
     * An exchange publishes: it orders at least as a release. Not expected. Run it with {@code ./racy stress -t
     * PublicationStress.Xchg$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.SAFE,
            level = Level.IDEA,
            twin = PublishFirst.class)
    // spotless:off
    @Outcome(id = "0",  expect = ACCEPTABLE, desc = "Nothing is published yet.")
    @Outcome(id = "1",  expect = ACCEPTABLE, desc = "The claimer sees the fence.")
    @Outcome(id = "-1", expect = FORBIDDEN,  desc = "The claimer has the task and sees no fence.")
    // spotless:on
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

    /**
     * A barrier between the stores, as smp_mb or smp_wmb. Not expected. Run it with {@code ./racy stress -t
     * PublicationStress.FullFence$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.SAFE,
            level = Level.IDEA,
            twin = PublishFirst.class)
    // spotless:off
    @Outcome(id = "0",  expect = ACCEPTABLE, desc = "Nothing is published yet.")
    @Outcome(id = "1",  expect = ACCEPTABLE, desc = "The claimer sees the fence.")
    @Outcome(id = "-1", expect = FORBIDDEN,  desc = "The claimer has the task and sees no fence.")
    // spotless:on
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
    public abstract static class CoreSlot extends DriverSample {
        CoreSlot(HarnessPool pool) {
            super(pool);
            driver.core.pm.resumeAndGet();
        }

        static HarnessPool pool(String variant) {
            return new HarnessPool(() ->
                    new DriverHarness(Variants.of(variant), 1, 1, new DriverHarness.Inference(0, Behaviour.COMPLETES)));
        }
    }

    /**
     * The mutant, with the driver's slot and claim. Expected. Run it with {@code ./racy stress -t
     * PublicationStress.CorePublishFirst$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "publish-before-done-fence",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.SEEDED,
            level = Level.CLASS)
    // spotless:off
    @Outcome(id = ".*NULL_DONE_FENCE.*", expect = ACCEPTABLE_INTERESTING, desc = "The claimer has the task and sees no fence.")
    @Outcome(id = "none",                expect = ACCEPTABLE,             desc = "Nothing is published yet.")
    @Outcome(id = "PREMATURE_SIGNAL",    expect = ACCEPTABLE,             desc = "The claimer sees the fence and signals it: nothing has run here.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CorePublishFirst extends CoreSlot {
        private static final HarnessPool POOL = pool("publish-before-done-fence");

        public CorePublishFirst() {
            super(POOL);
        }

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

    /**
     * The patch, with the driver's slot and claim. Allowed. Run it with {@code ./racy stress -t
     * PublicationStress.CoreAsPosted$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "as-posted",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.ALLOWED,
            level = Level.CLASS,
            twin = CorePublishFirst.class)
    // spotless:off
    @Outcome(id = ".*NULL_DONE_FENCE.*", expect = ACCEPTABLE_INTERESTING, desc = "The claimer has the task and sees no fence.")
    @Outcome(id = "none",                expect = ACCEPTABLE,             desc = "Nothing is published yet.")
    @Outcome(id = "PREMATURE_SIGNAL",    expect = ACCEPTABLE,             desc = "The claimer sees the fence and signals it: nothing has run here.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CoreAsPosted extends CoreSlot {
        private static final HarnessPool POOL = pool("as-posted");

        public CoreAsPosted() {
            super(POOL);
        }

        @Actor
        public void submit() {
            driver.storeDoneFence(0);
            driver.publish(0);
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

    /**
     * The slot released. Not expected. Run it with {@code ./racy stress -t PublicationStress.CoreReleasePublish$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "release-publish",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.SAFE,
            level = Level.CLASS,
            twin = CorePublishFirst.class)
    // spotless:off
    @Outcome(id = ".*NULL_DONE_FENCE.*", expect = FORBIDDEN,  desc = "The claimer has the task and sees no fence.")
    @Outcome(id = "none",                expect = ACCEPTABLE, desc = "Nothing is published yet.")
    @Outcome(id = "PREMATURE_SIGNAL",    expect = ACCEPTABLE, desc = "The claimer sees the fence and signals it: nothing has run here.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CoreReleasePublish extends CoreSlot {
        private static final HarnessPool POOL = pool("release-publish");

        public CoreReleasePublish() {
            super(POOL);
        }

        @Actor
        public void submit() {
            driver.storeDoneFence(0);
            driver.publish(0);
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

    /**
     * The slot exchanged. Not expected. Run it with {@code ./racy stress -t PublicationStress.CoreXchgPublish$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "xchg-publish",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.SAFE,
            level = Level.CLASS,
            twin = CorePublishFirst.class)
    // spotless:off
    @Outcome(id = ".*NULL_DONE_FENCE.*", expect = FORBIDDEN,  desc = "The claimer has the task and sees no fence.")
    @Outcome(id = "none",                expect = ACCEPTABLE, desc = "Nothing is published yet.")
    @Outcome(id = "PREMATURE_SIGNAL",    expect = ACCEPTABLE, desc = "The claimer sees the fence and signals it: nothing has run here.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class CoreXchgPublish extends CoreSlot {
        private static final HarnessPool POOL = pool("xchg-publish");

        public CoreXchgPublish() {
            super(POOL);
        }

        @Actor
        public void submit() {
            driver.storeDoneFence(0);
            driver.publish(0);
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

    /**
     * The mutant, in the whole driver: the late IRQ thread takes the next task between publish and store; run_job is
     * held up there. Expected. Run it with {@code ./racy stress -t PublicationStress.DriverPublishFirst$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "publish-before-done-fence",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.SEEDED,
            level = Level.DRIVER)
    // spotless:off
    @Outcome(id = ".*NULL_DONE_FENCE.*",                                                                                                          expect = ACCEPTABLE_INTERESTING, desc = "The claimer has the task and sees no fence.")
    @Outcome(id = "none",                                                                                                                         expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((PREMATURE_SIGNAL|USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R1, R2 and R3, of the same late thread.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DriverPublishFirst extends WokenThread {
        private static final HarnessPool POOL = pool(
                "publish-before-done-fence",
                RocketWindow.RUN_PUBLISHED,
                RocketWindow.IRQ_BEFORE_SIGNAL,
                LATE_OF_TWO,
                NEXT);

        public DriverPublishFirst() {
            super(POOL);
        }

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

    /**
     * The patch, in the same scene. Allowed. Run it with {@code ./racy stress -t PublicationStress.DriverAsPosted$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "as-posted",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.ALLOWED,
            level = Level.DRIVER,
            twin = DriverPublishFirst.class)
    // spotless:off
    @Outcome(id = ".*NULL_DONE_FENCE.*",                                                                                                          expect = ACCEPTABLE_INTERESTING, desc = "The claimer has the task and sees no fence.")
    @Outcome(id = "none",                                                                                                                         expect = ACCEPTABLE,             desc = "Nothing went wrong.")
    @Outcome(id = "((PREMATURE_SIGNAL|USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE,             desc = "R1, R2 and R3, of the same late thread.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DriverAsPosted extends WokenThread {
        private static final HarnessPool POOL =
                pool("as-posted", RocketWindow.RUN_PUBLISHED, RocketWindow.IRQ_BEFORE_SIGNAL, LATE_OF_TWO, NEXT);

        public DriverAsPosted() {
            super(POOL);
        }

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

    /**
     * The slot released. Not expected. Run it with {@code ./racy stress -t PublicationStress.DriverReleasePublish$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "release-publish",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = DriverPublishFirst.class)
    // spotless:off
    @Outcome(id = ".*NULL_DONE_FENCE.*",                                                                                                          expect = FORBIDDEN,  desc = "The claimer has the task and sees no fence.")
    @Outcome(id = "none",                                                                                                                         expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((PREMATURE_SIGNAL|USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE, desc = "R1, R2 and R3, of the same late thread.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DriverReleasePublish extends WokenThread {
        private static final HarnessPool POOL =
                pool("release-publish", RocketWindow.RUN_PUBLISHED, RocketWindow.IRQ_BEFORE_SIGNAL, LATE_OF_TWO, NEXT);

        public DriverReleasePublish() {
            super(POOL);
        }

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

    /**
     * The slot exchanged. Not expected. Run it with {@code ./racy stress -t PublicationStress.DriverXchgPublish$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "xchg-publish",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = DriverPublishFirst.class)
    // spotless:off
    @Outcome(id = ".*NULL_DONE_FENCE.*",                                                                                                          expect = FORBIDDEN,  desc = "The claimer has the task and sees no fence.")
    @Outcome(id = "none",                                                                                                                         expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "((PREMATURE_SIGNAL|USE_AFTER_FREE|LATE_IRQ_STOPS_HW|MMIO_IN_RESET|MMIO_UNPOWERED|WRONG_DOMAIN_DMA|COMPLETED_CANCELLED)\\+?)+", expect = ACCEPTABLE, desc = "R1, R2 and R3, of the same late thread.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class DriverXchgPublish extends WokenThread {
        private static final HarnessPool POOL =
                pool("xchg-publish", RocketWindow.RUN_PUBLISHED, RocketWindow.IRQ_BEFORE_SIGNAL, LATE_OF_TWO, NEXT);

        public DriverXchgPublish() {
            super(POOL);
        }

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
    public abstract static class OwnInterrupt extends DriverSample {
        OwnInterrupt(HarnessPool pool) {
            super(pool);
            driver.push(0);
        }

        static HarnessPool ownPool(String variant) {
            return new HarnessPool(() ->
                    new DriverHarness(Variants.of(variant), 1, 1, new DriverHarness.Inference(0, Behaviour.COMPLETES)));
        }
    }

    /**
     * The patch, with a claimer that comes by the task's own interrupt: ordered by GO and by the read of the status.
     * Not expected. Run it with {@code ./racy stress -t PublicationStress.OwnInterruptAsPosted$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "as-posted",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = DriverPublishFirst.class)
    // spotless:off
    @Outcome(id = ".*NULL_DONE_FENCE.*", expect = FORBIDDEN,  desc = "The claimer has the task and sees no fence.")
    @Outcome(id = "none",                expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class OwnInterruptAsPosted extends OwnInterrupt {
        private static final HarnessPool POOL = ownPool("as-posted");

        public OwnInterruptAsPosted() {
            super(POOL);
        }

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

    /**
     * Even the mutant stores the fence before GO, so the task's own interrupt finds it. Not expected. Run it with
     * {@code ./racy stress -t PublicationStress.OwnInterruptPublishFirst$}.
     */
    @JCStressTest
    @State
    @Probe(
            question = {"xchg", "shared-structs"},
            variant = "publish-before-done-fence",
            race = "R4",
            violation = "NULL_DONE_FENCE",
            expect = Expectation.SAFE,
            level = Level.DRIVER,
            twin = DriverPublishFirst.class)
    // spotless:off
    @Outcome(id = ".*NULL_DONE_FENCE.*", expect = FORBIDDEN,  desc = "The claimer has the task and sees no fence.")
    @Outcome(id = "none",                expect = ACCEPTABLE, desc = "Nothing went wrong.")
    @Outcome(id = "[A-Z_+]+", expect = ACCEPTABLE_INTERESTING, desc = "Other violations of this driver; tests of their own look for them.")
    // spotless:on
    public static class OwnInterruptPublishFirst extends OwnInterrupt {
        private static final HarnessPool POOL = ownPool("publish-before-done-fence");

        public OwnInterruptPublishFirst() {
            super(POOL);
        }

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
