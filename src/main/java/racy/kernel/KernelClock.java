// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.kernel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** {@code ktime_get()}: monotonic nanoseconds. */
public interface KernelClock {
    /** The machine's own clock. Reading it costs tens of nanoseconds. */
    KernelClock MONOTONIC = System::nanoTime;

    /** Monotonic time in nanoseconds; the origin is arbitrary. */
    long nanos();

    /** The same for what is ordered by its time. A later stamp is never smaller than an earlier one. */
    default long stamp() {
        return nanos();
    }

    /**
     * A clock that moves when it is told to, and by a step at each reading. With a step of 0 a reading does not move
     * it; with any other step no two readings are equal. Not synchronised: one context moves it, and others see that
     * late.
     */
    final class Manual implements KernelClock {
        private static final long START = 1;

        private final long step;
        private long now = START;
        private long stamps;

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

        /**
         * A later stamp is greater than an earlier one, also while the clock stands. Any context may ask. The counter is
         * atomic and orders nothing else.
         */
        @Override
        public long stamp() {
            long before;
            do {
                before = (long) STAMPS.getOpaque(this);
            } while (!STAMPS.weakCompareAndSetPlain(this, before, before + 1));
            return nanos() + before;
        }

        /** Re-initialises this in place. No context may run. */
        public void init() {
            stamps = 0;
            now = START;
        }

        public void advance(long nanos) {
            now += nanos;
        }

        // VarHandle mechanics
        private static final VarHandle STAMPS = ConstantBootstraps.fieldVarHandle(
                MethodHandles.lookup(), "stamps", VarHandle.class, Manual.class, long.class);
    }
}
