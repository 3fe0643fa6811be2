// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.driver.variant;

import java.util.List;
import racy.driver.Design;
import racy.driver.GenerationSlot;
import racy.driver.InFlightPayload;

/**
 * All fixes together. Two fixes change the slot's claim in different ways, so the slot combines both. It holds the
 * fence, so no claimer touches the task. It has a generation, so no IRQ thread takes the next task. An exchange
 * publishes it.
 */
public final class RecommendedV2 extends Variant.Fix {
    /** The fixes it is made of, besides those of the slot. */
    static final List<Variant> PARTS = List.of(
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
            DesignChoices.CANCELS_ON_REMOVE);

    public RecommendedV2() {
        super(
                "v2",
                "all fixes together; where several fixes change the same line, one slot and one recheck replace them",
                "what the next version of the patch should do");
    }

    @Override
    public void apply(Design design) {
        Variant.applyAll(PARTS, design);
        design.slot = kernel -> new GenerationSlot<>(InFlightPayload.FENCE);
    }
}
