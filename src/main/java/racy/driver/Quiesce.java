// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver;

/** What reset does about interrupts around {@code drm_sched_stop()}. As posted: nothing. */
public interface Quiesce {
    /** As posted. */
    Quiesce NONE = new Quiesce() {};

    /** run_job has written GO for {@code task}. */
    default void started(PatchedDriver driver, RocketTask task) {}

    /**
     * The first step of {@code timedout_job}.
     *
     * @return false if the task is not hung; then reset does nothing more
     */
    default boolean beforeStop(PatchedDriver driver, RocketCore core, RocketTask bad) {
        return true;
    }

    /** The scheduler is stopped, and the slot was not read yet. */
    default void afterStop(RocketCore core) {}

    /** The hardware is out of reset. */
    default void beforeStart(RocketCore core) {}
}
