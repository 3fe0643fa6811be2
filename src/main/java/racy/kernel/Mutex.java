// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/**
 * {@code struct mutex}: acquire on lock, release on unlock. The kernel's mutex sleeps and this one yields. The only
 * difference is which context runs in the meantime.
 */
public final class Mutex {
    private final SpinLock lock;

    /** @param name as the kernel's source has it */
    public Mutex(Kernel kernel, String name) {
        lock = new SpinLock(kernel, name);
    }

    /** A mutex that no report has to name. */
    public Mutex(Kernel kernel) {
        lock = new SpinLock(kernel);
    }

    public void lock() {
        lock.lock();
    }

    public void unlock() {
        lock.unlock();
    }

    /** {@code mutex_init()}: plain; before the lock is shared. */
    public void init() {
        lock.init();
    }
}
