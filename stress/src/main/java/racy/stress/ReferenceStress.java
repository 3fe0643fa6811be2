// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static racy.review.Expectation.SAFE;
import static racy.review.Expectation.SEEDED;
import static racy.review.Level.CLASS;
import static racy.review.Level.DRIVER;
import static racy.review.Level.IDEA;
import static racy.stress.scene.Outcomes.OTHERS;
import static racy.stress.scene.Outcomes.OTHER_TESTS;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.kernel.Kernel;
import racy.kernel.KernelObject;
import racy.kernel.Kref;
import racy.kernel.Violation;
import racy.npu.NpuProgram.Behaviour;
import racy.review.Probe;
import racy.stress.harness.DriverHarness.Inference;
import racy.stress.harness.VariantSample;

/**
 * The tasks of an inference share it. Do its reference count and its plain fields need more order than they have? Its
 * fields are written before the first push. Only {@code run_job} writes its core. The last put sees both. The same is
 * expected on x86-64 and ARM64.
 *
 * <p>Run all tests with {@code ./racy stress -t ReferenceStress},
 * one test with {@code ./racy stress -t ReferenceStress.GetAfterPush$}.
 */
@Probe(
        question = {"shared-structs", "marks-done"},
        violation = "USE_AFTER_FREE",
        level = DRIVER)
public final class ReferenceStress {
    private static final int TASKS = 2;
    private static final int SPINS = 200;

    private ReferenceStress() {}

    /** An inference with nothing but its reference count: one for the submitter, and one for each pushed task. */
    @Probe(variant = "", level = CLASS)
    public abstract static class Counted extends KernelObject {
        final Kernel kernel = new Kernel();
        final Kref refcount = new Kref();
        volatile int pushed;
        private int freed;

        Counted() {
            refcount.init();
        }

        void get() {
            touch(kernel, "inference referenced");
            if (!refcount.get()) {
                kernel.violations.report(Violation.USE_AFTER_FREE, "referenced without references");
            }
        }

        void put() {
            touch(kernel, "inference put");
            if (refcount.put()) {
                free(kernel, "inference");
            }
        }

        /** The scheduler frees the tasks, each one soon after its push. */
        void freeTasks() {
            for (int round = 0; round < SPINS && freed < TASKS; round++) {
                if (pushed > freed) {
                    freed++;
                    put();
                } else {
                    Thread.onSpinWait();
                }
            }
        }

        /** Frees what is left and returns the outcome. */
        String settle() {
            freeTasks();
            return kernel.violations + (isFreed() ? "" : ", not freed");
        }
    }

    /**
     * The mutant takes the task's reference after the push. The task is freed first and drops the submitter's
     * reference.
     */
    @JCStressTest
    @State
    @Probe(expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "The submitter was quick enough.")
    @Outcome(id = "USE_AFTER_FREE.*", expect = ACCEPTABLE_INTERESTING, desc = "Freed while the submitter pushes.")
    public static class GetAfterPush extends Counted {
        @Actor
        public void submit() {
            for (int i = 1; i <= TASKS; i++) {
                pushed = i;
                get();
            }
            put();
        }

        @Actor
        public void free() {
            freeTasks();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            r.r1 = settle();
        }
    }

    /** The push loop takes the reference first, as in the patch. Earlier tasks are freed, and the inference stays. */
    @JCStressTest
    @State
    @Probe(expect = SAFE, twin = GetAfterPush.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Freed once, by whoever was last.")
    @Outcome(expect = FORBIDDEN, desc = "Touched after it was freed, or never freed.")
    public static class GetBeforePush extends Counted {
        @Actor
        public void submit() {
            for (int i = 1; i <= TASKS; i++) {
                get();
                pushed = i;
            }
            put();
        }

        @Actor
        public void free() {
            freeTasks();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            r.r1 = settle();
        }
    }

    /** A count of two that is read and then written. */
    @Probe(variant = "", violation = "DOUBLE_FREE", level = IDEA)
    public abstract static class ReadThenWrite {
        int core;
        int error;
        private volatile int count = 2;

        boolean put() {
            count = count - 1;
            return count == 0;
        }
    }

    /** A {@code kref} with two references. */
    @Probe(variant = "", violation = "DOUBLE_FREE", level = CLASS)
    public abstract static class Shared {
        int core;
        int error;
        private final Kref refcount = new Kref();

        Shared() {
            refcount.init();
            refcount.get();
        }

        boolean put() {
            return refcount.put();
        }
    }

    /** The mutant counts with a load and a store. Both owners may be last, or none, on any memory model. */
    @JCStressTest
    @State
    @Probe(expect = SEEDED)
    @Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "The submit worker is last, and sees the other's writes.")
    @Outcome(id = "-1, 1", expect = ACCEPTABLE, desc = "The reset is last, and sees the other's writes.")
    @Outcome(id = "-1, -1", expect = ACCEPTABLE_INTERESTING, desc = "Nobody is last: it leaks.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE_INTERESTING, desc = "Both are last: freed twice.")
    @Outcome(expect = FORBIDDEN, desc = "The last one does not see the other's writes.")
    public static class ReadThenWritePut extends ReadThenWrite {
        @Actor
        public void submit(II_Result r) {
            core = 1;
            r.r1 = put() ? error : -1;
        }

        @Actor
        public void reset(II_Result r) {
            error = 1;
            r.r2 = put() ? core : -1;
        }
    }

    /**
     * Exactly one owner is last, and it sees everything that the other one did. The count is dropped with release, and
     * the last owner acquires. So {@code job->core} may be plain.
     */
    @JCStressTest
    @State
    @Probe(expect = SAFE, twin = ReadThenWritePut.class)
    @Outcome(id = "1, -1", expect = ACCEPTABLE, desc = "The submit worker is last, and sees the other's writes.")
    @Outcome(id = "-1, 1", expect = ACCEPTABLE, desc = "The reset is last, and sees the other's writes.")
    @Outcome(id = "-1, -1", expect = FORBIDDEN, desc = "Nobody is last: it leaks.")
    @Outcome(id = "1, 1", expect = FORBIDDEN, desc = "Both are last: freed twice.")
    @Outcome(expect = FORBIDDEN, desc = "The last one does not see the other's writes.")
    public static class PutPut extends Shared {
        @Actor
        public void submit(II_Result r) {
            core = 1;
            r.r1 = put() ? error : -1;
        }

        @Actor
        public void reset(II_Result r) {
            error = 1;
            r.r2 = put() ? core : -1;
        }
    }

    /** A queue of one inference, with a plain field. */
    @Probe(question = "shared-structs", variant = "", violation = "WRONG_DOMAIN_DMA", level = IDEA)
    public abstract static class Queue {
        volatile Queue queue;
        int domain;
    }

    /** The mutant stores the domain after the push. run_job may see the inference without the domain. */
    @JCStressTest
    @State
    @Probe(expect = SEEDED)
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not pushed yet.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Pushed, and its domain is there.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE_INTERESTING, desc = "Pushed, and its domain is not there.")
    public static class StoreAfterPush extends Queue {
        @Actor
        public void submit() {
            queue = this;
            domain = 1;
        }

        @Actor
        public void run(II_Result r) {
            Queue job = queue;
            r.r1 = job == null ? 0 : 1;
            r.r2 = job == null ? 0 : job.domain;
        }
    }

    /** The inference's plain fields are stored before the push. The push publishes them, so run_job sees them. */
    @JCStressTest
    @State
    @Probe(expect = SAFE, twin = StoreAfterPush.class)
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not pushed yet.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Pushed, and its domain is there.")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "Pushed, and its domain is not there.")
    public static class StoreBeforePush extends Queue {
        @Actor
        public void submit() {
            domain = 1;
            queue = this;
        }

        @Actor
        public void run(II_Result r) {
            Queue job = queue;
            r.r1 = job == null ? 0 : 1;
            r.r2 = job == null ? 0 : job.domain;
        }
    }

    /** Two clients. The second client's inference shows whether the first client's was detached. */
    public abstract static class TwoClients extends VariantSample {
        private static final int ROUNDS = 8;

        TwoClients(Setup setup) {
            super(setup);
        }

        static Setup setup(Behaviour first) {
            return setup(
                    2,
                    new Inference(0, first, Behaviour.COMPLETES, Behaviour.COMPLETES),
                    new Inference(1, Behaviour.COMPLETES));
        }

        /** The submit workqueue, the hardware and its interrupt, for a limited time. */
        void runAndFree() {
            for (int i = 0; i < ROUNDS; i++) {
                driver.submitWorkers();
                driver.npu();
                driver.hardIrq();
                driver.irqThread();
            }
        }

        /** Lets the first inference end, then runs the second one. */
        void judgeWithSuccessor(L_Result r) {
            driver.settle();
            driver.push(1);
            judge(r);
        }
    }

    /** All tasks complete in time. */
    public abstract static class InOrder extends TwoClients {
        private static final Setup ALL_COMPLETE = setup(Behaviour.COMPLETES);

        InOrder() {
            super(ALL_COMPLETE);
        }
    }

    /**
     * The patch. Earlier tasks complete and are freed while the submitter pushes. The reference is taken before the
     * push, and the submitter has one of its own, so nothing is touched too late. The last put sees {@code job->core},
     * whichever context does it.
     */
    @JCStressTest
    @State
    @Probe(variant = "as-posted", expect = SAFE, twin = GetAfterPush.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Freed once, and the next client attaches.")
    @Outcome(expect = FORBIDDEN, desc = "Something was touched after it was freed, or not given back.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class PushLoop extends InOrder {
        @Actor
        public void submit() {
            driver.push(0);
        }

        @Actor
        public void irq() {
            runAndFree();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judgeWithSuccessor(r);
        }
    }

    /** The recommended driver, for the same reasons. */
    @JCStressTest
    @State
    @Probe(variant = "v2", expect = SAFE, twin = GetAfterPush.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Freed once, and the next client attaches.")
    @Outcome(expect = FORBIDDEN, desc = "Something was touched after it was freed, or not given back.")
    public static class PushLoopV2 extends InOrder {
        @Actor
        public void submit() {
            driver.push(0);
        }

        @Actor
        public void irq() {
            runAndFree();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judgeWithSuccessor(r);
        }
    }

    /** The late task is freed on the timeout workqueue, the others on the submit workqueue. One of the two is last. */
    @JCStressTest
    @State
    @Probe(
            variant = "as-posted",
            violation = {"USE_AFTER_FREE", "DOUBLE_FREE"},
            expect = SAFE,
            twin = ReadThenWritePut.class)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Freed once.")
    @Outcome(id = "PM_LEAK", expect = ACCEPTABLE, desc = "Freed once; the reset leaves the core powered (R17).")
    @Outcome(expect = FORBIDDEN, desc = "Touched after it was freed, freed twice, or not given back.")
    @Outcome(id = OTHERS, expect = ACCEPTABLE_INTERESTING, desc = OTHER_TESTS)
    public static class PutByResetAndWorker extends TwoClients {
        private static final Setup FIRST_IS_LATE = setup(Behaviour.LATE);

        public PutByResetAndWorker() {
            super(FIRST_IS_LATE);
            driver.push(0);
            driver.submitWorkers();
            driver.letTimeoutExpire();
            driver.npu();
            driver.hardIrq();
            driver.irqThread();
        }

        @Actor
        public void reset() {
            driver.timeout();
        }

        @Actor
        public void free() {
            driver.submitWorkers();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            judge(r);
        }
    }
}
