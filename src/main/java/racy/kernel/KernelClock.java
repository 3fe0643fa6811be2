// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/** {@code ktime_get()}: monotonic nanoseconds. */
public interface KernelClock {
    /** The machine's own clock; a read costs tens of nanoseconds. */
    KernelClock MONOTONIC = System::nanoTime;

    /** Monotonic time in nanoseconds; the origin is arbitrary. */
    long nanos();

    /** A clock that moves only when told to. Not synchronised: one context moves it, others see it late. */
    final class Manual implements KernelClock {
        private long now = 1;

        @Override
        public long nanos() {
            return now;
        }

        public void advance(long nanos) {
            now += nanos;
        }
    }
}
