// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/** When reset marks which inference as cancelled. */
public interface Cancellation {
    /** As posted: the one that the scheduler named, before the scheduler is stopped. */
    Cancellation NAMED_BEFORE_STOP = new Cancellation() {
        @Override
        public void beforeStop(RocketTask bad) {
            bad.job().writeOnceCancelled();
        }
    };

    /** Before the scheduler is stopped. */
    default void beforeStop(RocketTask bad) {}

    /**
     * After the slot was claimed.
     *
     * @param claimed the task that was in flight, or null
     */
    default void afterClaim(RocketTask bad, RocketTask claimed) {}
}
