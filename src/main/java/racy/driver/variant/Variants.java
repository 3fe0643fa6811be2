// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import java.util.List;
import java.util.Optional;
import racy.kernel.OpenList;

/** All variants, in the order in which they are listed: Racy's own, then those of each {@link VariantProvider}. */
public final class Variants {
    private static final List<Variant> OWN = List.of(
            new PrePatch(),
            new AsPosted(),
            new IrqReadsThenWrites(),
            new ResetReadsThenWrites(),
            DesignChoices.PUBLISHES_BEFORE_DONE_FENCE,
            new SignalsBeforeClaim(),
            DesignChoices.CLAIMS_BEFORE_REGISTERS,
            new CancelsNamedAfterStop(),
            new CancelsClaimedAfterStop(),
            DesignChoices.QUEUES_FREE_BEFORE_RUN,
            DesignChoices.QUEUES_FREE_BEFORE_CREDITS,
            new DetachesInReset(),
            new DetachesInResetClearingCore(),
            new DetachesInIrqThread(),
            BothReadThenWrite.WITHOUT_LOCK,
            SchedulerInternals.TAIL_BEFORE_COUNT,
            SchedulerInternals.LAST_SCHEDULED_LATE,
            SchedulerInternals.PENDING_AFTER_RUN,
            SchedulerInternals.PENDING_WITHOUT_BARRIER,
            SchedulerInternals.QUEUE_UNDER_FENCE_LOCK,
            new ClearsSlotAfterSignal(),
            DesignChoices.TRACES_AFTER_SIGNAL,
            DesignChoices.SKIPS_RESET_SILENTLY,
            DesignChoices.ANSWERS_NO_HANG_AFTER_RESET,
            DesignChoices.FREES_FENCE_AT_ONCE,
            DesignChoices.FENCE_IN_SLOT,
            DesignChoices.CMPXCHG_POINTER,
            DesignChoices.CMPXCHG_GENERATION,
            new ReleasePublish(),
            new XchgPublish(),
            new SynchronizesIrqAfterStop(),
            DesignChoices.DISABLES_IRQ_BEFORE_STOP,
            DesignChoices.RECHECKS_NOT_HUNG,
            DesignChoices.READS_MASKED_STATUS,
            DesignChoices.CHECKS_POWER_IN_IRQ,
            DesignChoices.BINDS_DOMAIN_PER_CORE,
            DesignChoices.ERRORS_FAIL_INFERENCE,
            new FailsClaimedInference(),
            DesignChoices.INFERENCE_OWNS_CORE,
            DesignChoices.HOLDS_TASKS_IN_RESET,
            DesignChoices.DEPENDENCIES_ON_FIRST_TASK,
            DesignChoices.READERS_ADD_FENCES,
            DesignChoices.CORE_CHOSEN_ONCE,
            DesignChoices.INFERENCE_HOLDS_POWER,
            DesignChoices.SUSPENDS_BY_USAGE,
            DesignChoices.RESET_PUTS_AUTOSUSPEND,
            DesignChoices.TAKES_DOMAIN_FIRST,
            DesignChoices.BOS_KEEP_FILE,
            DesignChoices.REMOVED_STAYS_OUT,
            DesignChoices.CANCELS_ON_REMOVE,
            BothReadThenWrite.WITH_LOCK,
            SchedulerInternals.QUEUE_UNDER_OWN_LOCK,
            DesignChoices.TRACES_BEFORE_SIGNAL,
            DesignChoices.SKIPS_RESET_WITH_NO_HANG,
            DesignChoices.LOCKS_FENCE_BEFORE_PUT,
            new RecommendedV2());

    private static final OpenList<Variant, VariantProvider> ALL =
            new OpenList<>("variant", OWN, VariantProvider.class, VariantProvider::variants, Variant::id);

    /** Id of the patch as posted. Every answer is about it first. */
    public static final String AS_POSTED = "as-posted";

    /** Id of the driver that the patch replaced. */
    public static final String PRE_PATCH = "pre-patch";

    /** Id of the recommended next version. */
    public static final String V2 = "v2";

    private Variants() {}

    public static List<Variant> all() {
        return ALL.all();
    }

    /** The variant that users call {@code id}. */
    public static Optional<Variant> find(String id) {
        return ALL.find(id);
    }

    /** The same as {@link #find}, for an id that the code itself names. */
    public static Variant of(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no variant '" + id + "'"));
    }
}
