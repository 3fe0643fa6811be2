// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

/** {@code ktime_get()}: monotonic nanoseconds. */
public interface KernelClock {
    /** The machine's own clock. Reading it costs tens of nanoseconds. */
    KernelClock MONOTONIC = System::nanoTime;

    /** Monotonic time in nanoseconds; the origin is arbitrary. */
    long nanos();

    /**
     * A clock that moves when it is told to, and by a step at each reading. With a step of 0 a reading does not move
     * it; with any other step no two readings are equal. Not synchronised: one context moves it, and others see that
     * late.
     */
    final class Manual implements KernelClock {
        private static final long START = 1;

        private final long step;
        private long now = START;

        /** A clock that moves only when it is told to. */
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
