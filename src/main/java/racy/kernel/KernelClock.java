// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/** {@code ktime_get()}: monotonic nanoseconds. */
public interface KernelClock {
    /** The machine's own clock; a read costs tens of nanoseconds. */
    KernelClock MONOTONIC = System::nanoTime;

    /** Monotonic time in nanoseconds; the origin is arbitrary. */
    long nanos();

    /**
     * A clock that moves when told to, and by a step at each reading: with a step of 0 not at all, else no two readings
     * are equal. Not synchronised: one context moves it, others see it late.
     */
    final class Manual implements KernelClock {
        private static final long START = 1;

        private final long step;
        private long now = START;

        /** Moves only when told to. */
        public Manual() {
            this(0);
        }

        public Manual(long step) {
            this.step = step;
        }

        @Override
        public long nanos() {
            if (step != 0) {
                now += step;
            }
            return now;
        }

        /** For reuse in place, with no context running. */
        public void init() {
            now = START;
        }

        public void advance(long nanos) {
            now += nanos;
        }
    }
}
