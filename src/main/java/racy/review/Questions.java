// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import racy.kernel.OpenList;
import racy.review.Question.Kind;

/**
 * What the review asks and what the patch description claims, in the order of the mail; then the questions of each
 * {@link QuestionProvider}.
 */
public final class Questions {
    // spotless:off
    private static final List<Question> OWN = List.of(
            claim("serialised",
                    "rocket_job_run(), rocket_job_handle_irq(), drm_sched_stop()",
                    "The IRQ thread is not a work of the scheduler: what it does after a restart hits the next task.",
                    "> > - Every submission to the NPU flows through run_job(), and the IRQ",
                    "> >   handler only signals the task's fence. Nothing is started without",
                    "> >   the knowledge of the scheduler, so it can serialize submission",
                    "> >   against reset."),
            claim("signals-fence",
                    "dma_fence_signal(), drm_sched_stop()",
                    "It signals another task's fence, or the signal and those who wait for it disagree.",
                    "> > [...] the IRQ handler only signals the task's fence."),
            claim("workaround",
                    "core->job_lock, core->reset.pending",
                    "If the lock did more than that, what it did is gone with it.",
                    "> > The job_lock mutex and the reset.pending flag exist only as a",
                    "> > workaround [for] that self-inflicted race."),
            claim("armed-last",
                    "drm_sched_job_arm(), dma_resv_reserve_fences() in rocket_job_push()",
                    "A job that is armed and then dropped leaves fences that never signal.",
                    "> > - The BO reservations and implicit dependencies are acquired before",
                    "> >   any task is armed, so the only fallible step precedes the point of",
                    "> >   no return."),
            mail("shared-structs",
                    "struct rocket_job: refcount, core, cancelled, domain, tasks[]",
                    "A field that two contexts touch without order between them is a race.",
                    "> > struct rocket_job becomes the refcounted inference shared by its",
                    "> > tasks;",
                    ">",
                    "> If they're now shared, do they also require synchronization?"),
            claim("marks-done",
                    "kref_get() in rocket_job_push(), rocket_job_put()",
                    "A reference that is taken late or dropped twice frees the inference under a task.",
                    "> > each task holds a reference to the inference, so the last task to",
                    "> > be freed marks it done."),
            claim("pinned",
                    "drm_sched_job_arm() in rocket_job_push()",
                    "A later task on another core runs without its domain and without its on-chip state.",
                    "> > arming all tasks up front pins the inference to one core."),
            claim("last-task",
                    "rocket_job_push(): drm_sched_job_add_implicit_dependencies(), inference_done_fence",
                    "Earlier tasks may start before the inputs are there, or fail without the completion fence saying so.",
                    "> > The implicit BO dependencies and the completion fence are anchored",
                    "> > on the last task."),
            claim("attached-once",
                    "iommu_attach_group() in rocket_job_run(), iommu_detach_group() in the last put",
                    "The next inference is refused with -EBUSY, or runs in somebody else's address space.",
                    "> > The IOMMU domain is attached once by the first task to run and",
                    "> > detached when the last task drops its reference."),
            claim("only-affected",
                    "rocket_job_timedout(), drm_sched_start()",
                    "A reset kills work that did not hang, or reports work that completed as cancelled.",
                    "> > On timeout the inference is marked cancelled before the scheduler",
                    "> > restarts; the remaining tasks observe the flag in run_job() and",
                    "> > fail with -ECANCELED without touching hardware, so only the",
                    "> > affected inference is abandoned."),
            mail("kvfree",
                    "rocket_copy_tasks(), rocket_job_cleanup()",
                    "Memory is freed twice.",
                    "> > -fail:",
                    "> > -     kvfree(rjob->tasks);",
                    "> > -     return ret;",
                    ">",
                    "> Not super obvious to the reader why this is now unnecessary?"),
            mail("atomics",
                    "job->cancelled: atomic_set() in rocket_job_timedout(), atomic_read() in rocket_job_run()",
                    "A task of a cancelled inference runs, or one of a healthy inference does not.",
                    "> > +     if (atomic_read(&job->cancelled)) {",
                    ">",
                    "> I see that you touch some mutexes in this patch. Some seem to",
                    "> disappear. These atomics stay.",
                    ">",
                    "> They look a bit racy, too, don't they?"),
            mail("core-lock",
                    "core->in_flight_task, from its claim to dma_fence_signal()",
                    "Between the claim and the signal nothing keeps the task alive, or the next one away.",
                    "> > +     WRITE_ONCE(core->in_flight_task, task);",
                    ">",
                    "> The scoped_guard above disappears, and now a WRITE_ONCE appears. Hmm.",
                    "> The core doesn't have a lock?"),
            claim("pm-put",
                    "xchg(&core->in_flight_task, NULL), pm_runtime_put_*()",
                    "Two owners drop one count twice; no owner leaves the NPU powered.",
                    "> > + * Claim the in-flight task: the reset path may run concurrently,",
                    "> > + * so whichever of us wins owns the PM put."),
            mail("xchg",
                    "core->in_flight_task: WRITE_ONCE() in rocket_job_run(), xchg() by the IRQ thread and reset",
                    "A weaker publish hides the done fence from the claimer; a weaker claim makes two owners.",
                    "> > +     task = xchg(&core->in_flight_task, NULL);",
                    ">",
                    "> Why is it sometimes WRITE_ONCE and sometimes xchg?"));
    // spotless:on

    private static final OpenList<Question, QuestionProvider> ALL =
            new OpenList<>("question", OWN, QuestionProvider.class, QuestionProvider::questions, Question::id);

    private Questions() {}

    private static Question mail(String id, String code, String stake, String... quote) {
        return new Question(id, Kind.MAIL, Arrays.asList(quote), code, stake, Question.WEAK_ORDERS);
    }

    private static Question claim(String id, String code, String stake, String... quote) {
        return new Question(id, Kind.CLAIM, Arrays.asList(quote), code, stake, Question.WEAK_ORDERS);
    }

    public static List<Question> all() {
        return ALL.all();
    }

    /** The question that users call {@code id}. */
    public static Optional<Question> find(String id) {
        return ALL.find(id);
    }
}
