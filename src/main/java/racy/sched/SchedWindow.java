// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.sched;

import racy.kernel.Window;

/** Windows in the GPU scheduler. */
public enum SchedWindow implements Window {
    /** The timeout worker runs and has not yet looked at {@code pending_list}. */
    TDR_STARTED("timeout worker begins"),
    /** The timeout worker has unlinked the head of {@code pending_list} and not yet called the driver. */
    TDR_UNLINKED("takes pending head"),
    /** {@code drm_sched_run_*_queue} has seen {@code pause_submit} clear and not yet queued the work. */
    SCHED_PAUSE_CHECKED("pause_submit is clear"),
    /** {@code drm_sched_job_done} has released the credits and not yet signalled {@code finished}. */
    SCHED_CREDITS_RELEASED("credits released"),
    /** {@code drm_sched_job_done} has signalled {@code finished} and not yet queued free work. */
    SCHED_FINISHED("finished signalled"),
    /** {@code drm_sched_stop} has paused and cancelled both works and not yet walked the list. */
    SCHED_WORKS_CANCELLED("stop: works cancelled"),

    /** {@code drm_sched_entity_pop_job} has taken a job off the queue and not yet given the entity its new place. */
    POP_JOB_DEQUEUED("job off its queue", true),
    /** {@code drm_sched_entity_kill} has taken a job off the queue and looks for the next one. */
    KILL_JOB_DEQUEUED("kill: job off its queue", true),
    /** {@code drm_sched_run_job_work} has taken a job off its entity and not yet taken its credits. */
    RUN_JOB_POPPED("job off its entity", true),
    /** {@code drm_sched_run_job_work} has taken the job's credits; the job is not on {@code pending_list} yet. */
    RUN_JOB_CREDITS_TAKEN("credits taken", true),
    /** {@code drm_sched_run_job_work} has put the job on {@code pending_list} and not yet called {@code run_job}. */
    RUN_JOB_PENDING("job on pending_list", true),
    /** {@code drm_sched_run_job_work} has added the done callback and not yet queued itself again. */
    RUN_JOB_CALLBACK_ADDED("done callback added", true),
    /** {@code drm_sched_free_job_work} has taken a finished job off {@code pending_list} and not yet freed it. */
    FREE_JOB_TAKEN("takes finished job", true),
    /** {@code drm_sched_free_job_work} has freed a job and not yet looked for the next one. */
    FREE_JOB_FREED("job freed", true),
    /** A mutant of {@code drm_sched_job_done} has queued free work and not yet released the credits. */
    MUTANT_FREE_QUEUED("free work queued, credits not released", true),
    /** {@code drm_sched_stop} has come to a job of {@code pending_list} and not yet touched it. */
    STOP_AT_JOB("stop: at a job", true),
    /** {@code drm_sched_stop} has taken a signalled job off {@code pending_list} and not yet waited for it. */
    STOP_JOB_UNLINKED("stop: job off pending_list", true),
    /** {@code drm_sched_fini} has paused and cancelled both works and not yet torn anything down. */
    FINI_WORKS_CANCELLED("fini: works cancelled", true),
    /** {@code drm_sched_wqueue_start} has cleared {@code pause_submit} and queued nothing yet. */
    START_UNPAUSED("start: pause_submit cleared", true),
    /** {@code drm_sched_wqueue_start} has queued run work and not yet free work; a mutant does the reverse. */
    START_FIRST_QUEUED("start: first work queued", true),
    /** {@code spsc_queue_push} has raised the count and not yet swapped the tail. */
    PUSH_COUNTED("push: count raised", true),
    /** A mutant of {@code spsc_queue_push} has linked the job and not yet raised the count. */
    MUTANT_PUSH_LINKED("push: job linked, count not raised", true),
    /** {@code spsc_queue_pop} has read the first job and its link, and changed nothing yet. */
    POP_NEXT_SEEN("pop: first job and its link read", true),
    /** {@code drm_sched_entity_pop_job} has stored {@code last_scheduled} and not yet dequeued the job. */
    POP_LAST_SCHEDULED("pop: last_scheduled stored", true),
    /** A mutant of {@code drm_sched_entity_pop_job} has dequeued the job and not yet stored {@code last_scheduled}. */
    MUTANT_POP_DEQUEUED("pop: dequeued, last_scheduled is old", true);

    private final String words;
    private final boolean fine;

    SchedWindow(String words) {
        this(words, false);
    }

    SchedWindow(String words, boolean fine) {
        this.words = words;
        this.fine = fine;
    }

    @Override
    public String words() {
        return words;
    }

    @Override
    public boolean isFine() {
        return fine;
    }
}
