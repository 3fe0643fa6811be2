// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import java.util.List;
import java.util.Optional;

/** All drivers, in the order in which they are listed. */
public final class Variants {
    private static final List<Variant> ALL = List.of(
            new PrePatch(),
            new AsPosted(),
            new IrqReadsThenWrites(),
            new ResetReadsThenWrites(),
            new PublishesBeforeDoneFence(),
            new SignalsBeforeClaim(),
            new ClaimsBeforeRegisters(),
            new CancelsNamedAfterStop(),
            new CancelsClaimedAfterStop(),
            new QueuesFreeBeforeRun(),
            new QueuesFreeBeforeCredits(),
            new DetachesInReset(),
            new DetachesInResetClearingCore(),
            new DetachesInIrqThread(),
            new FenceInSlot(),
            new CmpxchgPointer(),
            new CmpxchgGeneration(),
            new ReleasePublish(),
            new XchgPublish(),
            new SynchronizesIrqAfterStop(),
            new DisablesIrqBeforeStop(),
            new RechecksNotHung(),
            new ReadsMaskedStatus(),
            new ChecksPowerInIrq(),
            new BindsDomainPerCore(),
            new ErrorsFailInference(),
            new FailsClaimedInference(),
            new InferenceOwnsCore(),
            new HoldsTasksInReset(),
            new DependenciesOnFirstTask(),
            new CoreChosenOnce(),
            new ResetPutsAutosuspend(),
            new TakesDomainFirst(),
            new BosKeepFile(),
            new RecommendedV2());

    /** Id of the patch as posted, which every answer is about first. */
    public static final String AS_POSTED = "as-posted";

    /** Id of the driver that the patch replaced. */
    public static final String PRE_PATCH = "pre-patch";

    /** Id of the recommended next version. */
    public static final String V2 = "v2";

    private Variants() {}

    public static List<Variant> all() {
        return ALL;
    }

    /** The variant that users call {@code id}. */
    public static Optional<Variant> find(String id) {
        return ALL.stream().filter(variant -> variant.id().equals(id)).findFirst();
    }

    /** As {@link #find}, for an id that the code itself names. */
    public static Variant of(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no variant '" + id + "'"));
    }
}
