// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

import racy.kernel.KernelClock;

/**
 * The machine's clock, which leaves out the time in which nothing happens. So a task that hangs does not cost the time
 * of its timeout. It never goes back, and a context that comes after another one never reads an earlier time.
 */
final class SimulatedClock implements KernelClock {
    /** Only the timer adds to it. */
    private volatile long skipped;

    @Override
    public long nanos() {
        return System.nanoTime() + skipped;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void skip(long nanos) {
        skipped += nanos;
    }
}
