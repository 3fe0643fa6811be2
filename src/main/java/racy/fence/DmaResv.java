// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import racy.kernel.Errno;
import racy.kernel.Ghost;
import racy.kernel.Kernel;
import racy.kernel.KernelObject;
import racy.kernel.Mutex;

/**
 * {@code struct dma_resv} ({@code drivers/dma-buf/dma-resv.c}): the fences of one buffer object. The caller of every
 * method that does not itself lock or unlock holds the reservation's lock.
 */
public final class DmaResv {
    /** {@code enum dma_resv_usage}: the two values that drivers' implicit synchronisation uses. */
    public enum Usage {
        /** Fences of writers. Readers and writers wait for these. */
        WRITE,
        /** Fences of readers. Writers wait for these too. */
        READ
    }

    private record Entry(DmaFence fence, Usage usage) {
        boolean covers(Entry old) {
            return old.fence.context() == fence.context()
                    && old.fence.seqno() <= fence.seqno()
                    && old.usage.ordinal() >= usage.ordinal();
        }
    }

    /** {@code dma_resv_reserve_fences()} allocates at least this many slots. */
    private static final int FEWEST_SLOTS = 4;

    private final Kernel kernel;
    private final long address;
    private final Mutex mutex;
    private final List<Entry> entries = new ArrayList<>();
    private int slots;

    public DmaResv(Kernel kernel) {
        this.kernel = kernel;
        address = kernel.nextAddress();
        mutex = new Mutex(kernel, "resv");
    }

    /** {@code dma_resv_lock()}. */
    public void lock() {
        mutex.lock();
    }

    public void unlock() {
        mutex.unlock();
    }

    /**
     * {@code drm_gem_lock_reservations()}: locks all reservations. The kernel backs off on contention (wound/wait). Here
     * all contexts lock in one global order, which excludes the same deadlocks.
     *
     * @return 0; or {@code -EALREADY} with nothing locked if a reservation is there twice
     */
    public static int lockAll(List<DmaResv> reservations) {
        List<DmaResv> ordered = reservations.stream()
                .distinct()
                .sorted(Comparator.comparingLong(r -> r.address))
                .toList();
        if (ordered.size() < reservations.size()) {
            return -Errno.EALREADY;
        }
        ordered.forEach(DmaResv::lock);
        return 0;
    }

    /** {@code drm_gem_unlock_reservations()}. */
    public static void unlockAll(List<DmaResv> locked) {
        locked.forEach(DmaResv::unlock);
    }

    /**
     * {@code dma_resv_reserve_fences(obj, 1)}: makes room for one more fence. If it needs a longer list, the signalled
     * fences are dropped.
     *
     * @return 0 or {@code -ENOMEM}
     */
    public int reserveFence() {
        if (entries.size() < slots) {
            return 0;
        }
        if (kernel.failNth.shouldFail()) {
            return -Errno.ENOMEM;
        }
        slots = Math.max(FEWEST_SLOTS, 2 * slots);
        entries.removeIf(entry -> {
            boolean done = entry.fence.isSignaled();
            if (done) {
                entry.fence.put();
            }
            return done;
        });
        return 0;
    }

    /**
     * {@code dma_resv_add_fence()}: takes a reference. The new fence replaces the first entry that is signalled, or
     * that is of the same context, no later, and of a usage that the new one covers. Any other entry stays, signalled
     * or not. Otherwise it needs a slot that {@link #reserveFence} has made.
     */
    public void addFence(DmaFence fence, Usage usage) {
        fence.get();
        Entry added = new Entry(fence, usage);
        for (int i = 0; i < entries.size(); i++) {
            Entry old = entries.get(i);
            if (added.covers(old) || old.fence.isSignaled()) {
                entries.set(i, added);
                old.fence.put();
                return;
            }
        }
        if (entries.size() >= slots) {
            kernel.warn("kernel BUG: dma_resv_add_fence() without a reserved slot");
        }
        entries.add(added);
    }

    /**
     * {@code dma_resv_for_each_fence()}: the fences to wait for. A reader waits for writers, a writer for everybody.
     */
    public void forEachFence(Usage user, Consumer<DmaFence> action) {
        for (Entry entry : entries) {
            if (user == Usage.WRITE || entry.usage == Usage.WRITE) {
                action.accept(entry.fence);
            }
        }
    }

    /** Ghost: the references that it owns, with no context running. */
    @Ghost
    public void nameHeld() {
        for (int i = 0; i < entries.size(); i++) {
            KernelObject.holds(entries.get(i).fence);
        }
    }

    /** {@code dma_resv_fini()}: drops all references. */
    public void fini() {
        entries.forEach(entry -> entry.fence.put());
        entries.clear();
        slots = 0;
    }
}
