// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
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

    private final long address;
    private final Mutex mutex;
    private final List<Entry> entries = new ArrayList<>();

    public DmaResv(Kernel kernel) {
        address = kernel.nextAddress();
        mutex = new Mutex(kernel);
    }

    /** {@code dma_resv_lock()}. */
    public void lock() {
        mutex.lock();
    }

    public void unlock() {
        mutex.unlock();
    }

    /**
     * {@code drm_gem_lock_reservations()}: locks all reservations, each once. The kernel backs off on contention
     * (wound/wait). Here all contexts lock in one global order, which excludes the same deadlocks.
     *
     * @return what to hand to {@link #unlockAll}
     */
    public static List<DmaResv> lockAll(Collection<DmaResv> reservations) {
        List<DmaResv> ordered = reservations.stream()
                .distinct()
                .sorted(Comparator.comparingLong(r -> r.address))
                .toList();
        ordered.forEach(DmaResv::lock);
        return ordered;
    }

    /** {@code drm_gem_unlock_reservations()}. */
    public static void unlockAll(List<DmaResv> locked) {
        for (int i = locked.size() - 1; i >= 0; i--) {
            locked.get(i).unlock();
        }
    }

    /**
     * {@code dma_resv_add_fence()}: takes a reference. The new fence replaces the first entry that is signalled, or
     * that is of the same context, no later, and of a usage that the new one covers. Any other entry stays, signalled
     * or not.
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
    }
}
