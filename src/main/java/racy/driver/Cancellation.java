// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/** Decides which inference reset marks as cancelled, and when. */
public interface Cancellation {
    /** As posted: reset marks the inference that the scheduler named, before it stops the scheduler. */
    Cancellation NAMED_BEFORE_STOP = new Cancellation() {
        @Override
        public void beforeStop(RocketTask bad) {
            bad.job().writeOnceCancelled();
        }
    };

    /** Called before the scheduler is stopped. */
    default void beforeStop(RocketTask bad) {}

    /**
     * Called after reset has claimed the slot.
     *
     * @param claimed the task that was in flight, or null
     */
    default void afterClaim(RocketTask bad, RocketTask claimed) {}
}
