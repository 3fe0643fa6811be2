// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;
import static racy.review.Expectation.ALLOWED;
import static racy.review.Expectation.SAFE;
import static racy.review.Expectation.SEEDED;
import static racy.review.Level.CLASS;
import static racy.review.Level.IDEA;

import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.L_Result;
import racy.fence.DmaFence;
import racy.fence.Fence;
import racy.fence.FenceCallback;
import racy.fence.LockFreeFence;
import racy.kernel.Errno;
import racy.kernel.Kernel;
import racy.kernel.KernelClock;
import racy.kernel.Preemption;
import racy.kernel.SpinLock;
import racy.kernel.Violations;
import racy.review.Probe;

/**
 * The fence that the IRQ thread signals. What may its signallers, its waiters and its owners do at the same time? The
 * tests run on {@code dma_fence} with its lock, on the lock-free fence that keeps the same contract, and on weakened
 * fences. What only the weakened fences show can happen on any memory model, unless the test says otherwise.
 *
 * <p>Run all tests with {@code ./racy stress -t FenceStress},
 * one test with {@code ./racy stress -t FenceStress.BareSignalSignal$}.
 */
@Probe(question = "signals-fence", variant = "", violation = "NULL_DONE_FENCE", level = CLASS)
public final class FenceStress {
    private static final int TIME = 7;
    private static final int SPINS = 100;
    /** It stands still, so that every sample has the same timestamp. */
    private static final KernelClock FIXED = () -> TIME;

    private static final Kernel KERNEL = new Kernel(FIXED, new Violations(), new Preemption());

    private FenceStress() {}

    /** Waits for the signal for a limited time. */
    private static void awaitSignal(Fence fence) {
        for (int i = 0; i < SPINS && !fence.isSignaled(); i++) {
            Thread.onSpinWait();
        }
    }

    /** Counts how often it ran. */
    static final class Counter extends FenceCallback {
        int runs;

        @Override
        protected void signaled(Fence fence) {
            runs++;
        }
    }

    /** A {@code dma_fence}: one reference, a lock. */
    public abstract static class Locked {
        final DmaFence fence = new DmaFence(KERNEL);
        final Counter callback = new Counter();
        int payload;

        Locked() {
            fence.init(new SpinLock(KERNEL), 1, 1);
        }
    }

    /** The lock-free fence. */
    public abstract static class LockFree {
        final LockFreeFence fence = new LockFreeFence(KERNEL, FIXED);
        final Counter callback = new Counter();
        int payload;
    }

    /** A fence whose flag is read and then written, and whose list has no lock. */
    @Probe(level = IDEA)
    public abstract static class Bare {
        final Counter callback = new Counter();
        private volatile boolean signaled;
        /** The list, with room for one callback. */
        private volatile FenceCallback list;

        int signal() {
            if (signaled) {
                return -Errno.EINVAL;
            }
            signaled = true;
            Counter first = (Counter) list;
            if (first != null) {
                first.runs++;
                list = null;
            }
            return 0;
        }

        int addCallback(FenceCallback added) {
            if (signaled) {
                return -Errno.ENOENT;
            }
            list = added;
            return 0;
        }

        boolean removeCallback() {
            if (list == null) {
                return false;
            }
            list = null;
            return true;
        }
    }

    /** A fence that reports its misuse and counts its releases. */
    @Probe(violation = "USE_AFTER_FREE")
    public abstract static class Owned {
        final Violations violations = new Violations();
        final Kernel kernel = new Kernel(FIXED, violations, new Preemption());
        int releases;
        final DmaFence fence = new DmaFence(kernel) {
            @Override
            protected void release() {
                releases++;
            }
        };

        /** @param owners the number of references */
        Owned(int owners) {
            fence.init(new SpinLock(kernel), 1, 1);
            for (int i = 1; i < owners; i++) {
                fence.get();
            }
        }
    }

    /** Two signallers of a flag that is read and then written. Both may find it clear, on any memory model. */
    @JCStressTest
    @State
    @Probe(violation = "DOUBLE_CLAIM", expect = SEEDED)
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The IRQ thread signalled.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The reset signalled.")
    @Outcome(
            id = "1, 1",
            expect = ACCEPTABLE_INTERESTING,
            desc = "Both did: the second read the flag before the first wrote it.")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Nobody did.")
    public static class BareSignalSignal extends Bare {
        @Actor
        public void irq(II_Result r) {
            r.r1 = signal() == 0 ? 1 : 0;
        }

        @Actor
        public void reset(II_Result r) {
            r.r2 = signal() == 0 ? 1 : 0;
        }
    }

    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The IRQ thread signalled.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The reset signalled.")
    @Outcome(id = "1, 1", expect = FORBIDDEN, desc = "Both did.")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Nobody did.")
    interface OneSignals {}

    /** Two signallers of a {@code dma_fence}. The flag is tested and set in one step, so one of them gets -EINVAL. */
    @JCStressTest
    @State
    @JCStressMeta(OneSignals.class)
    @Probe(violation = "DOUBLE_CLAIM", expect = SAFE, twin = BareSignalSignal.class)
    public static class SignalSignal extends Locked {
        @Actor
        public void irq(II_Result r) {
            r.r1 = fence.signal() == 0 ? 1 : 0;
        }

        @Actor
        public void reset(II_Result r) {
            r.r2 = fence.signal() == 0 ? 1 : 0;
        }
    }

    /** Two signallers of the lock-free fence. One compare-and-set decides. */
    @JCStressTest
    @State
    @JCStressMeta(OneSignals.class)
    @Probe(violation = "DOUBLE_CLAIM", expect = SAFE, twin = BareSignalSignal.class)
    public static class LockFreeSignalSignal extends LockFree {
        @Actor
        public void irq(II_Result r) {
            r.r1 = fence.signal() == 0 ? 1 : 0;
        }

        @Actor
        public void reset(II_Result r) {
            r.r2 = fence.signal() == 0 ? 1 : 0;
        }
    }

    /** The adder reads before the signal and links after the signaller has read the list. The callback never runs. */
    @JCStressTest
    @State
    @Probe(violation = "LOST_TASK", expect = SEEDED)
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Added in time, and it ran.")
    @Outcome(id = "-2, 0", expect = ACCEPTABLE, desc = "Too late: -ENOENT, and it did not run.")
    @Outcome(
            id = "0, 0",
            expect = ACCEPTABLE_INTERESTING,
            desc = "Accepted, and it never runs: linked after the signaller had looked.")
    @Outcome(id = "-2, 1", expect = FORBIDDEN, desc = "Refused, and it ran.")
    public static class BareSignalAdd extends Bare {
        @Actor
        public void irq() {
            signal();
        }

        @Actor
        public void submit(II_Result r) {
            r.r1 = addCallback(callback);
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = callback.runs;
        }
    }

    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Added in time, and it ran.")
    @Outcome(id = "-2, 0", expect = ACCEPTABLE, desc = "Too late: -ENOENT, and it did not run.")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Accepted, and it never runs.")
    @Outcome(id = "-2, 1", expect = FORBIDDEN, desc = "Refused, and it ran.")
    interface RunsOrRefused {}

    /** The callback runs once, or the scheduler is told that it comes too late. Both are done under the lock. */
    @JCStressTest
    @State
    @JCStressMeta(RunsOrRefused.class)
    @Probe(violation = "LOST_TASK", expect = SAFE, twin = BareSignalAdd.class)
    public static class SignalAdd extends Locked {
        @Actor
        public void irq() {
            fence.signal();
        }

        @Actor
        public void submit(II_Result r) {
            r.r1 = fence.addCallback(callback);
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = callback.runs;
        }
    }

    /**
     * The same on the lock-free fence. The adder is on the stack that the signaller takes, or finds the stack taken.
     */
    @JCStressTest
    @State
    @JCStressMeta(RunsOrRefused.class)
    @Probe(violation = "LOST_TASK", expect = SAFE, twin = BareSignalAdd.class)
    public static class LockFreeSignalAdd extends LockFree {
        @Actor
        public void irq() {
            fence.signal();
        }

        @Actor
        public void submit(II_Result r) {
            r.r1 = fence.addCallback(callback);
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = callback.runs;
        }
    }

    /** drm_sched_stop() removes a callback without a lock while the signaller runs it. The task is done twice. */
    @JCStressTest
    @State
    @Probe(violation = "DOUBLE_CLAIM", expect = SEEDED)
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Removed in time.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It ran.")
    @Outcome(
            id = "1, 1",
            expect = ACCEPTABLE_INTERESTING,
            desc = "Removed, and it ran: the signaller had picked it up.")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Neither.")
    public static class BareSignalRemove extends Bare {
        @SuppressWarnings("this-escape")
        public BareSignalRemove() {
            addCallback(callback);
        }

        @Actor
        public void irq() {
            signal();
        }

        @Actor
        public void reset(II_Result r) {
            r.r1 = removeCallback() ? 1 : 0;
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = callback.runs;
        }
    }

    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Removed in time.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It ran.")
    @Outcome(id = "1, 1", expect = FORBIDDEN, desc = "Removed, and it ran.")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Neither.")
    interface RemovedOrRuns {}

    /** drm_sched_stop() removes the scheduler's callback while the IRQ thread signals. It is removed, or it runs. */
    @JCStressTest
    @State
    @JCStressMeta(RemovedOrRuns.class)
    @Probe(violation = "DOUBLE_CLAIM", expect = SAFE, twin = BareSignalRemove.class)
    public static class SignalRemove extends Locked {
        public SignalRemove() {
            fence.addCallback(callback);
        }

        @Actor
        public void irq() {
            fence.signal();
        }

        @Actor
        public void reset(II_Result r) {
            r.r1 = fence.removeCallback(callback) ? 1 : 0;
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = callback.runs;
        }
    }

    /** The same on the lock-free fence, where the context that disarms the node owns it. */
    @JCStressTest
    @State
    @JCStressMeta(RemovedOrRuns.class)
    @Probe(violation = "DOUBLE_CLAIM", expect = SAFE, twin = BareSignalRemove.class)
    public static class LockFreeSignalRemove extends LockFree {
        public LockFreeSignalRemove() {
            fence.addCallback(callback);
        }

        @Actor
        public void irq() {
            fence.signal();
        }

        @Actor
        public void reset(II_Result r) {
            r.r1 = fence.removeCallback(callback) ? 1 : 0;
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = callback.runs;
        }
    }

    /** The mutant signals before it stores the payload. A reader may see the signal without the payload. */
    @JCStressTest
    @State
    @Probe(expect = SEEDED)
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not signalled yet.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Not signalled yet, though the payload is there.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Signalled, and the payload is there.")
    @Outcome(
            id = "1, 0",
            expect = ACCEPTABLE_INTERESTING,
            desc = "Signalled, and the payload is not there: it comes after the signal.")
    public static class PayloadAfterSignal extends Locked {
        @Actor
        public void irq() {
            fence.signal();
            payload = 1;
        }

        @Actor
        public void submit(II_Result r) {
            r.r1 = fence.isSignaled() ? 1 : 0;
            r.r2 = payload;
        }
    }

    /**
     * The fast path of {@code dma_fence_is_signaled()} is a {@code test_bit()}, which orders nothing. A value that is
     * read after it may be older. ARM64 and the Java model allow that. x86-64 does not reorder two loads, so there only
     * a compiler could show it.
     */
    @JCStressTest
    @State
    @Probe(expect = ALLOWED)
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not signalled yet.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Not signalled yet, though the payload is there.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Signalled, and the payload is there.")
    @Outcome(
            id = "1, 0",
            expect = ACCEPTABLE_INTERESTING,
            desc = "Signalled, and the payload is not there: test_bit() orders nothing.")
    public static class Payload extends Locked {
        @Actor
        public void irq() {
            payload = 1;
            fence.signal();
        }

        @Actor
        public void submit(II_Result r) {
            r.r1 = fence.isSignaled() ? 1 : 0;
            r.r2 = payload;
        }
    }

    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Not signalled yet.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Not signalled yet, though the payload is there.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Signalled, and the payload is there.")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "Signalled, and the payload is not there.")
    interface PayloadSeen {}

    /** The flag is read with acquire, as in the lock-free fence. A reader of the signal sees what came before it. */
    @JCStressTest
    @State
    @JCStressMeta(PayloadSeen.class)
    @Probe(expect = SAFE, twin = PayloadAfterSignal.class)
    public static class LockFreePayload extends LockFree {
        @Actor
        public void irq() {
            payload = 1;
            fence.signal();
        }

        @Actor
        public void submit(II_Result r) {
            r.r1 = fence.isSignaled() ? 1 : 0;
            r.r2 = payload;
        }
    }

    /** The flag is read under the lock, as in dma_fence_get_status(). A reader of the signal sees the payload. */
    @JCStressTest
    @State
    @JCStressMeta(PayloadSeen.class)
    @Probe(expect = SAFE, twin = PayloadAfterSignal.class)
    public static class LockedPayload extends Locked {
        @Actor
        public void irq() {
            payload = 1;
            fence.signal();
        }

        @Actor
        public void submit(II_Result r) {
            r.r1 = fence.status() != 0 ? 1 : 0;
            r.r2 = payload;
        }
    }

    /** A context that waits for the fence returns after it took the lock, so it sees what came before the signal. */
    @JCStressTest
    @State
    @Probe(expect = SAFE, twin = PayloadAfterSignal.class)
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Signalled in time, and the payload is there.")
    @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "Signalled, and the payload is not there.")
    @Outcome(id = "0, 0", expect = FORBIDDEN, desc = "Ran out, of a time that stands still.")
    public static class Wait extends Locked {
        @Actor
        public void irq() {
            payload = 1;
            fence.signal();
        }

        @Actor
        public void submit(II_Result r) {
            r.r1 = fence.waitTimeout(TimeUnit.MILLISECONDS.toNanos(1)) > 0 ? 1 : 0;
            r.r2 = payload;
        }
    }

    /** The mutant sets the error after the signal, which warns. In between a waiter sees a success. */
    @JCStressTest
    @State
    @Probe(violation = "SILENT_PARTIAL_SUCCESS", expect = SEEDED)
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Not signalled yet.")
    @Outcome(id = "-125", expect = ACCEPTABLE, desc = "Signalled with its error.")
    @Outcome(
            id = "1",
            expect = ACCEPTABLE_INTERESTING,
            desc = "Success of what is to be cancelled: the error comes after the signal.")
    public static class ErrorAfterSignal extends Locked {
        @Actor
        public void reset() {
            fence.signal();
            fence.setError(-Errno.ECANCELED);
        }

        @Actor
        public void submit(I_Result r) {
            awaitSignal(fence);
            r.r1 = fence.status();
        }
    }

    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Not signalled yet.")
    @Outcome(id = "-125", expect = ACCEPTABLE, desc = "Signalled with its error.")
    @Outcome(id = "1", expect = FORBIDDEN, desc = "Success of what was cancelled.")
    interface ErrorSeen {}

    /** run_job sets -ECANCELED before the scheduler signals. The status is read under the lock and has the error. */
    @JCStressTest
    @State
    @JCStressMeta(ErrorSeen.class)
    @Probe(violation = "SILENT_PARTIAL_SUCCESS", expect = SAFE, twin = ErrorAfterSignal.class)
    public static class ErrorBeforeSignal extends Locked {
        @Actor
        public void reset() {
            fence.setError(-Errno.ECANCELED);
            fence.signal();
        }

        @Actor
        public void submit(I_Result r) {
            awaitSignal(fence);
            r.r1 = fence.status();
        }
    }

    /** The same on the lock-free fence, where the error is payload of its state. */
    @JCStressTest
    @State
    @JCStressMeta(ErrorSeen.class)
    @Probe(violation = "SILENT_PARTIAL_SUCCESS", expect = SAFE, twin = ErrorAfterSignal.class)
    public static class LockFreeErrorBeforeSignal extends LockFree {
        @Actor
        public void reset() {
            fence.setError(-Errno.ECANCELED);
            fence.signal();
        }

        @Actor
        public void submit(I_Result r) {
            awaitSignal(fence);
            r.r1 = fence.status();
        }
    }

    /**
     * {@code dma_fence_timestamp()} waits for the timestamp's bit and then reads the timestamp plainly. ARM64 and the
     * Java model allow an older value. x86-64 does not reorder two loads.
     */
    @JCStressTest
    @State
    @Probe(expect = ALLOWED)
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "Not signalled yet.")
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "The signaller's time.")
    @Outcome(id = "0", expect = ACCEPTABLE_INTERESTING, desc = "No time: the bit orders nothing.")
    public static class Timestamp extends Locked {
        @Actor
        public void irq() {
            fence.signal();
        }

        @Actor
        public void submit(I_Result r) {
            r.r1 = fence.isSignaled() ? (int) fence.timestamp() : -1;
        }
    }

    /** The timestamp of the lock-free fence is payload of its state. */
    @JCStressTest
    @State
    @Probe(expect = SAFE, twin = PayloadAfterSignal.class)
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "Not signalled yet.")
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "The signaller's time.")
    @Outcome(id = "0", expect = FORBIDDEN, desc = "No time.")
    public static class LockFreeTimestamp extends LockFree {
        @Actor
        public void irq() {
            fence.signal();
        }

        @Actor
        public void submit(I_Result r) {
            r.r1 = fence.isSignaled() ? (int) fence.timestamp() : -1;
        }
    }

    /**
     * The signaller has no reference of its own, like the IRQ thread in R3. The last owner may have dropped its
     * reference.
     */
    @JCStressTest
    @State
    @Probe(expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Released once.")
    @Outcome(
            id = "USE_AFTER_FREE",
            expect = ACCEPTABLE_INTERESTING,
            desc = "Signalled after the last reference was dropped.")
    @Outcome(id = "releases: .*", expect = FORBIDDEN, desc = "Not released, or more than once.")
    public static class SignalUnowned extends Owned {
        public SignalUnowned() {
            super(1);
        }

        @Actor
        public void irq() {
            fence.signal();
        }

        @Actor
        public void free() {
            fence.put();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            r.r1 = releases == 1 ? violations.toString() : "releases: " + releases;
        }
    }

    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Released once.")
    @Outcome(id = "USE_AFTER_FREE", expect = FORBIDDEN, desc = "A freed fence was touched.")
    @Outcome(id = "releases: .*", expect = FORBIDDEN, desc = "Not released, or more than once.")
    interface ReleasedOnce {}

    /** The signaller has a reference, as with the fence in the slot. The last put releases the fence. */
    @JCStressTest
    @State
    @JCStressMeta(ReleasedOnce.class)
    @Probe(expect = SAFE, twin = SignalUnowned.class)
    public static class SignalOwned extends Owned {
        public SignalOwned() {
            super(2);
        }

        @Actor
        public void irq() {
            fence.signal();
            fence.put();
        }

        @Actor
        public void free() {
            fence.put();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            r.r1 = releases == 1 ? violations.toString() : "releases: " + releases;
        }
    }

    /**
     * A reference is taken while the last one is dropped. At zero the count refuses, because the fence is being freed.
     */
    @JCStressTest
    @State
    @Probe(expect = SEEDED)
    @Outcome(id = "none", expect = ACCEPTABLE, desc = "Referenced in time.")
    @Outcome(
            id = "USE_AFTER_FREE",
            expect = ACCEPTABLE_INTERESTING,
            desc = "Referenced after the last reference was dropped.")
    public static class GetUnowned extends Owned {
        public GetUnowned() {
            super(1);
        }

        @Actor
        public void submit() {
            fence.get();
        }

        @Actor
        public void free() {
            fence.put();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            r.r1 = violations.toString();
        }
    }

    /** A context that has a reference takes another one, while the other owner drops its reference. */
    @JCStressTest
    @State
    @JCStressMeta(ReleasedOnce.class)
    @Probe(expect = SAFE, twin = GetUnowned.class)
    public static class GetOwned extends Owned {
        public GetOwned() {
            super(2);
        }

        @Actor
        public void submit() {
            fence.get();
            fence.put();
            fence.put();
        }

        @Actor
        public void free() {
            fence.put();
        }

        @Arbiter
        public void arbiter(L_Result r) {
            r.r1 = releases == 1 ? violations.toString() : "releases: " + releases;
        }
    }
}
