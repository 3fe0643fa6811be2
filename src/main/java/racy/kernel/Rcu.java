// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * RCU ({@code include/linux/rcupdate.h}). A read section keeps memory alive that is freed while the section lasts: {@code
 * kfree_rcu()} and {@code call_rcu()} wait for the end of every section that had begun. A section that begins later is
 * not waited for.
 *
 * <p>Each section has a number, in the order in which they begin. A free is between two of them: {@link #mark}. So the
 * free itself waits for nothing and allocates nothing. Whether the memory may be touched is asked when somebody touches
 * it, see {@link #isProtected}. The functions that the kernel calls after the grace period only free memory, so the model
 * does not call them.
 */
public final class Rcu {
    private record Reader(Thread context, long section) {}

    private final Preemption preemption;
    private final SpinLock lock;
    /** Guarded by lock. */
    private final List<Reader> readers = new ArrayList<>();

    private long sections;

    Rcu(Kernel kernel) {
        preemption = kernel.preemption;
        lock = new SpinLock(kernel);
    }

    /** {@code rcu_read_lock()}: the calling context begins a read section. Sections nest. */
    public void readLock() {
        lock.lock();
        readers.add(new Reader(Thread.currentThread(), (long) SECTIONS.getAndAdd(this, 1L) + 1));
        lock.unlock();
    }

    /** {@code rcu_read_unlock()}: the calling context ends its latest section. */
    public void readUnlock() {
        lock.lock();
        int last = readers.size() - 1;
        while (readers.get(last).context != Thread.currentThread()) {
            last--;
        }
        readers.remove(last);
        lock.unlock();
    }

    /**
     * The latest section that has begun. A section with a higher number sees everything that the caller did before. So
     * nobody finds the memory in it that the caller took out of reach and frees now.
     */
    public long mark() {
        return (long) SECTIONS.getAndAdd(this, 0L);
    }

    /** Whether the calling context is in a section that had begun at this mark, so that memory freed then is not gone. */
    public boolean isProtected(long mark) {
        Thread current = Thread.currentThread();
        lock.lock();
        try {
            return readers.stream().anyMatch(reader -> reader.context == current && reader.section <= mark);
        } finally {
            lock.unlock();
        }
    }

    /** {@code synchronize_rcu()}: waits until every section that has begun has ended. A section must not call it. */
    public void synchronizeRcu() {
        long mark = mark();
        preemption.await(() -> isOver(mark));
    }

    private boolean isOver(long mark) {
        lock.lock();
        try {
            return readers.stream().allMatch(reader -> reader.section > mark);
        } finally {
            lock.unlock();
        }
    }

    /** Re-initialises this in place. No context may run. */
    void init() {
        lock.init();
        readers.clear();
        SECTIONS.set(this, 0L);
    }

    // VarHandle mechanics
    private static final VarHandle SECTIONS = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "sections", VarHandle.class, Rcu.class, long.class);
}
