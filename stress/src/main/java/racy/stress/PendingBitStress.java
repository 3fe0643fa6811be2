// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static racy.review.Expectation.SAFE;
import static racy.review.Expectation.SEEDED;
import static racy.review.Level.CLASS;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import racy.kernel.Kernel;
import racy.kernel.OrderedWorkqueue;
import racy.kernel.PendingOrder;
import racy.kernel.Work;
import racy.review.Probe;

/**
 * A context stores something and then queues a work that is pending. It is told so and does not queue it. Does the run
 * that follows see what was stored? The worker clears the pending bit before it runs the item. Without a full barrier
 * between the two, the item may read before the bit is seen clear. x86-64 shows this too: the store waits in the store
 * buffer while the item reads.
 *
 * <p>The result is what the run read, and whether the context queued the work again: {@code read, queued}.
 *
 * <p>Run all tests with {@code ./racy stress -t PendingBitStress},
 * one test with {@code ./racy stress -t PendingBitStress.WithoutBarrier$}.
 */
@Probe(question = "serialised", variant = "", violation = "LOST_TASK", level = CLASS)
public final class PendingBitStress {
    private static final String LOST = "The run did not see it, and no other run will come.";
    private static final Kernel KERNEL = new Kernel();

    private PendingBitStress() {}

    /** A workqueue with an item that is pending. */
    public abstract static class Pending {
        private final OrderedWorkqueue queue;
        private final Work work = new Work("run_job_work", this::read);
        private int stored;
        private int seen;

        Pending(PendingOrder order) {
            queue = new OrderedWorkqueue(KERNEL, "submit", order);
            queue.queue(work);
        }

        private void read() {
            seen = (int) STORED.getOpaque(this);
        }

        final int run() {
            queue.runNext();
            return seen;
        }

        final int storeAndQueue() {
            STORED.setOpaque(this, 1);
            return queue.queue(work) ? 1 : 0;
        }

        // VarHandle mechanics
        private static final VarHandle STORED = ConstantBootstraps.fieldVarHandle(
                MethodHandles.lookup(), "stored", VarHandle.class, Pending.class, int.class);
    }

    /** The mutant. */
    @JCStressTest
    @State
    @Probe(expect = SEEDED)
    @Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = LOST)
    @Outcome(
            id = {"1, 0", "0, 1", "1, 1"},
            expect = ACCEPTABLE,
            desc = "The run saw it, or another run will.")
    public static class WithoutBarrier extends Pending {
        public WithoutBarrier() {
            super(PendingOrder.CLEARED_WITHOUT_BARRIER);
        }

        @Actor
        public void submit(II_Result r) {
            r.r1 = run();
        }

        @Actor
        public void submitter(II_Result r) {
            r.r2 = storeAndQueue();
        }
    }

    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = LOST)
    @Outcome(
            id = {"1, 0", "0, 1", "1, 1"},
            expect = ACCEPTABLE,
            desc = "The run saw it, or another run will.")
    interface NeverLost {}

    /** The kernel's barrier. */
    @JCStressTest
    @State
    @JCStressMeta(NeverLost.class)
    @Probe(expect = SAFE, twin = WithoutBarrier.class)
    public static class WithBarrier extends Pending {
        public WithBarrier() {
            super(PendingOrder.CLEARED_THEN_BARRIER);
        }

        @Actor
        public void submit(II_Result r) {
            r.r1 = run();
        }

        @Actor
        public void submitter(II_Result r) {
            r.r2 = storeAndQueue();
        }
    }
}
