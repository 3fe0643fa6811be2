// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import java.util.List;
import racy.driver.Design;
import racy.driver.GenerationSlot;
import racy.driver.InFlightPayload;

/**
 * All fixes together. Where two fix the same line in different ways the slot takes the best of both: it holds the fence
 * (no claimer touches the task) under a generation (no IRQ thread takes the next one), published by an exchange.
 */
public final class RecommendedV2 extends Variant.Fix {
    /** What it is made of, besides the slot. */
    static final List<Variant> PARTS = List.of(
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
            new BosKeepFile());

    public RecommendedV2() {
        super(
                "v2",
                "all fixes together; one slot and one recheck stand for those that mend the same line",
                "what the next version of the patch should do");
    }

    @Override
    public void apply(Design design) {
        Variant.applyAll(PARTS, design);
        design.slot = kernel -> new GenerationSlot<>(InFlightPayload.FENCE);
    }
}
